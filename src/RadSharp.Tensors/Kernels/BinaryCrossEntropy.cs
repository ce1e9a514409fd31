using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels;

/// <summary>Cross-entropy of independent yes/no labels against logits, one column a label.</summary>
public static unsafe class BinaryCrossEntropy
{
    /// <summary>
    /// <c>−mask · (w · t · ln σ(x) + (1 − t) · ln(1 − σ(x)))</c>, element by element; stable for logits of any size. Uses all
    /// threads of <see cref="Threading.Workers"/>.
    /// </summary>
    /// <param name="logits">x, [rows, labels].</param>
    /// <param name="targets">t, 0 ≤ t ≤ 1, [rows, labels].</param>
    /// <param name="positiveWeights">w, [labels]; empty for ones.</param>
    /// <param name="mask">
    /// Weight of each element, [rows, labels]; empty for ones. What is 0 or less counts nothing, whatever the target
    /// (NaN, say) and the logit.
    /// </param>
    /// <param name="labels">Elements a row.</param>
    /// <param name="losses">[rows, labels].</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit.</exception>
    public static void Forward(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, ReadOnlySpan<float> positiveWeights, ReadOnlySpan<float> mask,
        int labels, Span<float> losses)
    {
        Expect.SameLength("BinaryCrossEntropy", logits.Length, losses.Length);
        Run<Loss>(logits, targets, positiveWeights, mask, labels, 1, losses, accumulate: false);
    }

    /// <summary>
    /// The gradient of <c>factor · Σ losses</c>: <c>factor · mask · ((1 − t) · σ(x) − w · t · (1 − σ(x)))</c>. May be written over
    /// the logits. Otherwise as <see cref="Forward"/>.
    /// </summary>
    public static void Backward(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, ReadOnlySpan<float> positiveWeights, ReadOnlySpan<float> mask,
        int labels, float factor, Span<float> gradient, bool accumulate)
    {
        Expect.SameLength("BinaryCrossEntropy", logits.Length, gradient.Length);
        Run<Slope>(logits, targets, positiveWeights, mask, labels, factor, gradient, accumulate);
    }

    private static void Run<TTerm>(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, ReadOnlySpan<float> positiveWeights, ReadOnlySpan<float> mask,
        int labels, float factor, Span<float> destination, bool accumulate)
        where TTerm : unmanaged, ITerm
    {
        Expect.SameLength("BinaryCrossEntropy", logits.Length, targets.Length);
        Expect.SameLength("BinaryCrossEntropy", logits.Length, mask.IsEmpty ? logits.Length : mask.Length);
        Expect.SameLength("BinaryCrossEntropy", labels, positiveWeights.IsEmpty ? labels : positiveWeights.Length);
        fixed (float* x = logits, t = targets, weights = positiveWeights, known = mask, y = destination)
        {
            RowWork.Run(
                RowWork.CountRows("BinaryCrossEntropy", logits.Length, labels), labels,
                new TermWork<TTerm>(x, t, weights, known, labels, factor, y, accumulate));
        }
    }

    /// <summary>One element's loss, or the slope of it.</summary>
    private interface ITerm
    {
        static abstract TLanes Of<TLanes>(TLanes x, TLanes target, TLanes weight) where TLanes : unmanaged, ILanes<TLanes>;
    }

    // −ln σ(x) = softplus(−x) = max(−x, 0) + rest and −ln(1 − σ(x)) = softplus(x) = max(x, 0) + rest, with one rest.
    private readonly struct Loss : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Of<TLanes>(TLanes x, TLanes target, TLanes weight) where TLanes : unmanaged, ILanes<TLanes>
        {
            var minus = TLanes.Zero - x;
            var rest = LaneMath.Softplus(TLanes.Min(x, minus));
            var ifPositive = TLanes.Max(TLanes.Zero, minus) + rest;
            var ifNegative = TLanes.Max(TLanes.Zero, x) + rest;
            return (weight * target * ifPositive) + ((TLanes.Broadcast(1) - target) * ifNegative);
        }
    }

    private readonly struct Slope : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Of<TLanes>(TLanes x, TLanes target, TLanes weight) where TLanes : unmanaged, ILanes<TLanes>
        {
            var negative = TLanes.Broadcast(1) - target;
            return (negative * LaneMath.Sigmoid(x)) - (weight * target * LaneMath.Sigmoid(TLanes.Zero - x));
        }
    }

    // Bounds: rows below the row count, and no register reaches beyond the width.
    private readonly struct TermWork<TTerm>(
        float* logits, float* targets, float* positiveWeights, float* mask, int width, float factor, float* destination,
        bool accumulate) : IRowWork
        where TTerm : unmanaged, ITerm
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int start, int end) where TLanes : unmanaged, ILanes<TLanes>
        {
            var (one, scale) = (TLanes.Broadcast(1), TLanes.Broadcast(factor));
            for (var row = start; row < end; row++)
            {
                for (var column = 0; column < width; column += TLanes.Count)
                {
                    var count = width - column;
                    var index = ((nint)row * width) + column;
                    var weight = positiveWeights == null ? one : Lanes.Load<TLanes>(positiveWeights + column, count);
                    var x = Lanes.Load<TLanes>(logits + index, count);
                    var term = TTerm.Of(x, Lanes.Load<TLanes>(targets + index, count), weight) * scale;
                    if (mask != null)
                    {
                        var known = Lanes.Load<TLanes>(mask + index, count);
                        term = TLanes.SelectGreater(known, TLanes.Zero, known * term, TLanes.Zero);
                    }

                    Lanes.Store(term, destination + index, count, accumulate);
                }
            }
        }
    }
}
