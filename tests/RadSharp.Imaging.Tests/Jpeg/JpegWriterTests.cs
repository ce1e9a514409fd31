using RadSharp.Imaging.Jpeg;

namespace RadSharp.Imaging.Tests.Jpeg;

public class JpegWriterTests
{
    [Fact]
    public void Files_are_those_of_libjpeg()
    {
        Assert.Equal(Fixture.Bytes("golden/gray_q90.jpg"), Written(GoldenImage("png/gray8.png"), 90, true));
        Assert.Equal(Fixture.Bytes("golden/rgb_444.jpg"), Written(GoldenImage("png/rgb8.png"), 92, false));
        Assert.Equal(Fixture.Bytes("golden/rgb_420.jpg"), Written(GoldenImage("png/rgb8.png"), 75, true));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 1, 3)]
    [InlineData(17, 9, 3)]
    [InlineData(9, 40, 1)]
    public void Images_of_any_size_and_quality_are_read_back_nearly_the_same(int width, int height, int channels)
    {
        var image = new Image<byte>(width, height, channels);
        for (var index = 0; index < image.Samples.Length; index++)
        {
            image.Samples[index] = (byte)(60 + (index / channels % width * 5) + (index / image.Stride * 3));
        }

        foreach (var (quality, distance) in ((int, int)[])[(1, 130), (50, 12), (90, 8), (100, 4)])
        {
            foreach (var halvesChroma in (bool[])[true, false])
            {
                var read = (Image<byte>)JpegReader.Read(Written(image, quality, halvesChroma)).Image;
                Assert.Equal((width, height, channels), (read.Width, read.Height, read.Channels));
                Assert.All(
                    read.Samples.Zip(image.Samples), pair => Assert.InRange(pair.First - pair.Second, -distance, distance));
            }
        }
    }

    [Fact]
    public void Noise_at_the_best_quality_survives()
    {
        var image = new Image<byte>(64, 64);
        new Random(1).NextBytes(image.Samples);
        for (var index = 0; index < 2048; index++)
        {
            image.Samples[index] = (byte)(index % 2 == index / 64 % 2 ? 0 : 255);
        }

        var read = (Image<byte>)JpegReader.Read(Written(image, 100, true)).Image;
        Assert.All(read.Samples.Zip(image.Samples), pair => Assert.InRange(pair.First - pair.Second, -2, 2));
    }

    [Fact]
    public void Images_that_a_file_cannot_hold_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Written(new Image<byte>(65536, 1), 90, true));
        Assert.Throws<ArgumentException>(() => Written(new Image<byte>(0, 1), 90, true));
        Assert.Throws<ArgumentException>(() => Written(new Image<byte>(4, 4, 4), 90, true));
        Assert.Throws<ArgumentOutOfRangeException>(() => Written(new Image<byte>(4, 4), 101, true));
    }

    private static byte[] Written(Image<byte> image, int quality, bool halvesChroma)
    {
        using var stream = new MemoryStream();
        JpegWriter.Write(stream, image, quality, halvesChroma);
        return stream.ToArray();
    }

    private static Image<byte> GoldenImage(string name)
    {
        var (shape, samples) = Golden.Read(name);
        var channels = shape.Length == 3 ? shape[2] : 1;
        return new Image<byte>(shape[1], shape[0], channels, Array.ConvertAll(samples, sample => (byte)sample));
    }
}
