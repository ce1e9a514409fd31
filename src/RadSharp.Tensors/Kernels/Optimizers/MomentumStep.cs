using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Optimizers;

/// <summary>The numbers of one step of gradient descent, the same for every element of a parameter.</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="Decay">Weight decay, coupled: a part of the gradient.</param>
/// <param name="Momentum">What a step keeps of the momentum buffer.</param>
/// <param name="Nesterov">Whether the step looks ahead along the new buffer.</param>
public readonly record struct MomentumFactors(float Rate, float Decay, float Momentum, bool Nesterov);

/// <summary>Stochastic gradient descent's update of one parameter, in one pass over its memory.</summary>
public static unsafe class MomentumStep
{
    /// <summary>
    /// <c>d = g + decay·w</c>; <c>b = momentum·b + d</c>; <c>w −= rate·b</c>, or with Nesterov's look-ahead
    /// <c>w −= rate·(d + momentum·b)</c>; where there is no buffer <c>w −= rate·d</c>.
    /// </summary>
    /// <remarks>
    /// Element by element over all threads: the same bits for any number of them. The spans must not overlap.
    /// </remarks>
    /// <param name="gradient">g; only read.</param>
    /// <param name="factors">The step's numbers.</param>
    /// <param name="buffer">b; empty where there is no momentum.</param>
    /// <param name="weight">w.</param>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Run(ReadOnlySpan<float> gradient, in MomentumFactors factors, Span<float> buffer, Span<float> weight)
    {
        Expect.SameLength("SgdMomentum", gradient.Length, weight.Length);
        if (!buffer.IsEmpty)
        {
            Expect.SameLength("SgdMomentum", gradient.Length, buffer.Length);
        }

        fixed (float* g = gradient, b = buffer, w = weight)
        {
            Workers.Run(Elementwise.Chunks(gradient.Length), new Work(g, b, w, gradient.Length, factors));
        }
    }

    // Bounds: a chunk covers [start, end) with end ≤ length, the length of all spans, and a register at index takes at most
    // end − index elements. An empty buffer's pointer is null and never followed.
    private readonly struct Work(float* gradient, float* buffer, float* weight, int length, MomentumFactors factors) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var negativeRate = TLanes.Broadcast(-factors.Rate);
            var decay = TLanes.Broadcast(factors.Decay);
            var momentum = TLanes.Broadcast(factors.Momentum);
            var start = chunk * Elementwise.ChunkLength;
            var end = Math.Min(start + Elementwise.ChunkLength, length);
            for (var index = start; index < end; index += TLanes.Count)
            {
                var count = Math.Min(TLanes.Count, end - index);
                var w = Lanes.Load<TLanes>(weight + index, count);
                var direction = TLanes.MulAdd(decay, w, Lanes.Load<TLanes>(gradient + index, count));
                if (buffer != null)
                {
                    var b = TLanes.MulAdd(momentum, Lanes.Load<TLanes>(buffer + index, count), direction);
                    Lanes.Store(b, buffer + index, count);
                    direction = factors.Nesterov ? TLanes.MulAdd(momentum, b, direction) : b;
                }

                Lanes.Store(TLanes.MulAdd(negativeRate, direction, w), weight + index, count);
            }
        }
    }
}
