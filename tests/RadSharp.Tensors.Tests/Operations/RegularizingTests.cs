using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class RegularizingTests
{
    [Fact]
    public void Dropout_zeroes_its_share_and_scales_the_rest()
    {
        using var x = Tensor.Full([100_003], 2);
        using var tape = Tape.ForTraining(seed: 5);
        var y = tape.Dropout(x, 0.3f).Span.ToArray();
        Assert.InRange(y.Count(value => value == 0) / (double)y.Length, 0.29, 0.31);
        Assert.All(y.Where(value => value != 0), value => Assert.Equal(2 / 0.7, value, 1e-3));
    }

    [Fact]
    public void Dropout_repeats_with_the_seed_and_differs_from_step_to_step()
    {
        using var x = Tensor.Full([1000], 1);
        using var first = Tape.ForTraining(seed: 5);
        using var second = Tape.ForTraining(seed: 5);
        var a = first.Dropout(x, 0.5f).Span.ToArray();
        Assert.Equal(a, second.Dropout(x, 0.5f).Span.ToArray());
        Assert.NotEqual(a, second.Dropout(x, 0.5f).Span.ToArray());
    }

    [Fact]
    public void Dropout_does_nothing_in_inference_or_with_probability_zero()
    {
        using var x = Samples.Random([10]);
        using var inference = Tape.ForInference();
        using var training = Tape.ForTraining();
        Assert.Equal(x, inference.Dropout(x, 0.5f));
        Assert.Equal(x, training.Dropout(x, 0));
    }

    [Fact]
    public void Dropout_passes_gradients_through_the_same_mask()
    {
        using var x = Samples.Random([37]);
        Check.Gradients((tape, inputs) => tape.Dropout(inputs[0], 0.4f), [x]);
    }

    [Fact]
    public void Dropout_with_a_probability_above_one_is_refused()
    {
        using var x = Samples.Random([3]);
        using var tape = Tape.ForTraining();
        Assert.Contains("found 1.5", Assert.Throws<ArgumentException>(() => tape.Dropout(x, 1.5f)).Message, StringComparison.Ordinal);
    }
}
