using System.Diagnostics;
using System.IO.Compression;
using RadSharp.Imaging.Png;

namespace RadSharp.Imaging.Tests.Png;

public class PngWriterTests
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public void What_is_written_is_read_again_whatever_the_size_and_the_channels()
    {
        var random = new Random(4);
        for (var width = 1; width <= 45; width++)
        {
            foreach (var channels in (int[])[1, 2, 3, 4])
            {
                var height = random.Next(1, 12);
                var bytes = Image<byte>(random, width, height, channels, sample => (byte)sample);
                var words = Image<ushort>(random, width, height, channels, sample => (ushort)sample);
                Assert.Equal(bytes.Samples, ((Image<byte>)PngReader.Read(Written(bytes))).Samples);
                Assert.Equal(words.Samples, ((Image<ushort>)PngReader.Read(Written(words))).Samples);
            }
        }
    }

    [Fact]
    public void Each_filter_makes_what_the_standard_says()
    {
        var random = new Random(5);
        for (var length = 1; length < 150; length++)
        {
            foreach (var distance in (int[])[1, 2, 3, 4, 6, 8])
            {
                byte[] row = [.. new byte[RowPredictions.Margin], .. Bytes(random, length)];
                byte[] above = [.. new byte[RowPredictions.Margin], .. Bytes(random, length)];
                for (var filter = 0; filter < 5; filter++)
                {
                    var filtered = new byte[length];
                    RowPredictions.Apply(filter, row, above, distance, filtered);
                    Assert.Equal(
                        PngSample.Filter(
                            filter, row.AsSpan(RowPredictions.Margin), above.AsSpan(RowPredictions.Margin), distance),
                        filtered);
                }
            }
        }
    }

    [Fact]
    public void A_smooth_film_takes_far_fewer_bytes_than_its_pixels()
    {
        var film = new Image<byte>(512, 512);
        for (var index = 0; index < film.Samples.Length; index++)
        {
            var (y, x) = Math.DivRem(index, 512);
            film.Samples[index] = (byte)(128 + (100 * Math.Sin(x / 80.0) * Math.Cos(y / 60.0)));
        }

        Assert.InRange(Written(film).Length, 100, 512 * 512 / 8);
    }

    [Fact]
    public void Spacing_is_written_as_pixels_a_metre()
    {
        using var stream = new MemoryStream();
        PngWriter.Write(stream, new Image<byte>(2, 2), CompressionLevel.Fastest, (0.143, 0.2));
        var chunk = PngSample.Chunk("pHYs", [0, 0, 6993 >> 8, 6993 & 255, 0, 0, 5000 >> 8, 5000 & 255, 1]);
        Assert.Equal(33, stream.ToArray().AsSpan().IndexOf(chunk));
        Assert.Equal(2, PngReader.Read(stream.ToArray()).Width);
        Assert.Throws<ArgumentException>(() => PngWriter.Write(stream, new Image<byte>(2, 2), pixelSpacing: (0, 0.2)));
    }

    [Theory]
    [InlineData(0, 4, 1)]
    [InlineData(4, 0, 1)]
    [InlineData(4, 4, 5)]
    public void An_image_that_PNG_cannot_hold_is_refused(int width, int height, int channels) =>
        Assert.Throws<ArgumentException>(() => PngWriter.Write(new MemoryStream(), new Image<ushort>(width, height, channels)));

    [Fact]
    public void Pillow_reads_what_is_written()
    {
        Assert.SkipUnless(Runs("import PIL, numpy"), "Pillow and numpy are not installed.");
        var random = new Random(6);
        var folder = Directory.CreateTempSubdirectory("radsharp-png-").FullName;
        try
        {
            for (var channels = 1; channels <= 4; channels++)
            {
                var bytes = Image<byte>(random, 61, 47, channels, sample => (byte)sample);
                File.WriteAllBytes(Path.Combine(folder, $"{channels}.png"), Written(bytes));
                File.WriteAllBytes(Path.Combine(folder, $"{channels}.raw"), bytes.Samples);
            }

            Assert.True(Runs(
                $"""
                import numpy
                from PIL import Image
                for channels in range(1, 5):
                    expected = numpy.fromfile("{folder}/%d.raw" % channels, numpy.uint8)
                    image = numpy.asarray(Image.open("{folder}/%d.png" % channels))
                    assert image.shape[:2] == (47, 61)
                    assert (image.reshape(-1) == expected).all()
                """));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Runs(string script)
    {
        if (!File.Exists(Python))
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", script]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static byte[] Written(Image image)
    {
        using var stream = new MemoryStream();
        if (image is Image<ushort> words)
        {
            PngWriter.Write(stream, words);
        }
        else
        {
            PngWriter.Write(stream, (Image<byte>)image);
        }

        return stream.ToArray();
    }

    // A slope with noise in every other row: rows of all five filters.
    private static Image<T> Image<T>(Random random, int width, int height, int channels, Func<int, T> sample) where T : unmanaged
    {
        var image = new Image<T>(width, height, channels);
        for (var index = 0; index < image.Samples.Length; index++)
        {
            var (y, x) = Math.DivRem(index, width * channels);
            image.Samples[index] = sample(y % 3 == 0 ? random.Next(65536) : (x * 300 * (y % 2)) + (y * 700));
        }

        return image;
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
