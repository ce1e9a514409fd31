using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class ProductTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void MatMul_differentiates_in_every_transposition(bool transposeA, bool transposeB)
    {
        using var a = Samples.Random(transposeA ? [2, 3, 4] : [2, 4, 3], 1);
        using var b = Samples.Random(transposeB ? [2, 5, 3] : [2, 3, 5], 2);
        Check.Gradients((tape, inputs) => tape.MatMul(inputs[0], inputs[1], transposeA, transposeB), [a, b]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MatMul_with_one_right_matrix_for_all_sums_its_gradient_over_the_batch(bool transposeB)
    {
        using var a = Samples.Random([3, 4, 3], 1);
        using var b = Samples.Random(transposeB ? [5, 3] : [3, 5], 2);
        Check.Gradients((tape, inputs) => tape.MatMul(inputs[0], inputs[1], false, transposeB), [a, b]);
    }

    [Fact]
    public void MatMul_of_a_batch_equals_its_single_products()
    {
        using var a = Samples.Random([5, 13, 7], 1);
        using var b = Samples.Random([5, 7, 9], 2);
        using var tape = Tape.ForInference();
        var all = tape.MatMul(a, b);
        for (var index = 0; index < 5; index++)
        {
            using var left = a.Rows(index, 1);
            using var right = b.Rows(index, 1);
            var one = tape.MatMul(left, right);
            Assert.True(one.Span.SequenceEqual(all.Span.Slice(index * 13 * 9, 13 * 9)));
        }
    }

    [Fact]
    public void MatMul_of_matrices_that_do_not_fit_names_both_shapes()
    {
        using var a = Samples.Random([2, 3]);
        using var b = Samples.Random([2, 3]);
        using var tape = Tape.ForInference();
        var error = Assert.Throws<ArgumentException>(() => tape.MatMul(a, b, transposeA: true, transposeB: true));
        Assert.Contains("[2, 3]ᵀ · [2, 3]ᵀ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 3, 5)]
    [InlineData(1, 7, 0)]
    [InlineData(0, 4, 6)]
    public void Linear_differentiates_to_input_weight_and_bias(int tokens, int inFeatures, int outFeatures)
    {
        using var x = Samples.Random([2, tokens, inFeatures], 1);
        using var weight = Samples.Random([outFeatures, inFeatures], 2);
        using var bias = Samples.Random([outFeatures], 3);
        Check.Gradients((tape, inputs) => tape.Linear(inputs[0], inputs[1], inputs[2]), [x, weight, bias]);
    }

    [Fact]
    public void Linear_fuses_its_activation_without_changing_the_result()
    {
        using var x = Samples.Random([5, 40], 1, scale: 3);
        using var weight = Samples.Random([37, 40], 2);
        using var bias = Samples.Random([37], 3);
        foreach (var activation in Enum.GetValues<Activation>())
        {
            using var inference = Tape.ForInference();
            using var training = Tape.ForTraining();
            bias.RequireGradient();
            var fused = inference.Linear(x, weight, bias, activation);
            var apart = training.Linear(x, weight, bias, activation);
            Check.Close(apart.Span, fused.Span, 1e-6f, $"{activation}");
        }
    }

    [Fact]
    public void Linear_differentiates_through_its_activation()
    {
        using var x = Samples.Random([3, 4], 1);
        using var weight = Samples.Random([5, 4], 2);
        using var bias = Samples.Random([5], 3);
        Check.Gradients((tape, inputs) => tape.Linear(inputs[0], inputs[1], inputs[2], Activation.Gelu), [x, weight, bias]);
    }

    [Fact]
    public void Linear_with_a_weight_of_another_width_names_both_shapes()
    {
        using var x = Samples.Random([2, 5]);
        using var weight = Samples.Random([3, 4]);
        using var tape = Tape.ForInference();
        var error = Assert.Throws<ArgumentException>(() => tape.Linear(x, weight));
        Assert.Contains("[2, 5] and [3, 4]", error.Message, StringComparison.Ordinal);
    }
}
