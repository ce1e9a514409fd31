using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class RegularizingTests
{
    [Fact]
    public void Dropout_passes_gradients_where_it_did_not_drop()
    {
        using var x = Samples.Random([4, 9]);
        Check.Gradients((tape, inputs) => tape.Dropout(inputs[0], 0.4f), [x]);
        Check.Gradients((tape, inputs) => tape.Multiply(tape.Dropout(inputs[0], 0.4f), inputs[0]), [x]);
    }

    [Fact]
    public void Dropout_does_nothing_at_inference_and_at_probability_zero()
    {
        using var x = Samples.Random([10]);
        using var inference = Tape.ForInference();
        using var training = Tape.ForTraining();
        Assert.Equal(x, inference.Dropout(x, 0.5f));
        Assert.Equal(x, training.Dropout(x, 0));
    }

    [Fact]
    public void Each_dropout_drops_other_elements_and_the_same_seed_the_same_ones()
    {
        using var x = Tensor.Full([200], 1);
        using var first = Tape.ForTraining(3);
        using var second = Tape.ForTraining(3);
        var a = first.Dropout(x, 0.5f).Span.ToArray();
        Assert.NotEqual(a, first.Dropout(x, 0.5f).Span.ToArray());
        Assert.Equal(a, second.Dropout(x, 0.5f).Span.ToArray());
    }

    [Fact]
    public void A_recomputed_block_drops_the_same_elements()
    {
        using var x = Samples.Random([50]);
        Check.Gradients(
            (tape, inputs) => tape.Recompute(inputs[0], (inner, input) => inner.Multiply(inner.Dropout(input, 0.5f), input)), [x]);
    }

    [Fact]
    public void A_probability_out_of_range_is_refused()
    {
        using var x = Samples.Random([3]);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.Dropout(x, 1.5f), "Dropout", "1.5");
    }
}
