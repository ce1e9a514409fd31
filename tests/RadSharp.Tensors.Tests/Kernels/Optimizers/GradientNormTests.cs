using RadSharp.Tensors.Kernels.Optimizers;

namespace RadSharp.Tensors.Tests.Kernels.Optimizers;

public class GradientNormTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16 * 1024)]
    [InlineData((16 * 1024) + 1)]
    [InlineData(1_100_003)]
    public void Sum_of_squares_is_exact_to_double_rounding(int length)
    {
        var values = Samples.Values(length);
        double expected = 0;
        foreach (var value in values)
        {
            expected += (double)value * value;
        }

        Assert.Equal(expected, GradientNorm.SumOfSquares(values), tolerance: 1e-12 * (1 + expected));
    }

    [Fact]
    public void Sum_of_squares_neither_overflows_nor_underflows_where_float32_would()
    {
        Assert.Equal(1.7e77, GradientNorm.SumOfSquares([1e38f, -1e38f, 3e38f, 2.449489742783178e38f]), tolerance: 1e71);
        Assert.Equal(4e-80, GradientNorm.SumOfSquares([1e-40f, 1e-40f, 1e-40f, 1e-40f]), tolerance: 1e-83);
    }

    [Fact]
    public void Sum_of_squares_shows_what_is_not_finite()
    {
        Assert.Equal(double.PositiveInfinity, GradientNorm.SumOfSquares([1, float.NegativeInfinity]));
        Assert.True(double.IsNaN(GradientNorm.SumOfSquares([1, float.NaN, float.PositiveInfinity])));
    }
}
