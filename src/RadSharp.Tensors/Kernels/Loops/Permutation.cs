using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Loops;

/// <summary>Elements in another order of axes.</summary>
public static unsafe class Permutation
{
    // Both sides of a tile are whole cache lines.
    private const int TileSide = 16;

    private const int TilesPerChunk = Elementwise.ChunkLength / (TileSide * TileSide);

    /// <summary>Axis i of the destination is axis <c>axes[i]</c> of the source. Works on all threads.</summary>
    /// <param name="source">Elements of <paramref name="shape"/>.</param>
    /// <param name="shape">The shape of the source.</param>
    /// <param name="axes">Each axis of the source once, counted from the first (0).</param>
    /// <param name="destination">As many elements as the source; must not overlap it.</param>
    /// <exception cref="ArgumentException">The spans' lengths are not the shape's, or the axes are not a permutation.</exception>
    public static void Permute(ReadOnlySpan<float> source, Shape shape, ReadOnlySpan<int> axes, Span<float> destination)
    {
        Expect.Elements("Permute", shape, source.Length);
        Expect.SameLength("Permute", source.Length, destination.Length);
        var nest = NestOf(shape, axes);
        if (source.IsEmpty)
        {
            return;
        }

        var inner = nest.Innermost;
        fixed (float* from = source, to = destination)
        {
            if (inner.LeftStep == 1)
            {
                LoopNestWork<Operators.Left>.Run(nest, from, from, to, accumulate: false);
                return;
            }

            // Rows of the source run along one loop, rows of the destination along another: tiles of both.
            var across = 0;
            while (nest[across].LeftStep != 1)
            {
                across++;
            }

            var batch = nest.Without(nest.Depth - 1).Without(across);
            var work = new TransposeWork(batch, nest[across], inner, from, to);
            Workers.Run(work.Chunks, work);
        }
    }

    private static LoopNest NestOf(Shape shape, ReadOnlySpan<int> axes)
    {
        var nest = default(LoopNest);
        var destinationStep = (int)shape.Count;
        var seen = 0;
        foreach (var axis in axes)
        {
            Expect.That(
                (uint)axis < (uint)shape.Rank && (seen & (1 << axis)) == 0,
                "Permute",
                $"expected each axis of {shape} once, but found axis {axis} again or out of range");
            seen |= 1 << axis;
            destinationStep /= Math.Max(1, shape[axis]);
            nest.Append(shape[axis], destinationStep, (int)shape.CountOf(axis + 1, shape.Rank), 0);
        }

        Expect.That(axes.Length == shape.Rank, "Permute", $"expected each axis of {shape} once, but found {axes.Length} axes");
        return nest;
    }

    // `across` is contiguous in the source, `along` in the destination; all offsets stay within the nest's.
    private readonly struct TransposeWork(
        LoopNest batch, LoopNest.Loop across, LoopNest.Loop along, float* source, float* destination) : IParallelWork
    {
        public int Chunks => (int)((Tiles + TilesPerChunk - 1) / TilesPerChunk);

        private int TilesAcross => (across.Length + TileSide - 1) / TileSide;

        private int TilesAlong => (along.Length + TileSide - 1) / TileSide;

        private long Tiles => batch.Count * TilesAcross * TilesAlong;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var first = (long)chunk * TilesPerChunk;
            var last = Math.Min(first + TilesPerChunk, Tiles);
            for (var tile = first; tile < last; tile++)
            {
                var column = (int)(tile % TilesAlong) * TileSide;
                var row = (int)(tile / TilesAlong % TilesAcross) * TileSide;
                var position = new LoopNest.Position(batch, tile / TilesAlong / TilesAcross);
                var from = source + position.Left + ((nint)column * along.LeftStep) + row;
                var to = destination + position.Destination + ((nint)row * across.DestinationStep) + column;
                var rows = Math.Min(TileSide, across.Length - row);
                var columns = Math.Min(TileSide, along.Length - column);
                Tile<TLanes>(from, along.LeftStep, to, across.DestinationStep, rows, columns);
            }
        }

        // to[i · toStep + j] = from[j · fromStep + i] for i < rows, j < columns.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Tile<TLanes>(float* from, nint fromStep, float* to, nint toStep, int rows, int columns)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var j = 0;
            for (; j <= columns - TLanes.Count; j += TLanes.Count)
            {
                var i = 0;
                for (; i <= rows - 4; i += 4)
                {
                    var place = to + (i * toStep) + j;
                    TLanes.LoadTransposed(
                        from + (j * fromStep) + i, fromStep, out var first, out var second, out var third, out var fourth);
                    TLanes.Store(first, place);
                    TLanes.Store(second, place + toStep);
                    TLanes.Store(third, place + (2 * toStep));
                    TLanes.Store(fourth, place + (3 * toStep));
                }

                Rest(from + (j * fromStep), fromStep, to + j, toStep, i, rows, TLanes.Count);
            }

            Rest(from + (j * fromStep), fromStep, to + j, toStep, 0, rows, columns - j);
        }

        private static void Rest(float* from, nint fromStep, float* to, nint toStep, int firstRow, int rows, int columns)
        {
            for (var i = firstRow; i < rows; i++)
            {
                for (var j = 0; j < columns; j++)
                {
                    to[(i * toStep) + j] = from[(j * fromStep) + i];
                }
            }
        }
    }
}
