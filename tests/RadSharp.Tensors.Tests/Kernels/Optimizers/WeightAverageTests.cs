using RadSharp.Tensors.Kernels.Optimizers;

namespace RadSharp.Tensors.Tests.Kernels.Optimizers;

public class WeightAverageTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(40_003)]
    public void Update_moves_the_average_towards_the_weights(int length)
    {
        var (weight, average) = (Samples.Values(length, seed: 1), Samples.Values(length, seed: 2));
        var expected = weight.Zip(average, (w, a) => (float)((0.9 * a) + (0.1 * w))).ToArray();
        WeightAverage.Update(weight, 0.1f, average);
        Check.Close(expected, average, 1e-6f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(40_003)]
    public void Swap_exchanges_all_elements(int length)
    {
        var (first, second) = (Samples.Values(length, seed: 1), Samples.Values(length, seed: 2));
        var (wasFirst, wasSecond) = ((float[])first.Clone(), (float[])second.Clone());
        WeightAverage.Swap(first, second);
        Assert.Equal(wasSecond, first);
        Assert.Equal(wasFirst, second);
    }
}
