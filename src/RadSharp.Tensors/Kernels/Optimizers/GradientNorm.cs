using System.Numerics;
using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Optimizers;

/// <summary>The size of a gradient.</summary>
public static unsafe class GradientNorm
{
    // One sum a chunk lies on the stack of the caller.
    private const int MostChunks = 64;

    /// <summary>
    /// Σ gradient², in double: exact enough for any length, and finite for all finite gradients. Over all threads, with the
    /// same bits for any number of them.
    /// </summary>
    public static double SumOfSquares(ReadOnlySpan<float> gradient)
    {
        var chunkLength = Math.Max(Elementwise.ChunkLength, (int)((gradient.Length + MostChunks - 1L) / MostChunks));
        var chunks = (int)((gradient.Length + chunkLength - 1L) / chunkLength);
        var sums = stackalloc double[MostChunks];
        fixed (float* g = gradient)
        {
            Workers.Run(chunks, new SumWork(g, gradient.Length, chunkLength, sums));
        }

        double total = 0;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            total += sums[chunk];
        }

        return total;
    }

    // Vector<double> on every path, because lanes are float32: the loop waits for memory, not for the widening.
    // Bounds: a chunk covers [start, end) with end ≤ length; whole vectors are taken while they fit before end.
    private readonly struct SumWork(float* gradient, int length, int chunkLength, double* sums) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var start = (int)Math.Min((long)chunk * chunkLength, length);
            var end = (int)Math.Min((long)start + chunkLength, length);
            var (lower, upper) = (Vector<double>.Zero, Vector<double>.Zero);
            var index = start;
            for (; index <= end - Vector<float>.Count; index += Vector<float>.Count)
            {
                Vector.Widen(Vector.Load(gradient + index), out var first, out var second);
                lower += first * first;
                upper += second * second;
            }

            var sum = Vector.Sum(lower + upper);
            for (; index < end; index++)
            {
                sum += (double)gradient[index] * gradient[index];
            }

            sums[chunk] = sum;
        }
    }
}
