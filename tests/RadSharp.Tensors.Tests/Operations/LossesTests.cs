using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class LossesTests
{
    [Theory]
    [InlineData(1, 1, 0f)]
    [InlineData(3, 5, 0f)]
    [InlineData(4, 33, 0.1f)]
    [InlineData(2, 4099, 0.25f)]
    public void CrossEntropy_agrees_with_its_definition(int rows, int classes, float smoothing)
    {
        using var logits = Samples.Random([rows, classes], 1, scale: 5);
        var targets = Enumerable.Range(0, rows).Select(row => row * 7 % classes).ToArray();
        using var tape = Tape.ForInference();
        var found = tape.CrossEntropy(logits, targets, labelSmoothing: smoothing).Span[0];
        Assert.Equal(Reference(logits, targets, smoothing), found, 1e-5);
    }

    [Fact]
    public void CrossEntropy_counts_only_rows_with_a_target_and_by_their_weights()
    {
        using var logits = Samples.Random([3, 4], 1, scale: 2);
        using var tape = Tape.ForInference();
        using var first = logits.Rows(0, 1);
        using var last = logits.Rows(2, 1);
        var expected = ((1 * Reference(first, [1], 0)) + (3 * Reference(last, [2], 0))) / 4;
        Assert.Equal(expected, tape.CrossEntropy(logits, [1, -100, 2], rowWeights: [1, 5, 3]).Span[0], 1e-5);
    }

    [Fact]
    public void CrossEntropy_of_no_counted_row_is_zero_and_moves_nothing()
    {
        using var logits = Samples.Random([2, 3], 1);
        logits.RequireGradient();
        using var tape = Tape.ForTraining();
        var loss = tape.CrossEntropy(logits, [-100, -100]);
        tape.Backward(loss);
        Assert.Equal(0, loss.Span[0]);
        Assert.All(logits.Gradient.Span.ToArray(), gradient => Assert.Equal(0, gradient));
    }

    [Fact]
    public void CrossEntropy_of_huge_logits_is_finite()
    {
        using var logits = Tensor.From([1e4f, -1e4f, 0, float.NegativeInfinity, 3, 3], [2, 3]);
        using var tape = Tape.ForInference();
        Assert.Equal((2e4 + Math.Log(2)) / 2, tape.CrossEntropy(logits, [1, 2]).Span[0], 1e-2);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.2f)]
    public void CrossEntropy_differentiates(float smoothing)
    {
        using var logits = Samples.Random([4, 5], 1);
        Check.Gradients(
            (tape, inputs) => tape.CrossEntropy(inputs[0], [4, 0, -100, 2], labelSmoothing: smoothing, rowWeights: [1, 2, 1, 0.5f]),
            [logits]);
    }

    [Fact]
    public void CrossEntropy_of_a_target_that_is_no_class_names_it_and_its_place()
    {
        using var logits = Samples.Random([2, 3]);
        using var tape = Tape.ForInference();
        var error = Assert.Throws<ArgumentException>(() => tape.CrossEntropy(logits, [0, 3]));
        Assert.Contains("found 3 in row 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BinaryCrossEntropy_agrees_with_its_definition_and_passes_over_the_unknown()
    {
        float[] x = [-100, -3, 0, 0.5f, 4, 90];
        float[] y = [0, 1, 0.25f, 0.5f, 0, 1];
        float[] known = [1, 1, 1, 0, 1, 1];
        float[] p = [1, 2, 3];
        double expected = 0;
        for (var index = 0; index < x.Length; index++)
        {
            if (known[index] == 1)
            {
                var softplus = Math.Log(1 + Math.Exp(-Math.Abs((double)x[index]))) + Math.Max(-x[index], 0.0);
                expected += ((1 - y[index]) * (double)x[index]) + ((1 + ((p[index % 3] - 1) * y[index])) * softplus);
            }
        }

        using var logits = Tensor.From(x, [2, 3]);
        using var tape = Tape.ForInference();
        using var targets = Tensor.From(y, [2, 3]);
        using var weights = Tensor.From(p, [3]);
        using var mask = Tensor.From(known, [2, 3]);
        Assert.Equal(expected / 5, tape.BinaryCrossEntropy(logits, targets, weights, mask).Span[0], 1e-5);
    }

    [Fact]
    public void BinaryCrossEntropy_differentiates()
    {
        using var logits = Samples.Random([3, 4], 1, scale: 2);
        using var targets = Tensor.From([0, 1, 0.5f, 1, 0, 0, 1, 1, 0, 0, 1, 0], [3, 4]);
        using var mask = Tensor.From([1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0], [3, 4]);
        using var weights = Tensor.From([1, 2, 0.5f, 4], [4]);
        Check.Gradients((tape, inputs) => tape.BinaryCrossEntropy(inputs[0], targets, weights, mask), [logits]);
    }

    [Fact]
    public void Losses_of_targets_that_do_not_fit_name_the_shape()
    {
        using var logits = Samples.Random([2, 3]);
        using var targets = Samples.Random([3, 2]);
        using var tape = Tape.ForInference();
        Check.Refused<ArgumentException>(() => tape.CrossEntropy(logits, [1]), "CrossEntropy", "[2, 3]");
        Check.Refused<ArgumentException>(() => tape.BinaryCrossEntropy(logits, targets), "BinaryCrossEntropy", "[3, 2]");
    }

    private static double Reference(Tensor logits, int[] targets, double smoothing)
    {
        var classes = logits.Shape[1];
        double sum = 0;
        for (var row = 0; row < targets.Length; row++)
        {
            var x = logits.Span.Slice(row * classes, classes).ToArray().Select(value => (double)value).ToArray();
            var log = Math.Log(x.Sum(Math.Exp));
            sum += log - ((1 - smoothing) * x[targets[row]]) - (smoothing * x.Average());
        }

        return sum / targets.Length;
    }
}
