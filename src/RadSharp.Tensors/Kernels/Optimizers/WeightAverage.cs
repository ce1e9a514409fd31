using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Optimizers;

/// <summary>What a moving average of weights does to memory.</summary>
public static unsafe class WeightAverage
{
    /// <summary><c>average += rate · (weight − average)</c>, over all threads, with the same bits for any number of them.</summary>
    /// <param name="weight">Only read; must not overlap the average.</param>
    /// <param name="rate">1 − decay.</param>
    /// <param name="average">The moving average.</param>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Update(ReadOnlySpan<float> weight, float rate, Span<float> average)
    {
        Expect.SameLength("ExponentialMovingAverage", weight.Length, average.Length);
        fixed (float* w = weight, a = average)
        {
            Workers.Run(Elementwise.Chunks(weight.Length), new UpdateWork(w, rate, a, weight.Length));
        }
    }

    /// <summary>Exchanges the elements of two spans that do not overlap.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Swap(Span<float> first, Span<float> second)
    {
        Expect.SameLength("ExponentialMovingAverage", first.Length, second.Length);
        fixed (float* a = first, b = second)
        {
            Workers.Run(Elementwise.Chunks(first.Length), new SwapWork(a, b, first.Length));
        }
    }

    // Bounds, here and below: a chunk covers [start, end) with end ≤ length, the length of both spans, and a register at
    // index takes at most end − index elements.
    private readonly struct UpdateWork(float* weight, float rate, float* average, int length) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var rates = TLanes.Broadcast(rate);
            var start = chunk * Elementwise.ChunkLength;
            var end = Math.Min(start + Elementwise.ChunkLength, length);
            for (var index = start; index < end; index += TLanes.Count)
            {
                var count = Math.Min(TLanes.Count, end - index);
                var a = Lanes.Load<TLanes>(average + index, count);
                var w = Lanes.Load<TLanes>(weight + index, count);
                Lanes.Store(TLanes.MulAdd(rates, w - a, a), average + index, count);
            }
        }
    }

    private readonly struct SwapWork(float* first, float* second, int length) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var start = chunk * Elementwise.ChunkLength;
            var end = Math.Min(start + Elementwise.ChunkLength, length);
            for (var index = start; index < end; index += TLanes.Count)
            {
                var count = Math.Min(TLanes.Count, end - index);
                var a = Lanes.Load<TLanes>(first + index, count);
                Lanes.Store(Lanes.Load<TLanes>(second + index, count), first + index, count);
                Lanes.Store(a, second + index, count);
            }
        }
    }
}
