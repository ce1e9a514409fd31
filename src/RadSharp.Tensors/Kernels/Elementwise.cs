using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels;

/// <summary>Element by element over whole spans. Destinations may be the same span as a source, but not overlap it shifted.</summary>
public static unsafe class Elementwise
{
    // Elements a chunk: 64 KB of floats a source, so that a chunk stays in the second-level cache.
    internal const int ChunkLength = 16 * 1024;

    /// <summary><c>destination = source</c>, or <c>destination += source</c> when <paramref name="accumulate"/> is set.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void AddTo(ReadOnlySpan<float> source, Span<float> destination, bool accumulate)
    {
        Expect.SameLength("AddTo", source.Length, destination.Length);
        if (!accumulate)
        {
            source.CopyTo(destination);
            return;
        }

        fixed (float* from = source, to = destination)
        {
            Workers.Run(Chunks(source.Length), new AddWork(from, to, source.Length));
        }
    }

    /// <summary><c>destination = op(source)</c></summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void Apply<TOperator>(ReadOnlySpan<float> source, Span<float> destination)
        where TOperator : struct, IUnaryOperator
    {
        Expect.SameLength("Elementwise", source.Length, destination.Length);
        fixed (float* from = source, to = destination)
        {
            Workers.Run(Chunks(source.Length), new ApplyWork<TOperator>(from, to, source.Length));
        }
    }

    /// <summary><c>destination += source</c> for <paramref name="count"/> elements, on this thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void AddRow<TLanes>(float* source, float* destination, int count) where TLanes : unmanaged, ILanes<TLanes>
    {
        for (var index = 0; index < count; index += TLanes.Count)
        {
            var lanes = Math.Min(TLanes.Count, count - index);
            Lanes.Store(Lanes.Load<TLanes>(source + index, lanes), destination + index, lanes, accumulate: true);
        }
    }

    internal static int Chunks(int length) => (length / ChunkLength) + (length % ChunkLength == 0 ? 0 : 1);

    private readonly struct AddWork(float* source, float* destination, int length) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var start = chunk * ChunkLength;
            AddRow<TLanes>(source + start, destination + start, Math.Min(ChunkLength, length - start));
        }
    }

    // A register starts before the chunk's end and reads and writes no further than it.
    private readonly struct ApplyWork<TOperator>(float* source, float* destination, int length) : IParallelWork
        where TOperator : struct, IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var start = chunk * ChunkLength;
            var end = start + Math.Min(ChunkLength, length - start);
            for (var index = start; index < end; index += TLanes.Count)
            {
                var lanes = Math.Min(TLanes.Count, end - index);
                Lanes.Store(TOperator.Apply(Lanes.Load<TLanes>(source + index, lanes)), destination + index, lanes);
            }
        }
    }
}
