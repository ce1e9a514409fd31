using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors.Tests.Kernels;

public class DropoutTests
{
    [Theory]
    [InlineData(0f)]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(1f)]
    public void Elements_are_dropped_by_the_random_number_of_their_place(float probability)
    {
        foreach (var count in new[] { 0, 1, 17, 255, 257, 33_333 })
        {
            var x = Samples.Values(count, 1);
            var before = Samples.Values(count, 2);
            var expected = x.Select(
                (value, index) => RandomBits.Uniform(5, index) >= probability ? value / (1 - probability) : 0).ToArray();
            Check.Close(expected, RowSamples.Written(count, y => Dropout.Apply(x, probability, 5, y, accumulate: false)), 1e-6f);
            var sums = before.ToArray();
            Dropout.Apply(x, probability, 5, sums, accumulate: true);
            Check.Close([.. before.Zip(expected, (a, b) => a + b)], sums, 1e-6f);
        }
    }

    [Fact]
    public void The_share_of_dropped_elements_is_the_probability()
    {
        var x = new float[100_000];
        Array.Fill(x, 1);
        Dropout.Apply(x, 0.3f, 7, x, accumulate: false);
        Assert.Equal(0.3, x.Count(value => value == 0) / 1e5, 0.01);
        Assert.Equal(1, x.Average(), 0.02);
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1.1f)]
    [InlineData(float.NaN)]
    public void A_probability_out_of_range_is_refused(float probability) =>
        Check.Refused<ArgumentException>(() => Dropout.Apply([], probability, 0, [], false), "Dropout", "from 0 to 1");
}
