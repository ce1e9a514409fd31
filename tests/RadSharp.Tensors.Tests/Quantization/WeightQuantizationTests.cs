using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Quantization;

namespace RadSharp.Tensors.Tests.Quantization;

public class WeightQuantizationTests
{
    [Theory]
    [InlineData(DType.Q8, 1, 32)]
    [InlineData(DType.Q8, 37, 96)]
    [InlineData(DType.Q8, 0, 32)]
    [InlineData(DType.Q8, 5, 0)]
    [InlineData(DType.Q4, 1, 32)]
    [InlineData(DType.Q4, 16, 64)]
    [InlineData(DType.Q4, 53, 160)]
    public void Quantize_gives_the_bits_of_the_formats_definition(DType dtype, int rows, int columns)
    {
        using var weight = Tensor.From(Weights(rows * columns), [rows, columns]);
        var expected = BlockReference.Quantize(dtype, weight.Span);
        using var quantized = weight.Quantize(dtype);
        var found = new byte[expected.Length];
        QuantizedBlocks.Unpack(quantized, found);
        Assert.Equal(expected, found);

        using var values = quantized.Dequantize();
        Check.Close(BlockReference.Dequantize(dtype, expected), values.Span, 0);
    }

    [Theory]
    [InlineData(DType.Q8)]
    [InlineData(DType.Q4)]
    public void Quantize_stays_within_the_bound_of_the_format(DType dtype)
    {
        using var weight = Samples.Random([40, 128], scale: 0.1f);
        using var quantized = weight.Quantize(dtype);
        using var values = quantized.Dequantize();
        for (var start = 0; start < weight.Count; start += 32)
        {
            var block = weight.Span.Slice(start, 32);
            var magnitude = 0f;
            foreach (var value in block)
            {
                magnitude = MathF.Max(magnitude, MathF.Abs(value));
            }

            // Half a step to the nearest integer; in Q4 a whole step where 8 is wanted and 7 is the most. The scale itself
            // is rounded to eleven bits.
            var step = dtype == DType.Q8 ? magnitude / 127 : magnitude / 8;
            var bound = ((dtype == DType.Q8 ? 0.5f : 1) * step * 1.0001f) + (magnitude / 2048);
            for (var index = 0; index < 32; index++)
            {
                Assert.InRange(values.Span[start + index], block[index] - bound, block[index] + bound);
            }
        }
    }

    [Theory]
    [InlineData(DType.Q8, DType.BFloat16)]
    [InlineData(DType.Q4, DType.Float16)]
    public void Quantize_of_a_16_bit_weight_is_that_of_its_float32_values(DType dtype, DType from)
    {
        using var weight = Samples.Random([19, 64]);
        using var narrow = weight.To(from);
        using var wide = narrow.To(DType.Float32);
        using var expected = wide.Quantize(dtype);
        using var found = narrow.Quantize(dtype);
        using var expectedValues = expected.Dequantize();
        using var foundValues = found.Dequantize();
        Check.Close(expectedValues.Span, foundValues.Span, 0);
    }

    [Theory]
    [InlineData(DType.Q8, float.NaN)]
    [InlineData(DType.Q8, float.NegativeInfinity)]
    [InlineData(DType.Q4, float.NaN)]
    [InlineData(DType.Q4, 1e9f)]
    public void Quantize_refuses_what_no_scale_can_hold_and_names_the_row(DType dtype, float bad)
    {
        using var weight = Samples.Random([70, 64]);
        weight.Span[(33 * 64) + 40] = bad;
        weight.Span[(60 * 64) + 1] = bad;
        var inUse = TensorMemory.BytesInUse;
        var error = Assert.Throws<ArgumentException>(() => weight.Quantize(dtype));
        Assert.Contains("row 33 ", error.Message, StringComparison.Ordinal);
        Assert.Equal(inUse, TensorMemory.BytesInUse);
    }

    [Fact]
    public void Quantize_refuses_columns_that_are_no_whole_blocks_and_other_types()
    {
        using var weight = Samples.Random([4, 33]);
        var error = Assert.Throws<ArgumentException>(() => weight.Quantize(DType.Q4));
        Assert.Contains("[4, 33]", error.Message, StringComparison.Ordinal);
        using var whole = Samples.Random([4, 32]);
        Assert.Throws<ArgumentException>(() => whole.Quantize(DType.BFloat16));
        Assert.Throws<ArgumentException>(() => whole.Dequantize());
    }

    // Ordinary values, an all-zero block, ties of magnitude and of rounding, and magnitudes whose scale is subnormal.
    private static float[] Weights(int count)
    {
        var values = Samples.Values(count);
        for (var index = 0; index < count; index++)
        {
            values[index] = (index / 32 % 5) switch
            {
                1 => 0,
                2 => (index % 3) - 1,
                3 => (index % 255) - 127 + 0.5f,
                4 => values[index] * 1e-6f,
                _ => values[index],
            };
        }

        return values;
    }
}
