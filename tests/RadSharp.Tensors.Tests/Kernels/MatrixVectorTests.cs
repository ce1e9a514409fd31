using RadSharp.Tensors.Kernels;
using RadSharp.Tensors.Quantization;

namespace RadSharp.Tensors.Tests.Kernels;

public class MatrixVectorTests
{
    public static TheoryData<DType, int, int, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<DType, int, int, int>();
            foreach (var dtype in Enum.GetValues<DType>())
            {
                foreach (var (outFeatures, inFeatures) in new[] { (1, 32), (16, 64), (37, 96), (150, 4096), (0, 32), (3, 0) })
                {
                    foreach (var rows in new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 17 })
                    {
                        if (inFeatures < 4096 || rows is 1 or 2 or 7 or 17)
                        {
                            sizes.Add(dtype, rows, outFeatures, inFeatures);
                        }
                    }
                }
            }

            foreach (var dtype in new[] { DType.Float32, DType.BFloat16, DType.Float16 })
            {
                sizes.Add(dtype, 1, 67, 1);
                sizes.Add(dtype, 5, 35, 2501);
                sizes.Add(dtype, 4, 33, 47);
            }

            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Multiply_agrees_with_the_definition(DType dtype, int rows, int outFeatures, int inFeatures)
    {
        using var weight = Stored(dtype, outFeatures, inFeatures, out var values);
        var x = Samples.Values(rows * inFeatures, 2);
        var bias = Samples.Values(outFeatures, 3);
        var y = new float[rows * outFeatures];
        MatrixVector.Multiply(x, rows, weight, bias, y);
        if (dtype == DType.Q4)
        {
            RoundToBytes(x);
        }

        var tolerance = dtype == DType.Q8 ? 2e-5 : 2e-6;
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < outFeatures; column++)
            {
                double sum = bias[column], squares = 1;
                for (var k = 0; k < inFeatures; k++)
                {
                    var product = (double)x[(row * inFeatures) + k] * values[(column * inFeatures) + k];
                    sum += product;
                    squares += product * product;
                }

                // Rounding errors of the terms add up like a random walk; six times its length is never reached.
                var error = Math.Abs(sum - y[(row * outFeatures) + column]) / Math.Sqrt(squares);
                Assert.True(error <= 6 * tolerance, $"{dtype} row {row} column {column}: error {error:G3}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    public void Multiply_of_4_bit_weights_costs_what_rounding_activations_to_8_bits_costs(int rows)
    {
        const int Out = 64, In = 1024;
        using var weight = Stored(DType.Q4, Out, In, out var values);
        var x = Samples.Values(rows * In, 2);
        var y = new float[rows * Out];
        MatrixVector.Multiply(x, rows, weight, default, y);
        double error = 0, size = 0;
        for (var index = 0; index < y.Length; index++)
        {
            var (row, column) = (index / Out * In, index % Out * In);
            var exact = Enumerable.Range(0, In).Sum(k => (double)x[row + k] * values[column + k]);
            error += (exact - y[index]) * (exact - y[index]);
            size += exact * exact;
        }

        Assert.InRange(Math.Sqrt(error / size), 1e-4, 6e-3);
    }

    [Theory]
    [InlineData(DType.Q8)]
    [InlineData(DType.Q4)]
    [InlineData(DType.Float16)]
    [InlineData(DType.Float32)]
    public void Multiply_gives_a_row_the_same_bits_whatever_the_others_are(DType dtype)
    {
        const int Rows = 21, Out = 45, In = 2080;
        using var weight = Stored(dtype, Out, In, out _);
        var x = Samples.Values(Rows * In, 2);
        var together = new float[Rows * Out];
        MatrixVector.Multiply(x, Rows, weight, default, together);
        var alone = new float[Out];
        for (var row = 0; row < Rows; row++)
        {
            MatrixVector.Multiply(x.AsSpan(row * In, In), 1, weight, default, alone);
            Assert.Equal(alone, together[(row * Out)..((row + 1) * Out)]);
        }
    }

    [Theory]
    [InlineData(DType.Q8)]
    [InlineData(DType.Q4)]
    [InlineData(DType.BFloat16)]
    public void Multiply_keeps_a_value_that_is_not_finite_in_its_row(DType dtype)
    {
        using var weight = Stored(dtype, 20, 64, out _);
        var x = Samples.Values(5 * 64, 2);
        x[(2 * 64) + 7] = float.NaN;
        x[(3 * 64) + 60] = float.PositiveInfinity;
        var y = new float[5 * 20];
        MatrixVector.Multiply(x, 5, weight, default, y);
        for (var index = 0; index < y.Length; index++)
        {
            Assert.Equal(index / 20 is not (2 or 3), float.IsFinite(y[index]));
        }
    }

    [Theory]
    [InlineData(DType.Q8)]
    [InlineData(DType.Q4)]
    public void Multiply_of_tiny_and_huge_activations_keeps_their_scale(DType dtype)
    {
        using var weight = Stored(dtype, 16, 32, out _);
        var x = Samples.Values(32, 2);
        var expected = new float[16];
        MatrixVector.Multiply(x, 1, weight, default, expected);
        foreach (var scale in new[] { MathF.ScaleB(1, -80), MathF.ScaleB(1, 80) })
        {
            var scaled = x.Select(value => value * scale).ToArray();
            var y = new float[16];
            MatrixVector.Multiply(scaled, 1, weight, default, y);
            Check.Close(expected, y.Select(value => value / scale).ToArray(), 1e-6f);
        }

        MatrixVector.Multiply(new float[32], 1, weight, default, expected);
        Assert.All(expected, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(DType.Q8)]
    [InlineData(DType.Q4)]
    [InlineData(DType.BFloat16)]
    public void Multiply_allocates_nothing(DType dtype)
    {
        using var weight = Stored(dtype, 300, 1024, out _);
        var x = Samples.Values(3 * 1024, 2);
        var y = new float[3 * 300];
        Check.AllocatesNothing(() => MatrixVector.Multiply(x, 3, weight, default, y));
    }

    [Fact]
    public void Multiply_of_spans_that_do_not_fit_names_them()
    {
        using var weight = Stored(DType.Q4, 20, 64, out _);
        var error = Assert.Throws<ArgumentException>(
            () => MatrixVector.Multiply(new float[65], 1, weight, default, new float[20]));
        Assert.Contains("[20, 64]", error.Message, StringComparison.Ordinal);
        Assert.Contains("65", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Multiply_of_the_largest_4_bit_weights_and_activations_does_not_overflow(int rows)
    {
        // Every pattern of signs over the four bytes of a word and over low and high words, with the integers −8 and 7.
        const int In = 32, Out = 1 << 8;
        using var weight = Tensor.Uninitialized([Out, In]);
        for (var index = 0; index < Out * In; index++)
        {
            var isExtreme = ((index / In) >> ((index % 4) + (index % In < 16 ? 0 : 4)) & 1) == 1;
            weight.Span[index] = isExtreme ? -8 : 7;
        }

        using var stored = weight.Quantize(DType.Q4);
        using var values = stored.Dequantize();
        var x = Enumerable.Range(0, rows * In).Select(index => (index / In * 37 >> (index % 4) & 1) == 0 ? 127f : -127f).ToArray();
        var y = new float[rows * Out];
        MatrixVector.Multiply(x, rows, stored, default, y);
        for (var index = 0; index < y.Length; index++)
        {
            var (row, column) = (index / Out * In, index % Out * In);
            Assert.Equal(Enumerable.Range(0, In).Sum(k => x[row + k] * values.Span[column + k]), y[index]);
        }
    }

    // What 32 neighbours become beside 4-bit weights: integers up to 127 times a scale.
    private static void RoundToBytes(float[] x)
    {
        foreach (var start in Enumerable.Range(0, x.Length / 32).Select(block => block * 32))
        {
            var block = x.AsSpan(start, 32);
            var magnitude = 0f;
            foreach (var value in block)
            {
                magnitude = Math.Max(magnitude, Math.Abs(value));
            }

            foreach (ref var value in block)
            {
                value = MathF.Round(value * (127 / magnitude)) * (magnitude / 127);
            }
        }
    }

    private static Tensor Stored(DType dtype, int outFeatures, int inFeatures, out float[] values)
    {
        using var weight = Samples.Random([outFeatures, inFeatures]);
        var stored = dtype.IsQuantized() ? weight.Quantize(dtype) : weight.To(dtype);
        using var wide = dtype.IsQuantized() ? stored.Dequantize() : stored.To(DType.Float32);
        values = wide.Span.ToArray();
        return stored;
    }
}
