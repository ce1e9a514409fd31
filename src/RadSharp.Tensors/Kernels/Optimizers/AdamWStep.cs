using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Optimizers;

/// <summary>The numbers of one AdamW step, the same for every element of a parameter.</summary>
/// <param name="Retention">What decoupled weight decay leaves of a weight: 1 − learning rate · weight decay.</param>
/// <param name="StepSize">Learning rate / (1 − β₁ᵗ).</param>
/// <param name="MeanRate">1 − β₁.</param>
/// <param name="SquareRate">1 − β₂.</param>
/// <param name="SquareRetention">β₂.</param>
/// <param name="InverseCorrection">1 / √(1 − β₂ᵗ).</param>
/// <param name="Epsilon">Added to the corrected root.</param>
public readonly record struct AdamWFactors(
    float Retention,
    float StepSize,
    float MeanRate,
    float SquareRate,
    float SquareRetention,
    float InverseCorrection,
    float Epsilon);

/// <summary>AdamW's update of one parameter, in one pass over its memory.</summary>
public static unsafe class AdamWStep
{
    /// <summary>
    /// <c>m += (1−β₁)(g−m)</c>; <c>v = β₂v + (1−β₂)g²</c>; <c>w = w·retention − step · m / (√v · correction + ε)</c>.
    /// </summary>
    /// <remarks>
    /// Element by element over all threads: the same bits for any number of them. The spans must not overlap.
    /// </remarks>
    /// <param name="gradient">g; only read.</param>
    /// <param name="factors">The step's numbers.</param>
    /// <param name="mean">m, the running mean of the gradient.</param>
    /// <param name="square">v, the running mean of its square.</param>
    /// <param name="weight">w.</param>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Run(
        ReadOnlySpan<float> gradient, in AdamWFactors factors, Span<float> mean, Span<float> square, Span<float> weight)
    {
        Expect.SameLength("AdamW", gradient.Length, mean.Length);
        Expect.SameLength("AdamW", gradient.Length, square.Length);
        Expect.SameLength("AdamW", gradient.Length, weight.Length);
        fixed (float* g = gradient, m = mean, v = square, w = weight)
        {
            Workers.Run(Elementwise.Chunks(gradient.Length), new Work(g, m, v, w, gradient.Length, factors));
        }
    }

    // All loads come before all stores: large blocks start at the same offset of a page, and a load behind a store to the same
    // offset of another page waits for it (1.4 times as long for the whole step). Bounds: a chunk covers [start, end) with
    // end ≤ length, the length of all four spans, and a register at index takes at most end − index elements.
    private readonly struct Work(
        float* gradient, float* mean, float* square, float* weight, int length, AdamWFactors factors) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var retention = TLanes.Broadcast(factors.Retention);
            var negativeStep = TLanes.Broadcast(-factors.StepSize);
            var meanRate = TLanes.Broadcast(factors.MeanRate);
            var squareRate = TLanes.Broadcast(factors.SquareRate);
            var squareRetention = TLanes.Broadcast(factors.SquareRetention);
            var inverseCorrection = TLanes.Broadcast(factors.InverseCorrection);
            var epsilon = TLanes.Broadcast(factors.Epsilon);
            var start = chunk * Elementwise.ChunkLength;
            var end = Math.Min(start + Elementwise.ChunkLength, length);
            for (var index = start; index < end; index += TLanes.Count)
            {
                var count = Math.Min(TLanes.Count, end - index);
                var g = Lanes.Load<TLanes>(gradient + index, count);
                var m = Lanes.Load<TLanes>(mean + index, count);
                var v = Lanes.Load<TLanes>(square + index, count);
                var w = Lanes.Load<TLanes>(weight + index, count);
                m = TLanes.MulAdd(meanRate, g - m, m);
                v = TLanes.MulAdd(squareRate * g, g, v * squareRetention);
                var divisor = TLanes.MulAdd(TLanes.Sqrt(v), inverseCorrection, epsilon);
                w = TLanes.MulAdd(negativeStep, m / divisor, w * retention);
                Lanes.Store(m, mean + index, count);
                Lanes.Store(v, square + index, count);
                Lanes.Store(w, weight + index, count);
            }
        }
    }
}
