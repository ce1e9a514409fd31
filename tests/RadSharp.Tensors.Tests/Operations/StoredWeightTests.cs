using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;
using RadSharp.Tensors.Quantization;

namespace RadSharp.Tensors.Tests.Operations;

/// <summary>The linear layer on weights that are not stored as float32.</summary>
public class StoredWeightTests
{
    public static TheoryData<DType, int> Cases
    {
        get
        {
            var cases = new TheoryData<DType, int>();
            foreach (var dtype in new[] { DType.BFloat16, DType.Float16, DType.Q8, DType.Q4 })
            {
                foreach (var rows in new[] { 1, 3, 8, 9, 40 })
                {
                    cases.Add(dtype, rows);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Linear_on_a_stored_weight_equals_linear_on_the_same_weight_widened(DType dtype, int rows)
    {
        using var original = Samples.Random([37, 96], 1);
        using var stored = Stored(original, dtype);
        using var widened = Widened(stored);
        using var x = Samples.Random([rows, 96], 2);
        using var bias = Samples.Random([37], 3);
        using var tape = Tape.ForInference();
        var expected = tape.Linear(x, widened, bias, Activation.Silu);
        var found = tape.Linear(x, stored, bias, Activation.Silu);

        // Beside 4-bit weights activations are rounded to 8 bits: MatrixVectorTests have the exact numbers.
        Check.Close(expected.Span, found.Span, dtype == DType.Q4 ? 5e-2f : 5e-4f, $"{dtype}, {rows} rows");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Linear_passes_the_gradient_to_its_input_through_a_stored_weight(DType dtype, int rows)
    {
        using var original = Samples.Random([37, 96], 1);
        using var stored = Stored(original, dtype);
        using var widened = Widened(stored);
        Check.Close(InputGradient(widened, rows), InputGradient(stored, rows), 1e-4f, $"{dtype}, {rows} rows");
    }

    [Theory]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Float16)]
    [InlineData(DType.Q8)]
    [InlineData(DType.Q4)]
    public void Embedding_from_a_stored_table_gives_its_widened_rows(DType dtype)
    {
        using var original = Samples.Random([37, 96], 1);
        using var stored = Stored(original, dtype);
        using var widened = Widened(stored);
        using var tape = Tape.ForInference();
        int[] tokens = [36, 0, 15, 16, 16, 31];
        Assert.True(tape.Embedding(widened, tokens).Span.SequenceEqual(tape.Embedding(stored, tokens).Span));
    }

    private static float[] InputGradient(Tensor weight, int rows)
    {
        using var x = Samples.Random([rows, 96], 2);
        x.RequireGradient();
        using var tape = Tape.ForTraining();
        var y = tape.Linear(x, weight);
        tape.Backward(y, Samples.Values(y.Count, 4));
        return x.Gradient.Span.ToArray();
    }

    private static Tensor Stored(Tensor weight, DType dtype) => dtype.IsQuantized() ? weight.Quantize(dtype) : weight.To(dtype);

    private static Tensor Widened(Tensor weight) => weight.DType.IsQuantized() ? weight.Dequantize() : weight.To(DType.Float32);
}
