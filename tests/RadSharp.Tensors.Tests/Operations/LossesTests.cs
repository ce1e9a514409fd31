using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class LossesTests
{
    [Fact]
    public void CrossEntropy_passes_gradients()
    {
        using var logits = Samples.Random([2, 2, 5], scale: 2);
        int[] targets = [3, -100, 0, 4];
        float[] weights = [1, 5, 0, 0.25f];
        Check.Gradients((tape, inputs) => tape.CrossEntropy(inputs[0], targets), [logits]);
        Check.Gradients((tape, inputs) => tape.CrossEntropy(inputs[0], targets, labelSmoothing: 0.3f), [logits]);
        Check.Gradients((tape, inputs) => tape.CrossEntropy(inputs[0], targets, weights, labelSmoothing: 0.1f), [logits]);
    }

    [Fact]
    public void CrossEntropy_is_the_weighted_mean_over_the_counted_rows()
    {
        using var logits = Tensor.From([0, 0, 5, 5, 1, 1, 0, MathF.Log(3)], [4, 2]);
        using var tape = Tape.ForInference();
        var (half, threeQuarters) = (MathF.Log(2), -MathF.Log(0.75f));
        Check.Close([((3 * half) + threeQuarters) / 4], tape.CrossEntropy(logits, [0, 1, 1, 1]).Span, 1e-6f);
        Check.Close([(half + threeQuarters) / 2], tape.CrossEntropy(logits, [-100, -100, 1, 1]).Span, 1e-6f);
        Check.Close([(half + (3 * threeQuarters)) / 4], tape.CrossEntropy(logits, [-100, 1, 1, 1], [7, 0, 1, 3]).Span, 1e-6f);
        Check.Close([half], tape.CrossEntropy(logits, [0, 0, 0, 2], ignoreIndex: 2).Span, 1e-6f);
    }

    [Fact]
    public void CrossEntropy_of_a_row_of_weight_zero_counts_nothing_even_if_it_is_infinite()
    {
        using var logits = Tensor.From([float.NegativeInfinity, 0, 0, 0], [2, 2]).RequireGradient();
        using var tape = Tape.ForTraining();
        var loss = tape.CrossEntropy(logits, [0, 0], [0, 1]);
        Check.Close([MathF.Log(2)], loss.Span, 1e-6f);
        tape.Backward(loss);
        Check.Close([0, 0, -0.5f, 0.5f], logits.Gradient.Span, 1e-6f);
    }

    [Fact]
    public void Nothing_that_counts_is_a_loss_of_zero_with_zero_gradients()
    {
        using var logits = Samples.Random([2, 3]).RequireGradient();
        using var zeros = Tensor.Zeros([2, 3]);
        using var tape = Tape.ForTraining();
        var loss = tape.Add(tape.CrossEntropy(logits, [-100, -100]), tape.BinaryCrossEntropy(logits, zeros, mask: zeros));
        Assert.Equal(0, loss.Span[0]);
        tape.Backward(loss);
        Assert.Equal(new float[6], logits.Gradient.Span);
    }

    [Fact]
    public void CrossEntropy_names_what_does_not_fit()
    {
        using var logits = Samples.Random([2, 3]);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.CrossEntropy(logits, [0, 1, 2]), "CrossEntropy", "[2, 3]", "3 targets");
        Check.Refused<ArgumentException>(() => tape.CrossEntropy(logits, [0, 3]), "CrossEntropy", "from 0 to 2", "found 3 in row 1");
        Check.Refused<ArgumentException>(() => tape.CrossEntropy(logits, [0, 1], [1]), "CrossEntropy", "2 rows", "found 1");
        Check.Refused<ArgumentException>(() => tape.CrossEntropy(logits, [0, 1], labelSmoothing: 2), "CrossEntropy", "smoothing");
    }

    [Fact]
    public void BinaryCrossEntropy_passes_gradients()
    {
        using var logits = Samples.Random([3, 4], 1, 3);
        using var targets = Tensor.From([1, 0, 0, 1, 0.5f, 1, 0, 0, 1, 1, 0, 0], [3, 4]);
        using var weights = Tensor.From([1, 2, 0.5f, 10], [4]);
        using var mask = Tensor.From([1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0], [3, 4]);
        Check.Gradients((tape, inputs) => tape.BinaryCrossEntropy(inputs[0], targets), [logits]);
        Check.Gradients((tape, inputs) => tape.BinaryCrossEntropy(inputs[0], targets, weights), [logits]);
        Check.Gradients((tape, inputs) => tape.BinaryCrossEntropy(inputs[0], targets, weights, mask), [logits]);
    }

    [Fact]
    public void BinaryCrossEntropy_is_the_mean_over_the_known_labels()
    {
        using var logits = Tensor.From([0, 0, 0, 2], [2, 2]);
        using var targets = Tensor.From([1, 0, float.NaN, 1], [2, 2]);
        using var weights = Tensor.From([3, 1], [2]);
        using var mask = Tensor.From([1, 1, 0, 1], [2, 2]);
        using var tape = Tape.ForInference();
        var expected = ((3 * MathF.Log(2)) + MathF.Log(2) + MathF.Log(1 + MathF.Exp(-2))) / 3;
        Check.Close([expected], tape.BinaryCrossEntropy(logits, targets, weights, mask).Span, 1e-6f);
    }

    [Fact]
    public void BinaryCrossEntropy_names_what_does_not_fit()
    {
        using var logits = Samples.Random([2, 3]);
        using var other = Samples.Random([3, 2]);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.BinaryCrossEntropy(logits, other), "BinaryCrossEntropy", "[2, 3]", "[3, 2]");
        Check.Refused<ArgumentException>(() => tape.BinaryCrossEntropy(logits, logits, other), "positive weights", "[3]", "[3, 2]");
        Check.Refused<ArgumentException>(() => tape.BinaryCrossEntropy(logits, logits, null, other), "mask", "[2, 3]", "[3, 2]");
    }

    [Fact]
    public void Without_recording_nothing_is_allocated_on_the_managed_heap()
    {
        using var x = Samples.Random([1, 4096]);
        using var weight = Samples.Random([4096]);
        using var tape = Tape.ForInference();
        Check.AllocatesNothing(() =>
        {
            var y = tape.LayerNorm(tape.RmsNorm(x, weight), weight, weight);
            y = tape.Dropout(tape.Activate(tape.SwiGlu(y, x), Activation.Gelu), 0.1f);
            y = tape.LogSoftmax(tape.Softmax(y, 0.5f));
            tape.CrossEntropy(y, [17]);
            tape.BinaryCrossEntropy(y, x, weight, x);
            tape.Reset();
        });
    }
}
