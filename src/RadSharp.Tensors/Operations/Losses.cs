using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels.Reductions;

namespace RadSharp.Tensors.Operations;

/// <summary>What training makes small.</summary>
public static class Losses
{
    /// <summary>
    /// The mean over the counted rows of <c>−ln p[target]</c>, with p the softmax of a row's logits:
    /// <c>Σ weight · loss / Σ weight</c>.
    /// </summary>
    /// <remarks>
    /// As PyTorch's, but 0 with zero gradients where no row counts, so that a batch without targets does no harm
    /// (PyTorch gives NaN). No matrix of probabilities is kept.
    /// </remarks>
    /// <param name="tape">The tape.</param>
    /// <param name="logits">[…, classes].</param>
    /// <param name="targets">A class number for each row, or <paramref name="ignoreIndex"/>.</param>
    /// <param name="rowWeights">Weight of each row, ≥ 0; empty for ones.</param>
    /// <param name="ignoreIndex">The target of rows that do not count.</param>
    /// <param name="labelSmoothing">
    /// s from 0 to 1: the target's share is 1 − s + s/classes, that of any other class s/classes.
    /// </param>
    /// <returns>One number, shape [].</returns>
    /// <exception cref="ArgumentException">A target out of range, another number of rows, or the logits are not Float32.</exception>
    public static Tensor CrossEntropy(
        this Tape tape, Tensor logits, ReadOnlySpan<int> targets, ReadOnlySpan<float> rowWeights = default,
        int ignoreIndex = -100, float labelSmoothing = 0)
    {
        Expect.Float32("CrossEntropy", logits);
        Expect.That(
            logits.Shape.Rank >= 1 && logits.Shape.CountOf(0, logits.Shape.Rank - 1) == targets.Length, "CrossEntropy",
            $"expected logits […, classes] and a target for each row, but found {logits.Shape} and {targets.Length} targets");
        Expect.That(
            rowWeights.IsEmpty || rowWeights.Length == targets.Length, "CrossEntropy",
            $"expected a weight for each of {targets.Length} rows, or none, but found {rowWeights.Length}");
        var statistics = tape.New([targets.Length, Kernels.CrossEntropy.StatisticsPerRow]);
        var losses = tape.New([targets.Length]);
        Kernels.CrossEntropy.Forward(logits.Span, targets, ignoreIndex, labelSmoothing, statistics.Span, losses.Span);

        double sum = 0, total = 0;
        for (var row = 0; row < targets.Length; row++)
        {
            var weight = WeightOf(row, targets, rowWeights, ignoreIndex);
            sum += weight == 0 ? 0 : (double)weight * losses.Span[row];
            total += weight;
        }

        var loss = tape.New([]);
        loss.Span[0] = total > 0 ? (float)(sum / total) : 0;
        if (tape.Records(logits))
        {
            tape.Record(
                loss,
                new CrossEntropyBackward(
                    logits, targets.ToArray(), rowWeights.ToArray(), total, ignoreIndex, labelSmoothing, statistics));
        }

        return loss;
    }

    /// <summary>
    /// The mean over the known labels of <c>−(w · t · ln σ(x) + (1 − t) · ln(1 − σ(x)))</c>: <c>Σ mask · loss / Σ mask</c>.
    /// PyTorch's BCEWithLogitsLoss with pos_weight; 0 with zero gradients where no label is known.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="logits">x, […, labels].</param>
    /// <param name="targets">t, 0 ≤ t ≤ 1, the same shape.</param>
    /// <param name="positiveWeights">w, [labels]; null for ones.</param>
    /// <param name="mask">
    /// The same shape: 0 where a label is not known, whatever stands in the targets there, 1 where it is; null for ones.
    /// </param>
    /// <returns>One number, shape [].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a tensor is not Float32.</exception>
    public static Tensor BinaryCrossEntropy(
        this Tape tape, Tensor logits, Tensor targets, Tensor? positiveWeights = null, Tensor? mask = null)
    {
        Expect.Float32("BinaryCrossEntropy", logits);
        Expect.Float32("BinaryCrossEntropy", targets);
        Expect.That(logits.Shape.Rank >= 1, "BinaryCrossEntropy", $"expected logits […, labels], but found {logits.Shape}");
        Expect.Shaped("BinaryCrossEntropy", "targets", targets, logits.Shape);
        positiveWeights.ExpectShape("BinaryCrossEntropy", "positive weights", [logits.Shape[-1]]);
        mask.ExpectShape("BinaryCrossEntropy", "a mask", logits.Shape);
        var losses = tape.New(logits.Shape);
        Kernels.BinaryCrossEntropy.Forward(
            logits.Span, targets.Span, positiveWeights.SpanOrEmpty(), mask.SpanOrEmpty(), logits.Shape[-1], losses.Span);
        var total = mask is { } known ? Sum(known) : logits.Count;
        var loss = tape.New([]);
        loss.Span[0] = total > 0 ? Sum(losses) / total : 0;
        if (tape.Records(logits))
        {
            tape.Record(loss, new BinaryCrossEntropyBackward(logits, targets, positiveWeights, mask, total));
        }

        return loss;
    }

    private static float WeightOf(int row, ReadOnlySpan<int> targets, ReadOnlySpan<float> rowWeights, int ignoreIndex) =>
        targets[row] == ignoreIndex ? 0 : rowWeights.IsEmpty ? 1 : rowWeights[row];

    private static float Sum(Tensor tensor)
    {
        var sum = 0f;
        Reduction.Sum(tensor.Span, tensor.Shape, AxisSet.All(tensor.Shape), new Span<float>(ref sum));
        return sum;
    }

    private sealed class CrossEntropyBackward(
        Tensor logits, int[] targets, float[] rowWeights, double total, int ignoreIndex, float labelSmoothing, Tensor statistics)
        : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            using var factors = Tensor.Uninitialized([targets.Length]);
            for (var row = 0; row < targets.Length; row++)
            {
                var share = total > 0 ? WeightOf(row, targets, rowWeights, ignoreIndex) / total : 0;
                factors.Span[row] = (float)(output.Gradient.Span[0] * share);
            }

            var gradient = tape.GradientOf(logits, out var accumulate);
            Kernels.CrossEntropy.Backward(
                logits.Span, targets, ignoreIndex, labelSmoothing, statistics.Span, factors.Span, gradient.Span, accumulate);
        }
    }

    private sealed class BinaryCrossEntropyBackward(
        Tensor logits, Tensor targets, Tensor? positiveWeights, Tensor? mask, float total) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var factor = total > 0 ? output.Gradient.Span[0] / total : 0;
            var gradient = tape.GradientOf(logits, out var accumulate);
            Kernels.BinaryCrossEntropy.Backward(
                logits.Span, targets.Span, positiveWeights.SpanOrEmpty(), mask.SpanOrEmpty(), logits.Shape[-1], factor,
                gradient.Span, accumulate);
        }
    }
}
