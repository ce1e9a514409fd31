using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.Loops;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Reductions;

/// <summary>Where the largest and smallest elements are.</summary>
public static unsafe class Extremum
{
    /// <summary>For each row the column of its largest element: the first of equals, the first NaN if there is one.</summary>
    /// <param name="source">[rows, columns]</param>
    /// <param name="columns">Elements of a row, at least 1.</param>
    /// <param name="destination">[rows]</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit.</exception>
    public static void ArgMax(ReadOnlySpan<float> source, int columns, Span<int> destination)
    {
        Expect.That(columns > 0, "ArgMax", $"expected at least one column, but found {columns}");
        Expect.SameLength("ArgMax", checked(destination.Length * columns), source.Length);
        var rowsPerChunk = Math.Max(1, Elementwise.ChunkLength / columns);
        fixed (float* from = source)
        fixed (int* to = destination)
        {
            var chunks = (int)((destination.Length + rowsPerChunk - 1L) / rowsPerChunk);
            Workers.Run(chunks, new ArgMaxWork(from, columns, to, destination.Length, rowsPerChunk));
        }
    }

    /// <summary>
    /// Gives the gradient of each maximum or minimum to the first element that is equal to it, and 0 to the others.
    /// </summary>
    /// <param name="source">Elements of <paramref name="shape"/>.</param>
    /// <param name="shape">The shape of the source.</param>
    /// <param name="axes">The axes that were reduced.</param>
    /// <param name="extrema">What the reduction gave.</param>
    /// <param name="gradient">The gradient of <paramref name="extrema"/>; used up.</param>
    /// <param name="destination">The gradient of the source.</param>
    /// <param name="accumulate">Whether to add to the destination.</param>
    /// <exception cref="ArgumentException">A span's length is not its shape's.</exception>
    public static void PassToFirst(
        ReadOnlySpan<float> source,
        Shape shape,
        AxisSet axes,
        ReadOnlySpan<float> extrema,
        Span<float> gradient,
        Span<float> destination,
        bool accumulate)
    {
        var kept = axes.RemovedFrom(shape, keepDimensions: true);
        Expect.Elements("PassToFirst", shape, source.Length);
        Expect.SameLength("PassToFirst", source.Length, destination.Length);
        Expect.Elements("PassToFirst", kept, extrema.Length);
        Expect.SameLength("PassToFirst", extrema.Length, gradient.Length);
        var nest = LoopNest.Broadcast(shape, kept, kept);
        var position = default(LoopNest.Position);
        for (var element = 0; element < source.Length; element++)
        {
            var result = (int)position.Left;
            var share = 0f;
            if (source[element].Equals(extrema[result]))
            {
                (share, gradient[result]) = (gradient[result], 0);
            }

            destination[element] = accumulate ? destination[element] + share : share;
            position.Advance(nest, 1);
        }
    }

    // The search ends within the row, because one of its elements is the largest.
    private readonly struct ArgMaxWork(float* source, int columns, int* destination, int rows, int rowsPerChunk) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var end = (int)Math.Min((chunk + 1L) * rowsPerChunk, rows);
            for (var row = chunk * rowsPerChunk; row < end; row++)
            {
                var from = source + ((nint)row * columns);
                var largest = (float)ReductionWork<MaximumReduction>.Row<TLanes>(from, columns);
                var column = 0;
                while (!from[column].Equals(largest))
                {
                    column++;
                }

                destination[row] = column;
            }
        }
    }
}
