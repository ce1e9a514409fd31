using RadSharp.Imaging.Jpeg;

namespace RadSharp.Imaging.Tests.Jpeg;

public class LosslessScanTests
{
    public static TheoryData<int, int> PredictorsAndPrecisions
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (var predictor in Enumerable.Range(1, 7))
            {
                foreach (var precision in (int[])[2, 8, 12, 16])
                {
                    data.Add(predictor, precision);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(PredictorsAndPrecisions))]
    public void Every_predictor_gives_back_what_was_written(int predictor, int precision)
    {
        foreach (var (width, height) in ((int, int)[])[(1, 1), (1, 9), (9, 1), (31, 17)])
        {
            foreach (var restartRows in (int[])[0, 1, 4])
            {
                AssertReadsBack(new LosslessStream(precision, predictor, 0, restartRows, [11], true, false), width, height);
                AssertReadsBack(new LosslessStream(precision, predictor, 1, restartRows, [11], true, true), width, height);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Colour_components_are_read_in_one_scan_or_in_three(bool isInterleaved)
    {
        AssertReadsBack(new LosslessStream(8, 4, 0, 0, [11, 11, 11], isInterleaved, false), 23, 11);
        AssertReadsBack(new LosslessStream(12, 7, 0, 2, [11, 11, 11], isInterleaved, true), 23, 11);
        AssertReadsBack(new LosslessStream(8, 1, 0, 0, [22, 11, 21], isInterleaved, false), 23, 11);
        AssertReadsBack(new LosslessStream(16, 6, 2, 1, [21, 12, 11], isInterleaved, true), 22, 13);
    }

    [Fact]
    public void A_restart_interval_within_a_row_is_refused()
    {
        var stream = new LosslessStream(8, 1, 0, 1, [11], true, false).Write(5, 5, Random(8, [11], 5, 5));
        var error = Assert.Throws<ImageDataException>(
            () => JpegReader.Read(JpegEdit.Set(stream, JpegEdit.Find(stream, 0xDD) + 5, 3)));
        Assert.Contains("whole rows", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void A_predictor_that_does_not_exist_is_refused(byte predictor)
    {
        var stream = new LosslessStream(8, 1, 0, 0, [11], true, false).Write(5, 5, Random(8, [11], 5, 5));
        var error = Assert.Throws<ImageDataException>(
            () => JpegReader.Read(JpegEdit.Set(stream, JpegEdit.Find(stream, 0xDA) + 7, predictor)));
        Assert.Contains("predictor", error.Message, StringComparison.Ordinal);
    }

    private static void AssertReadsBack(LosslessStream stream, int width, int height)
    {
        var components = Random(stream.Precision, stream.Factors, width, height);
        var image = JpegReader.Read(stream.Write(width, height, components)).Image;
        Assert.Equal((width, height, stream.Factors.Length), (image.Width, image.Height, image.Channels));
        var samples = image is Image<byte> bytes
            ? Array.ConvertAll(bytes.Samples, sample => (int)sample)
            : Array.ConvertAll(((Image<ushort>)image).Samples, sample => (int)sample);
        var (across, down) = (stream.Factors.Max(factor => factor / 10), stream.Factors.Max(factor => factor % 10));
        for (var index = 0; index < samples.Length; index++)
        {
            var (channel, pixel) = (index % stream.Factors.Length, index / stream.Factors.Length);
            var (x, y) = (pixel % width, pixel / width);
            var factor = stream.Factors[channel];
            var expected = components[channel][y * (factor % 10) / down][x * (factor / 10) / across];
            Assert.Equal(expected >> stream.PointTransform << stream.PointTransform, samples[index]);
        }
    }

    private static int[][][] Random(int precision, int[] factors, int width, int height)
    {
        var random = new Random(precision + width + (height * 31));
        var (across, down) = (factors.Max(factor => factor / 10), factors.Max(factor => factor % 10));
        return [.. factors.Select(factor => Enumerable.Range(0, ((height * (factor % 10)) + down - 1) / down)
            .Select(_ => Enumerable.Range(0, ((width * (factor / 10)) + across - 1) / across)
                .Select(_ => random.Next(1 << precision)).ToArray()).ToArray())];
    }
}
