using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors.Tests.Kernels;

public class SoftmaxTests
{
    public static TheoryData<int> Widths => RowSamples.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Both_agree_with_the_definition(int width)
    {
        foreach (var scale in new[] { 1, 0.125f })
        {
            var x = Samples.Values(3 * width, scale: 20);
            Check.Close(
                RowSamples.ByRows(x, width, row => Probabilities(row, scale)),
                RowSamples.Written(x.Length, y => Softmax.Forward(x, width, scale, y)), 1e-6f, $"softmax {width}");
            Check.Close(
                RowSamples.ByRows(x, width, row => [.. Probabilities(row, scale).Select(value => Math.Log(value))]),
                RowSamples.Written(x.Length, y => LogSoftmax.Forward(x, width, scale, y)), 1e-6f, $"log softmax {width}");
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Both_gradients_agree_with_the_definition(int width)
    {
        const float Scale = 0.5f;
        var (x, dy, before) = (Samples.Values(3 * width, 1, 5), Samples.Values(3 * width, 2), Samples.Values(3 * width, 3));
        var (y, logY) = (new float[x.Length], new float[x.Length]);
        Softmax.Forward(x, width, Scale, y);
        LogSoftmax.Forward(x, width, Scale, logY);
        var gradients = y.Zip(dy).Chunk(Math.Max(1, width)).SelectMany(row =>
        {
            var mean = row.Sum(pair => (double)pair.First * pair.Second);
            return row.Select(pair => (float)(Scale * pair.First * (pair.Second - mean)));
        }).ToArray();
        var logGradients = y.Zip(dy).Chunk(Math.Max(1, width)).SelectMany(row =>
        {
            var sum = row.Sum(pair => (double)pair.Second);
            return row.Select(pair => (float)(Scale * (pair.Second - (pair.First * sum))));
        }).ToArray();

        Check.Close(gradients, RowSamples.Written(x.Length, dx => Softmax.Backward(y, dy, width, Scale, dx, false)), 1e-6f);
        Check.Close(logGradients, RowSamples.Written(x.Length, dx => LogSoftmax.Backward(logY, dy, width, Scale, dx, false)), 2e-6f);
        var sums = before.ToArray();
        Softmax.Backward(y, dy, width, Scale, sums, accumulate: true);
        LogSoftmax.Backward(logY, dy, width, Scale, sums, accumulate: true);
        Check.Close([.. before.Select((value, index) => value + gradients[index] + logGradients[index])], sums, 3e-6f);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(33)]
    public void A_masked_element_has_no_probability_and_a_row_of_nothing_else_is_NaN(int width)
    {
        var x = Samples.Values(2 * width);
        x[1] = float.NegativeInfinity;
        x.AsSpan(width).Fill(float.NegativeInfinity);
        var (y, logY) = (new float[x.Length], new float[x.Length]);
        Softmax.Forward(x, width, 1, y);
        LogSoftmax.Forward(x, width, 1, logY);
        Assert.Equal(0, y[1]);
        Assert.Equal(float.NegativeInfinity, logY[1]);
        Assert.Equal(1, y[..width].Sum(value => (double)value), 1e-6);
        Assert.All(y[width..], value => Assert.Equal(float.NaN, value));
        Assert.All(logY[width..], value => Assert.Equal(float.NaN, value));
    }

    [Theory]
    [InlineData(float.NaN, 0)]
    [InlineData(float.NaN, 36)]
    [InlineData(float.PositiveInfinity, 20)]
    public void A_NaN_or_an_infinity_makes_its_row_NaN_and_no_other(float value, int place)
    {
        const int Width = 37;
        var x = Samples.Values(3 * Width);
        x[Width + place] = value;
        var y = new float[x.Length];
        Softmax.Forward(x, Width, 1, y);
        for (var index = 0; index < y.Length; index++)
        {
            Assert.Equal(index / Width == 1, float.IsNaN(y[index]));
        }
    }

    [Fact]
    public void Large_logits_do_not_overflow()
    {
        var y = new float[3];
        Softmax.Forward([1e30f, 1e30f, -1e30f], 3, 1, y);
        Assert.Equal([0.5f, 0.5f, 0], y);
        LogSoftmax.Forward([3e4f, 3e4f - 1, 0], 3, 1, y);
        Check.Close([-0.31326169f, -1.3132617f, -30000.3125f], y, 1e-6f);
    }

    [Fact]
    public void Many_rows_have_the_bits_of_single_ones()
    {
        const int Width = 577;
        var x = Samples.Values(200 * Width, scale: 5);
        var (all, one) = (new float[x.Length], new float[Width]);
        Softmax.Forward(x, Width, 0.3f, all);
        for (var row = 0; row < x.Length; row += Width)
        {
            Softmax.Forward(x.AsSpan(row, Width), Width, 0.3f, one);
            Assert.True(all.AsSpan(row, Width).SequenceEqual(one));
        }
    }

    [Fact]
    public void A_long_row_sums_to_one()
    {
        var x = Samples.Values(152_064, scale: 10);
        Softmax.Forward(x, x.Length, 1, x);
        Assert.Equal(1, x.Sum(value => (double)value), 1e-6);
    }

    [Fact]
    public void What_is_not_whole_rows_and_a_negative_scale_are_refused()
    {
        Check.Refused<ArgumentException>(() => Softmax.Forward(new float[7], 3, 1, new float[7]), "Softmax", "3", "7");
        Check.Refused<ArgumentException>(() => Softmax.Forward(new float[6], 0, 1, new float[6]), "Softmax", "0", "6");
        Check.Refused<ArgumentException>(() => LogSoftmax.Forward(new float[6], 3, -1, new float[6]), "LogSoftmax", "-1");
        Check.Refused<ArgumentException>(() => Softmax.Forward(new float[6], 3, float.NaN, new float[6]), "Softmax", "NaN");
    }

    private static double[] Probabilities(double[] x, double scale)
    {
        var largest = x.Max();
        var powers = x.Select(value => Math.Exp(scale * (value - largest))).ToArray();
        var sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }
}
