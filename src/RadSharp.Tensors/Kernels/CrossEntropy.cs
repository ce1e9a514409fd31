using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels;

/// <summary>
/// Cross-entropy of class scores against class numbers. No probability is stored: the backward pass makes them again,
/// in the gradient's own memory, from two numbers a row.
/// </summary>
/// <remarks>Work is spread over rows on all threads of <see cref="Threading.Workers"/>; the bits do not depend on their number.</remarks>
public static unsafe class CrossEntropy
{
    /// <summary>Numbers a row that <see cref="Forward"/> leaves for <see cref="Backward"/>.</summary>
    public const int StatisticsPerRow = 2;

    /// <summary>
    /// The loss of each row, <c>(1 − s) · −ln p[target] + s · mean(−ln p)</c> with p the softmax of its logits and s the
    /// smoothing; 0 for ignored rows.
    /// </summary>
    /// <param name="logits">[rows, classes].</param>
    /// <param name="targets">[rows]; a class number, or <paramref name="ignoreIndex"/>.</param>
    /// <param name="ignoreIndex">The target of rows that do not count.</param>
    /// <param name="labelSmoothing">s, the share of the target spread over all classes, 0 ≤ s ≤ 1.</param>
    /// <param name="statistics">[rows, <see cref="StatisticsPerRow"/>], for the backward pass; ignored rows are not written.</param>
    /// <param name="losses">[rows].</param>
    /// <exception cref="ArgumentException">A length or a target does not fit.</exception>
    public static void Forward(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> targets, int ignoreIndex, float labelSmoothing, Span<float> statistics,
        Span<float> losses)
    {
        var classes = CountClasses(logits.Length, targets, ignoreIndex, labelSmoothing, statistics.Length);
        Expect.SameLength("CrossEntropy", targets.Length, losses.Length);
        fixed (float* scores = logits, rows = statistics, results = losses)
        fixed (int* labels = targets)
        {
            RowWork.Run(
                targets.Length, classes, new ForwardWork(scores, classes, labels, ignoreIndex, labelSmoothing, rows, results));
        }
    }

    /// <summary>
    /// The gradient of Σ factor · loss: <c>factor · (p − (1 − s) · [is target] − s/classes)</c>, 0 in ignored rows.
    /// </summary>
    /// <param name="logits">As in <see cref="Forward"/>.</param>
    /// <param name="targets">As in <see cref="Forward"/>.</param>
    /// <param name="ignoreIndex">As in <see cref="Forward"/>.</param>
    /// <param name="labelSmoothing">As in <see cref="Forward"/>.</param>
    /// <param name="statistics">What <see cref="Forward"/> wrote.</param>
    /// <param name="factors">[rows]: the gradient of each row's loss.</param>
    /// <param name="gradient">[rows, classes]; may be the logits.</param>
    /// <param name="accumulate">Whether to add to <paramref name="gradient"/>.</param>
    /// <exception cref="ArgumentException">A length or a target does not fit.</exception>
    public static void Backward(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> targets, int ignoreIndex, float labelSmoothing,
        ReadOnlySpan<float> statistics, ReadOnlySpan<float> factors, Span<float> gradient, bool accumulate)
    {
        var classes = CountClasses(logits.Length, targets, ignoreIndex, labelSmoothing, statistics.Length);
        Expect.SameLength("CrossEntropy", targets.Length, factors.Length);
        Expect.SameLength("CrossEntropy", logits.Length, gradient.Length);
        fixed (float* scores = logits, rows = statistics, scales = factors, destination = gradient)
        fixed (int* labels = targets)
        {
            RowWork.Run(
                targets.Length, classes,
                new BackwardWork(scores, classes, labels, ignoreIndex, labelSmoothing, rows, scales, destination, accumulate));
        }
    }

    private static int CountClasses(
        int logits, ReadOnlySpan<int> targets, int ignoreIndex, float labelSmoothing, int statistics)
    {
        var rows = targets.Length;
        Expect.That(
            rows == 0 ? logits == 0 : logits % rows == 0, "CrossEntropy",
            $"expected a target for each row, but found {rows} targets for {logits} logits");
        Expect.SameLength("CrossEntropy", rows * StatisticsPerRow, statistics);
        Expect.That(
            labelSmoothing is >= 0 and <= 1, "CrossEntropy", $"expected label smoothing from 0 to 1, but found {labelSmoothing}");
        var classes = rows == 0 ? 0 : logits / rows;
        for (var row = 0; row < rows; row++)
        {
            Expect.That(
                targets[row] == ignoreIndex || (uint)targets[row] < (uint)classes, "CrossEntropy",
                $"expected targets from 0 to {classes - 1}, or {ignoreIndex} to ignore a row, but found {targets[row]} in row {row}");
        }

        return classes;
    }

    // Bounds of both works: rows below the row count, targets below the class count, no register beyond the classes.
    private readonly struct ForwardWork(
        float* logits, int classes, int* targets, int ignoreIndex, float labelSmoothing, float* statistics, float* losses)
        : IRowWork
    {
        public void Run<TLanes>(int start, int end) where TLanes : unmanaged, ILanes<TLanes>
        {
            for (var row = start; row < end; row++)
            {
                var target = targets[row];
                if (target == ignoreIndex)
                {
                    losses[row] = 0;
                    continue;
                }

                var scores = logits + ((nint)row * classes);
                var largest = RowReductions.Max<TLanes>(scores, classes);
                var sum = RowReductions.Exponentials<TLanes>(scores, classes, largest, scale: 1, y: null);
                var logSum = largest + Math.Log(sum);
                var loss = (1 - labelSmoothing) * (logSum - scores[target]);
                if (labelSmoothing > 0)
                {
                    loss += labelSmoothing * (logSum - (RowReductions.Sum<TLanes>(scores, classes) / classes));
                }

                losses[row] = (float)loss;
                statistics[StatisticsPerRow * row] = largest;
                statistics[(StatisticsPerRow * row) + 1] = (float)(1 / sum);
            }
        }
    }

    private readonly struct BackwardWork(
        float* logits, int classes, int* targets, int ignoreIndex, float labelSmoothing, float* statistics, float* factors,
        float* gradient, bool accumulate) : IRowWork
    {
        public void Run<TLanes>(int start, int end) where TLanes : unmanaged, ILanes<TLanes>
        {
            for (var row = start; row < end; row++)
            {
                var destination = gradient + ((nint)row * classes);
                if (targets[row] != ignoreIndex)
                {
                    var scores = logits + ((nint)row * classes);
                    var factor = factors[row];
                    Write<TLanes>(scores, statistics + (StatisticsPerRow * (nint)row), factor, destination);
                    destination[targets[row]] -= factor * (1 - labelSmoothing);
                }
                else if (!accumulate)
                {
                    new Span<float>(destination, classes).Clear();
                }
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private void Write<TLanes>(float* scores, float* row, float factor, float* destination)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var largest = TLanes.Broadcast(row[0]);
            var scale = TLanes.Broadcast(factor * row[1]);
            var smoothing = TLanes.Broadcast(factor * labelSmoothing / classes);
            for (var index = 0; index < classes; index += TLanes.Count)
            {
                var count = classes - index;
                var power = LaneMath.Exp(Lanes.Load<TLanes>(scores + index, count) - largest);
                Lanes.Store((power * scale) - smoothing, destination + index, count, accumulate);
            }
        }
    }
}
