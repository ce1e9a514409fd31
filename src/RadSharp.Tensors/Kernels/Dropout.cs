using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels;

/// <summary>Sets random elements to zero and makes up for them in the others.</summary>
public static unsafe class Dropout
{
    // Factors made at a time: they stay in the first-level cache until they are used.
    private const int BlockLength = 256;

    /// <summary>
    /// <c>y[i] = x[i] / (1 − probability)</c> where <c>RandomBits.Uniform(seed, i) ≥ probability</c>, else 0; or adds that
    /// to y. The same seed drops the same elements, so the backward pass is the same call on gradients. y may be x. Uses
    /// all threads of <see cref="Workers"/>.
    /// </summary>
    /// <param name="x">Any number of elements. A dropped NaN or infinity gives NaN, as 0 · x does.</param>
    /// <param name="probability">Share of the elements to drop, 0 ≤ probability ≤ 1.</param>
    /// <param name="seed">Which elements.</param>
    /// <param name="y">As many elements.</param>
    /// <param name="accumulate">Whether to add to <paramref name="y"/>.</param>
    /// <exception cref="ArgumentException">The spans differ in length, or the probability is out of range.</exception>
    public static void Apply(ReadOnlySpan<float> x, float probability, ulong seed, Span<float> y, bool accumulate)
    {
        Expect.SameLength("Dropout", x.Length, y.Length);
        Expect.That(probability is >= 0 and <= 1, "Dropout", $"expected a probability from 0 to 1, but found {probability}");
        fixed (float* source = x, destination = y)
        {
            Workers.Run(Elementwise.Chunks(x.Length), new Work(source, x.Length, probability, seed, destination, accumulate));
        }
    }

    // Bounds: a block ends at or before the chunk's end, and no register reaches beyond the block's.
    private readonly struct Work(float* x, int length, float probability, ulong seed, float* y, bool accumulate) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var factors = stackalloc float[BlockLength];
            var first = chunk * Elementwise.ChunkLength;
            var end = first + Math.Min(Elementwise.ChunkLength, length - first);
            for (var start = first; start < end; start += BlockLength)
            {
                var count = Math.Min(BlockLength, end - start);
                WriteFactors(factors, start, count);
                for (var index = 0; index < count; index += TLanes.Count)
                {
                    var rest = count - index;
                    var value = Lanes.Load<TLanes>(x + start + index, rest) * Lanes.Load<TLanes>(factors + index, rest);
                    Lanes.Store(value, y + start + index, rest, accumulate);
                }
            }
        }

        // A branch on a random bit would be predicted wrongly; the sign of a difference masks the factor instead.
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private void WriteFactors(float* factors, int start, int count)
        {
            var factor = BitConverter.SingleToInt32Bits(probability < 1 ? 1 / (1 - probability) : 0);
            var threshold = (long)Math.Ceiling(probability * RandomBits.UniformSteps);
            for (var index = 0; index < count; index++)
            {
                var isDropped = (int)((RandomBits.UniformStep(seed, start + index) - threshold) >> 63);
                factors[index] = BitConverter.Int32BitsToSingle(factor & ~isDropped);
            }
        }
    }
}
