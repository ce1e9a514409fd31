using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels;

/// <summary>
/// The gated product in the feed-forward layers of LLaMA and Qwen2: silu(gate) · up, element by element
/// (Shazeer 2020, "GLU Variants Improve Transformer").
/// </summary>
public static unsafe class SwiGlu
{
    /// <summary><c>y = silu(gate) · up</c>. y may be gate or up. Uses all threads of <see cref="Workers"/>.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Forward(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> y)
    {
        Expect.SameLength("SwiGlu", gate.Length, up.Length);
        Expect.SameLength("SwiGlu", gate.Length, y.Length);
        fixed (float* a = gate, b = up, destination = y)
        {
            Workers.Run(Elementwise.Chunks(gate.Length), new ForwardWork(a, b, destination, gate.Length));
        }
    }

    /// <summary>
    /// <c>dgate = dy · up · silu′(gate)</c> and <c>dup = dy · silu(gate)</c>, added to what is there where asked. Neither
    /// may overlap an input or the other. Uses all threads of <see cref="Workers"/>.
    /// </summary>
    /// <param name="gate">As in <see cref="Forward"/>.</param>
    /// <param name="up">As in <see cref="Forward"/>.</param>
    /// <param name="dy">The output's gradient.</param>
    /// <param name="dgate">The gate's gradient; empty where it is not wanted.</param>
    /// <param name="accumulateGate">Whether to add to <paramref name="dgate"/>.</param>
    /// <param name="dup">The gradient of up; empty where it is not wanted.</param>
    /// <param name="accumulateUp">Whether to add to <paramref name="dup"/>.</param>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Backward(
        ReadOnlySpan<float> gate, ReadOnlySpan<float> up, ReadOnlySpan<float> dy, Span<float> dgate, bool accumulateGate,
        Span<float> dup, bool accumulateUp)
    {
        Expect.SameLength("SwiGlu", gate.Length, up.Length);
        Expect.SameLength("SwiGlu", gate.Length, dy.Length);
        Expect.SameLength("SwiGlu", gate.Length, dgate.IsEmpty ? gate.Length : dgate.Length);
        Expect.SameLength("SwiGlu", gate.Length, dup.IsEmpty ? gate.Length : dup.Length);
        fixed (float* a = gate, b = up, gradient = dy, left = dgate, right = dup)
        {
            Workers.Run(
                Elementwise.Chunks(gate.Length),
                new BackwardWork(a, b, gradient, left, accumulateGate, right, accumulateUp, gate.Length));
        }
    }

    // Bounds of both works: a register starts before the chunk's end and reads and writes no further than it.
    private readonly struct ForwardWork(float* gate, float* up, float* y, int length) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var start = chunk * Elementwise.ChunkLength;
            var end = Math.Min(start + Elementwise.ChunkLength, length);
            for (var index = start; index < end; index += TLanes.Count)
            {
                var count = Math.Min(TLanes.Count, end - index);
                var gated = ActivationFunctions.Silu.Apply(Lanes.Load<TLanes>(gate + index, count));
                Lanes.Store(gated * Lanes.Load<TLanes>(up + index, count), y + index, count);
            }
        }
    }

    private readonly struct BackwardWork(
        float* gate, float* up, float* dy, float* dgate, bool accumulateGate, float* dup, bool accumulateUp, int length)
        : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var start = chunk * Elementwise.ChunkLength;
            var end = Math.Min(start + Elementwise.ChunkLength, length);
            for (var index = start; index < end; index += TLanes.Count)
            {
                var count = Math.Min(TLanes.Count, end - index);
                var x = Lanes.Load<TLanes>(gate + index, count);
                var gradient = Lanes.Load<TLanes>(dy + index, count);
                if (dgate != null)
                {
                    var slope = ActivationFunctions.Silu.Gradient(x, gradient * Lanes.Load<TLanes>(up + index, count));
                    Lanes.Store(slope, dgate + index, count, accumulateGate);
                }

                if (dup != null)
                {
                    Lanes.Store(ActivationFunctions.Silu.Apply(x) * gradient, dup + index, count, accumulateUp);
                }
            }
        }
    }
}
