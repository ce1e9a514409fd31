using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class NormalizingTests
{
    [Fact]
    public void Softmax_and_its_logarithm_pass_gradients()
    {
        using var x = Samples.Random([2, 2, 5], scale: 2);
        Check.Gradients((tape, inputs) => tape.Softmax(inputs[0], 0.7f), [x]);
        Check.Gradients((tape, inputs) => tape.LogSoftmax(inputs[0], 0.7f), [x]);
        Check.Gradients((tape, inputs) => tape.Add(tape.Softmax(inputs[0]), tape.LogSoftmax(inputs[0])), [x]);
    }

    [Fact]
    public void The_logarithm_of_softmax_is_log_softmax()
    {
        using var x = Samples.Random([3, 20], scale: 5);
        using var tape = Tape.ForInference();
        Check.Close(
            [.. tape.Softmax(x, 2).Span.ToArray().Select(value => MathF.Log(value))], tape.LogSoftmax(x, 2).Span, 1e-5f);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void LayerNorm_passes_gradients_with_and_without_weight_and_bias(bool hasWeight, bool hasBias)
    {
        using var x = Samples.Random([2, 3, 7], 1, 2);
        using var weight = Samples.Random([7], 2);
        using var bias = Samples.Random([7], 3);
        Tensor[] inputs = [x, .. hasWeight ? [weight] : Array.Empty<Tensor>(), .. hasBias ? [bias] : Array.Empty<Tensor>()];
        Check.Gradients((tape, _) => tape.LayerNorm(x, hasWeight ? weight : null, hasBias ? bias : null), inputs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RmsNorm_passes_gradients_with_and_without_weight(bool hasWeight)
    {
        using var x = Samples.Random([2, 3, 7], 1, 2);
        using var weight = Samples.Random([7], 2);
        Check.Gradients((tape, _) => tape.RmsNorm(x, hasWeight ? weight : null), hasWeight ? [x, weight] : [x]);
    }

    [Fact]
    public void Norms_twice_with_one_weight_add_their_gradients()
    {
        using var x = Samples.Random([3, 5], 1, 2);
        using var weight = Samples.Random([5], 2);
        Check.Gradients(
            (tape, inputs) => tape.LayerNorm(tape.RmsNorm(inputs[0], inputs[1]), inputs[1], inputs[1]), [x, weight], step: 3e-3f);
    }

    [Fact]
    public void Only_the_weight_of_a_frozen_layer_is_trained()
    {
        using var x = Samples.Random([4, 6], 1, 2);
        using var weight = Samples.Random([6], 2);
        Check.Gradients((tape, inputs) => tape.LayerNorm(x, inputs[0], null), [weight]);
        Check.Gradients((tape, inputs) => tape.RmsNorm(x, inputs[0]), [weight]);
    }

    [Fact]
    public void The_gradient_of_many_rows_is_the_sum_over_its_parts()
    {
        // 96 rows of 600 are several parts; a weight's gradient over all of them is that of the parts' rows together.
        using var x = Samples.Random([96, 600], 1, 2);
        using var weight = Samples.Random([600], 2).RequireGradient();
        var dy = Samples.Values(96 * 600, 3);
        using (var tape = Tape.ForTraining())
        {
            tape.Backward(tape.RmsNorm(x, weight), dy);
        }

        var all = weight.Gradient.Span.ToArray();
        weight.ClearGradient();
        for (var row = 0; row < 96; row++)
        {
            using var tape = Tape.ForTraining();
            using var one = x.Rows(row, 1);
            tape.Backward(tape.RmsNorm(one, weight), dy.AsSpan(row * 600, 600));
        }

        Check.Close(weight.Gradient.Span, all, 1e-5f);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        using var x = Samples.Random([2, 3]);
        using var weight = Samples.Random([2]);
        using var scalar = Samples.Random([]);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.LayerNorm(x, weight, null), "LayerNorm", "weight", "[3]", "[2]");
        Check.Refused<ArgumentException>(() => tape.LayerNorm(x, null, weight), "LayerNorm", "bias", "[3]", "[2]");
        Check.Refused<ArgumentException>(() => tape.RmsNorm(x, weight), "RmsNorm", "weight", "[3]", "[2]");
        Check.Refused<ArgumentException>(() => tape.Softmax(scalar), "Softmax", "at least one axis");
    }

    [Fact]
    public void Empty_rows_give_empty_results()
    {
        using var x = Samples.Random([3, 0]);
        using var tape = Tape.ForInference();
        Assert.Equal([3, 0], tape.Softmax(x).Shape);
        Assert.Equal([3, 0], tape.LayerNorm(x, null, null).Shape);
    }
}
