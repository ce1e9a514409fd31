using RadSharp.Imaging.Geometry;

namespace RadSharp.Imaging.Tests.Geometry;

public class HistogramTests
{
    [Fact]
    public void Every_sample_is_counted_once()
    {
        var image = Pictures.Noise(37, 11, 1, 4);
        var histogram = Histogram.Of(image);
        var expected = new int[256];
        Array.ForEach(image.Samples, sample => expected[sample]++);
        Assert.Equal(expected, histogram.Counts.ToArray());
        Assert.Equal((image.Samples.Min(), image.Samples.Max(), 407), (histogram.Minimum, histogram.Maximum, histogram.Total));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(50, 25)]
    [InlineData(25, 17.5)]
    [InlineData(90, 2809)]
    [InlineData(100, 4000)]
    public void Percentiles_are_interpolated_as_in_NumPy(double percent, double expected)
    {
        ushort[] samples = [30, 10, 4000, 20];
        Assert.Equal(expected, Histogram.Of(new Image<ushort>(4, 1, 1, samples)).Percentile(percent), 9);
        var floats = new Image<float>(2, 2, 1, Array.ConvertAll(samples, sample => (float)sample));
        Assert.Equal(expected, Histogram.Percentiles(floats, percent, 0)[0], 9);
    }

    [Fact]
    public void Remapping_spreads_the_levels_between_two_percentiles()
    {
        var image = new Image<ushort>(101, 1, 1, [.. Enumerable.Range(0, 101).Select(value => (ushort)(value * 10))]);
        var remapped = Remapping.ToBytes(image, 10, 90).Samples;
        int[] places = [0, 10, 11, 50, 90, 100];
        Assert.Equal([0, 0, 3, 127, 255, 255], places.Select(place => (int)remapped[place]));
        var floats = new Image<float>(101, 1, 1, Array.ConvertAll(image.Samples, sample => sample / 10f));
        Assert.Equal(remapped, Remapping.ToBytes(floats, 10, 90).Samples);
    }

    [Fact]
    public void A_single_level_becomes_black_and_no_number_is_refused()
    {
        Assert.Equal(new byte[6], Remapping.ToBytes(new Image<ushort>(3, 2, 1, [7, 7, 7, 7, 7, 7])).Samples);
        Assert.Equal(new byte[2], Remapping.ToBytes(new Image<float>(2, 1, 1, [-1, -1])).Samples);
        Assert.Throws<ArgumentException>(() => Remapping.ToBytes(new Image<float>(2, 1, 1, [0, float.NaN])));
    }
}
