using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors.Tests.Kernels;

public class NormalizationTests
{
    private const float Epsilon = 1e-5f;

    public static TheoryData<int> Widths => RowSamples.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Both_agree_with_the_definition(int width)
    {
        var x = Samples.Values(3 * width, 1, 3);
        var (weight, bias) = (Samples.Values(width, 2), Samples.Values(width, 3));
        Check.Close(
            RowSamples.ByRows(x, width, row => Affine(Normalized(row, isCentered: true), weight, bias)),
            RowSamples.Written(x.Length, y => Normalization.LayerNorm(x, weight, bias, width, Epsilon, y)), 2e-6f, $"layer norm {width}");
        Check.Close(
            RowSamples.ByRows(x, width, row => Affine(Normalized(row, isCentered: false), weight, null)),
            RowSamples.Written(x.Length, y => Normalization.RmsNorm(x, weight, width, Epsilon, y)), 2e-6f, $"RMS norm {width}");
        Check.Close(
            RowSamples.ByRows(x, width, row => Normalized(row, isCentered: true)),
            RowSamples.Written(x.Length, y => Normalization.LayerNorm(x, [], [], width, Epsilon, y)), 2e-6f, $"plain {width}");
    }

    [Theory]
    [InlineData(1e6f)]
    [InlineData(-3e7f)]
    public void An_offset_common_to_all_elements_costs_the_variance_no_digits(float offset)
    {
        const int Width = 1000;
        var x = Samples.Values(Width).Select(value => offset + (8 * MathF.Round(4 * value))).ToArray();
        var y = new float[Width];
        Normalization.LayerNorm(x, [], [], Width, Epsilon, y);
        Check.Close(RowSamples.ByRows(x, Width, row => Normalized(row, isCentered: true)), y, 2e-6f);
    }

    [Fact]
    public void An_outlier_among_the_first_elements_costs_the_variance_no_digits()
    {
        var x = Samples.Values(4096);
        x[2] = 1e4f;
        var y = new float[x.Length];
        Normalization.LayerNorm(x, [], [], x.Length, Epsilon, y);
        Check.Close(RowSamples.ByRows(x, x.Length, row => Normalized(row, isCentered: true)), y, 2e-6f);
    }

    [Fact]
    public void A_constant_row_becomes_the_bias()
    {
        var x = new float[50];
        Array.Fill(x, 1234.567f);
        var bias = Samples.Values(50);
        var y = new float[50];
        Normalization.LayerNorm(x, [], bias, 50, 1e-12f, y);
        Check.Close(bias, y, 1e-6f);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_NaN_or_an_infinity_makes_its_row_NaN_and_no_other(float value)
    {
        const int Width = 37;
        var x = Samples.Values(3 * Width);
        x[Width + 36] = value;
        var y = new float[x.Length];
        Normalization.LayerNorm(x, [], [], Width, Epsilon, y);
        for (var index = 0; index < y.Length; index++)
        {
            Assert.Equal(index / Width == 1, float.IsNaN(y[index]));
        }

        Normalization.RmsNorm(x, [], Width, Epsilon, y);
        Assert.Equal(float.NaN, y[Width + 36]);
        Assert.Equal(float.IsNaN(value) ? float.NaN : 0, y[Width]);
        Assert.All(y[..Width], found => Assert.True(float.IsFinite(found)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_agree_with_the_definition(bool isCentered)
    {
        foreach (var (rows, width) in new[] { (0, 4), (3, 1), (3, 3), (5, 16), (5, 17), (4, 33), (61, 577), (3, 4101) })
        {
            var (x, dy, before) = (Samples.Values(rows * width, 1, 3), Samples.Values(rows * width, 2), Samples.Values(rows * width, 3));
            var weight = Samples.Values(width, 4);
            var parts = NormalizationBackward.Parts(rows, width);
            var (weightParts, biasParts) = (new float[parts * width], new float[parts * width]);
            var expected = Gradients(x, weight, dy, rows, width, isCentered);

            Check.Close(expected.X, RowSamples.Written(x.Length, dx => Run(dx, false, weightParts, biasParts)), 1e-5f, $"dx {rows}×{width}");
            Check.Close(expected.Weight, Sums(weightParts, width), 1e-5f, $"dweight {rows}×{width}");
            Check.Close(isCentered ? expected.Bias : new float[width], Sums(biasParts, width), 1e-5f, $"dbias {rows}×{width}");

            var sums = before.ToArray();
            Run(sums, true, [], []);
            Check.Close([.. before.Zip(expected.X, (a, b) => a + b)], sums, 1e-5f, $"dx {rows}×{width}, added");
            var again = new float[weightParts.Length];
            Run([], false, again, []);
            Assert.Equal(weightParts, again);

            void Run(Span<float> dx, bool accumulate, Span<float> weights, Span<float> biases)
            {
                if (isCentered)
                {
                    NormalizationBackward.LayerNorm(x, weight, dy, width, Epsilon, dx, accumulate, weights, biases);
                }
                else
                {
                    NormalizationBackward.RmsNorm(x, weight, dy, width, Epsilon, dx, accumulate, weights);
                }
            }
        }
    }

    [Fact]
    public void Many_rows_have_the_bits_of_single_ones()
    {
        const int Width = 769;
        var x = Samples.Values(100 * Width, scale: 5);
        var weight = Samples.Values(Width, 2);
        var (all, one) = (new float[x.Length], new float[Width]);
        Normalization.LayerNorm(x, weight, weight, Width, Epsilon, all);
        for (var row = 0; row < x.Length; row += Width)
        {
            Normalization.LayerNorm(x.AsSpan(row, Width), weight, weight, Width, Epsilon, one);
            Assert.True(all.AsSpan(row, Width).SequenceEqual(one));
        }
    }

    [Fact]
    public void A_weight_of_another_length_is_refused() =>
        Check.Refused<ArgumentException>(
            () => Normalization.LayerNorm(new float[8], new float[3], [], 4, Epsilon, new float[8]), "LayerNorm", "4", "3");

    private static double[] Normalized(double[] row, bool isCentered)
    {
        var mean = isCentered ? row.Average() : 0;
        var variance = row.Average(value => (value - mean) * (value - mean));
        return [.. row.Select(value => (value - mean) / Math.Sqrt(variance + Epsilon))];
    }

    private static double[] Affine(double[] row, float[] weight, float[]? bias) =>
        [.. row.Select((value, index) => (value * weight[index]) + (bias is null ? 0 : bias[index]))];

    private static float[] Sums(float[] parts, int width) =>
        [.. Enumerable.Range(0, width).Select(column => (float)parts.Where((_, index) => index % width == column).Sum(value => (double)value))];

    private static (float[] X, float[] Weight, float[] Bias) Gradients(
        float[] x, float[] weight, float[] dy, int rows, int width, bool isCentered)
    {
        var dx = new float[x.Length];
        var (dweight, dbias) = (new double[width], new double[width]);
        for (var row = 0; row < rows; row++)
        {
            var values = x.Skip(row * width).Take(width).Select(value => (double)value).ToArray();
            var normalized = Normalized(values, isCentered);
            var center = isCentered ? values.Average() : 0;
            var deviation = Math.Sqrt(values.Average(value => (value - center) * (value - center)) + Epsilon);
            var gradients = Enumerable.Range(0, width).Select(column => (double)dy[(row * width) + column] * weight[column]).ToArray();
            var mean = isCentered ? gradients.Average() : 0;
            var slope = gradients.Zip(normalized, (a, b) => a * b).Average();
            for (var column = 0; column < width; column++)
            {
                dx[(row * width) + column] = (float)((gradients[column] - mean - (normalized[column] * slope)) / deviation);
                dweight[column] += dy[(row * width) + column] * normalized[column];
                dbias[column] += dy[(row * width) + column];
            }
        }

        return (dx, [.. dweight.Select(value => (float)value)], [.. dbias.Select(value => (float)value)]);
    }
}
