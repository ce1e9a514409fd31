using System.Runtime.CompilerServices;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>
/// C = A · B for operands of any storage: cuts the product into chunks for the threads and blocks for the caches.
/// </summary>
/// <remarks>
/// The smaller operand is packed once, by all threads, into memory that they share. A chunk is a stripe of the larger
/// operand: its thread packs it block by block, so that each packed block is used from the second-level cache while it
/// is warm and never travels to memory. Within a block the loops are the usual ones (Goto and van de Geijn, "Anatomy of
/// High-Performance Matrix Multiplication"): a panel of B stays in the first-level cache while the panels of A run past.
/// </remarks>
internal static unsafe class GemmDriver
{
    // A panel of B is then 32 KB (AVX-512): two thirds of the first-level cache, the rest for A.
    public const int DepthBlock = 256;

    // Depths that one panel after another is packed for: neighbouring panels share cache lines of a transposed operand.
    private const int PackDepths = 64;

    // Rows of A that run past one panel of B: with DepthBlock 240 KB, an eighth of the second-level cache.
    private const int RowBlock = 240;

    // Up to so many rows of A, a panel of B is not used often enough to be worth packing where it can be read in place.
    private const int DirectRows = 96;

    // The shared operand is packed in pieces of at most this many floats (32 MB).
    private const long SharedFloats = 8 << 20;

    /// <summary>Computes <c>C = A · B</c> or <c>C += A · B</c>, then bias and activation.</summary>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="columns">Columns of B and C.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="left">A: lines are rows.</param>
    /// <param name="right">B: lines are columns.</param>
    /// <param name="c">Row-major; must not overlap the operands.</param>
    /// <param name="stride">Floats from one row of C to the next.</param>
    /// <param name="accumulate">Whether to add to C.</param>
    /// <param name="epilogue">What is done to each element of C at the end, while it is in the cache.</param>
    public static void Run<TLeft, TRight>(
        int rows, int columns, int depth, TLeft left, TRight right, float* c, nint stride, bool accumulate, Epilogue epilogue)
        where TLeft : unmanaged, IPanelSource
        where TRight : unmanaged, IPanelSource
    {
        if (rows == 0 || columns == 0)
        {
            return;
        }

        var plan = Plan.For(rows, columns, depth, right.Direct(0, 0, out _) != null);
        var shared = (float*)TensorMemory.Rent(plan.SharedCount * sizeof(float));
        try
        {
            for (var start = 0; start < plan.SharedLines; start += plan.SharedBlock)
            {
                var lines = Math.Min(plan.SharedBlock, plan.SharedLines - start);
                if (plan.SharesLeft)
                {
                    Pack(plan, left, start, lines, shared);
                }
                else
                {
                    Pack(plan, right, start, lines, shared);
                }

                var work = new MultiplyWork<TLeft, TRight>(plan, start, lines, left, right, shared, c, stride, accumulate, epilogue);
                Workers.Run(plan.Chunks, work);
            }
        }
        finally
        {
            TensorMemory.Return(shared, plan.SharedCount * sizeof(float));
        }
    }

    private static void Pack<TSource>(in Plan plan, TSource source, int start, int lines, float* shared)
        where TSource : unmanaged, IPanelSource
    {
        var panels = (lines + plan.SharedWidth - 1) / plan.SharedWidth;
        // Several panels a chunk, because neighbours share cache lines of a transposed operand, but work for every thread.
        var perChunk = Math.Max(1, Math.Min(5, panels / (4 * Workers.Count)));
        Workers.Run((panels + perChunk - 1) / perChunk, new PackWork<TSource>(plan, source, start, lines, perChunk, shared));
    }

    /// <summary>How one product is cut.</summary>
    private readonly struct Plan
    {
        public readonly int Rows, Columns, Depth, SharedWidth, SharedLines, SharedBlock, StripeLines, Chunks;
        public readonly bool SharesLeft, ReadsRight;

        private Plan(int rows, int columns, int depth, bool canReadRight)
        {
            var (tileRows, tileColumns) = SimdPath.Level == SimdLevel.Avx512
                ? (Tile.Rows<Lanes512>(), Tile.Columns<Lanes512>())
                : SimdPath.Level == SimdLevel.Avx2
                    ? (Tile.Rows<Lanes256>(), Tile.Columns<Lanes256>())
                    : (Tile.Rows<LanesPortable>(), Tile.Columns<LanesPortable>());
            (Rows, Columns, Depth) = (rows, columns, depth);
            SharesLeft = rows <= columns;
            ReadsRight = canReadRight && SharesLeft && rows <= DirectRows;
            (SharedLines, SharedWidth) = SharesLeft ? (rows, tileRows) : (columns, tileColumns);
            var (stripes, stripeWidth) = SharesLeft ? (columns, tileColumns) : (rows, tileRows);
            var blocks = (int)Math.Max(1, ((SharedLines * (long)Math.Max(depth, 1)) + SharedFloats - 1) / SharedFloats);
            SharedBlock = RoundUp((SharedLines + blocks - 1) / blocks, SharedWidth);

            // A few chunks a thread, so that a slow core costs little; at most a stripe whose packed block fills a quarter
            // of the second-level cache. With few rows a wide stripe is better: neighbouring panels of B come from the
            // same pages.
            var (chunksPerThread, panels) = SharesLeft ? (ReadsRight ? (2, 8) : (8, 4)) : (8, 10);
            var perChunk = RoundUp((stripes + (chunksPerThread * Workers.Count) - 1) / (chunksPerThread * Workers.Count), stripeWidth);
            var widest = panels * stripeWidth;
            StripeLines = Math.Min(perChunk, widest);
            Chunks = (stripes + StripeLines - 1) / StripeLines;
        }

        public long SharedCount => RoundUp(Math.Min(SharedBlock, SharedLines), SharedWidth) * (long)Math.Max(Depth, 1);

        public static Plan For(int rows, int columns, int depth, bool canReadRight) => new(rows, columns, depth, canReadRight);

        private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
    }

    // Packed layout, shared or private: block after block of the depth; in a block, panel after panel.
    private readonly struct PackWork<TSource>(Plan plan, TSource source, int start, int lines, int perChunk, float* shared)
        : IParallelWork
        where TSource : unmanaged, IPanelSource
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var width = plan.SharedWidth;
            var padded = (lines + width - 1) / width * width;
            var end = Math.Min((chunk + 1) * perChunk * width, lines);
            for (var depth = 0; depth < plan.Depth; depth += PackDepths)
            {
                var block = depth / DepthBlock * DepthBlock;
                var blockDepths = Math.Min(DepthBlock, plan.Depth - block);
                var depths = Math.Min(PackDepths, plan.Depth - depth);
                for (var line = chunk * perChunk * width; line < end; line += width)
                {
                    var count = Math.Min(width, end - line);
                    var panelWidth = plan.SharesLeft ? Tile.PanelRows<TLanes>(count) : width;
                    var panel = shared + ((long)block * padded) + ((long)line * blockDepths) + ((depth - block) * panelWidth);
                    source.Pack<TLanes>(start + line, count, depth, depths, panelWidth, panel);
                }
            }
        }
    }

    private readonly struct MultiplyWork<TLeft, TRight>(
        Plan plan, int start, int lines, TLeft left, TRight right, float* shared, float* c, nint stride, bool accumulate, Epilogue epilogue)
        : IParallelWork
        where TLeft : unmanaged, IPanelSource
        where TRight : unmanaged, IPanelSource
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var stripe = chunk * plan.StripeLines;
            var (row, rows, column, columns) = plan.SharesLeft
                ? (start, lines, stripe, Math.Min(plan.StripeLines, plan.Columns - stripe))
                : (stripe, Math.Min(plan.StripeLines, plan.Rows - stripe), start, lines);
            var packed = ThreadScratch.Take((long)(plan.StripeLines + Tile.MaxColumns) * DepthBlock);
            var sharedPadded = (lines + plan.SharedWidth - 1) / plan.SharedWidth * plan.SharedWidth;
            var target = c + (row * stride) + column;
            var depth = 0;
            do
            {
                var depths = Math.Min(DepthBlock, plan.Depth - depth);
                var fromShared = shared + ((long)depth * sharedPadded);
                var add = accumulate || depth > 0;
                if (plan.SharesLeft)
                {
                    var direct = plan.ReadsRight && columns % Tile.Columns<TLanes>() == 0
                        ? right.Direct(column, depth, out var step)
                        : Unpacked(out step);
                    if (direct == null)
                    {
                        PackStripe<TLanes, TRight>(right, column, columns, depth, depths, Tile.Columns<TLanes>(), packed);
                    }

                    var b = direct == null ? new RightBlock(packed, Tile.Columns<TLanes>(), depths) : new RightBlock(direct, step, 1);
                    Block<TLanes, TRight>(rows, columns, depths, fromShared, b, target, add, right, Following(column, columns, depth));
                }
                else
                {
                    PackStripe<TLanes, TLeft>(left, row, rows, depth, depths, Tile.Rows<TLanes>(), packed);
                    var b = new RightBlock(fromShared, Tile.Columns<TLanes>(), depths);
                    Block<TLanes, TLeft>(rows, columns, depths, packed, b, target, add, left, Following(row, rows, depth));
                }

                depth += depths;
            }
            while (depth < plan.Depth);
            epilogue.Apply<TLanes>(target, stride, rows, column, columns);
        }

        private static float* Unpacked(out nint step)
        {
            step = 0;
            return null;
        }

        // What this thread will pack next: the stripe's next block of the depth, or the beginning of the stripe after
        // it, because a thread takes neighbours.
        private Next Following(int line, int count, int depth)
        {
            if (depth + DepthBlock < plan.Depth)
            {
                return new Next(line, count, depth + DepthBlock, Math.Min(DepthBlock, plan.Depth - depth - DepthBlock));
            }

            var first = line + plan.StripeLines;
            var all = plan.SharesLeft ? plan.Columns : plan.Rows;
            return new Next(first, Math.Min(plan.StripeLines, all - first), 0, Math.Min(DepthBlock, plan.Depth));
        }

        private void PackStripe<TLanes, TSource>(
            TSource source, int line, int count, int depth, int depths, int width, float* packed)
            where TLanes : unmanaged, ILanes<TLanes>
            where TSource : unmanaged, IPanelSource
        {
            for (var done = 0; done < count; done += width)
            {
                var panelLines = Math.Min(width, count - done);
                var panelWidth = plan.SharesLeft ? width : Tile.PanelRows<TLanes>(panelLines);
                if (depths > 0)
                {
                    source.Pack<TLanes>(line + done, panelLines, depth, depths, panelWidth, packed + ((long)done * depths));
                }
            }
        }

        // The inner two loops over tiles. A panel of A starts at (its first line · depths), because all before it are whole.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Block<TLanes, TSource>(
            int rows, int columns, int depths, float* a, RightBlock b, float* target, bool add, TSource source, Next next)
            where TLanes : unmanaged, ILanes<TLanes>
            where TSource : unmanaged, IPanelSource
        {
            var (tileRows, tileColumns) = (Tile.Rows<TLanes>(), Tile.Columns<TLanes>());
            var part = 0;
            for (var rowBlock = 0; rowBlock < rows; rowBlock += RowBlock)
            {
                var rowEnd = Math.Min(rowBlock + RowBlock, rows);
                for (var column = 0; column < columns; column += tileColumns)
                {
                    var panel = b.First + (column * b.ColumnStep);
                    for (var row = rowBlock; row < rowEnd; row += tileRows)
                    {
                        var count = Math.Min(tileRows, rowEnd - row);
                        var ahead = next.Lines > 0
                            ? source.Upcoming(next.Line, next.Lines, next.Depth, next.Depths, part++)
                            : default;
                        Tile.Multiply<TLanes>(
                            depths, a + ((long)row * depths), Tile.PanelRows<TLanes>(count), panel, b.DepthStep,
                            target + (row * stride) + column, stride, count, Math.Min(tileColumns, columns - column), add, ahead);
                    }
                }
            }
        }
    }

    /// <summary>Where a block of B lies: packed in panels, or in B itself.</summary>
    private readonly struct RightBlock(float* first, nint depthStep, nint columnStep)
    {
        public float* First => first;

        public nint DepthStep => depthStep;

        public nint ColumnStep => columnStep;
    }

    /// <summary>The part of an operand that is packed after the current one.</summary>
    private readonly record struct Next(int Line, int Lines, int Depth, int Depths);
}
