using System.Runtime.CompilerServices;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>The product of a <see cref="ConvolutionWindow"/> with weights in panels: what every convolution is made of.</summary>
/// <remarks>
/// The window's rows are read where they lie, or, where the window jumps or meets padding, gathered a few tiles at a
/// time into the thread's scratch, as lines of contiguous depth: a copy, no transpose. Sums run over the whole depth in
/// registers; the panels stream from the second-level cache, which is fast enough for that.
/// </remarks>
internal static unsafe class WindowProduct
{
    // What lines or panels may take of the second-level cache: 1 MB.
    private const int CacheFloats = 256 * 1024;

    // Panels of up to 256 KB, or lines of up to 16 KB, are read for every tile without slowing it down.
    private const int SmallPanels = 64 * 1024;
    private const int SmallLines = 4 * 1024;

    // Tiles that use a panel one after the other where the panels are many.
    private const int MostTiles = 8;

    /// <summary>
    /// <c>C[pixel, column] = max(floor, bias[column] + Σ window[pixel, d] · panels[d, column] + addend[pixel, column])</c>.
    /// Uses all threads; the bits do not depend on their number.
    /// </summary>
    /// <param name="window">The left operand.</param>
    /// <param name="panels">The right operand, as <see cref="WeightPanels"/> packs it; the window's depth.</param>
    /// <param name="columns">Columns of the right operand and of C.</param>
    /// <param name="output">C, a line for each pixel of the window; must not overlap the operands.</param>
    public static void Run(ConvolutionWindow window, float* panels, int columns, TileOutput output)
    {
        var (pixels, depth) = (window.Pixels, window.Depth);
        if (pixels == 0 || columns == 0)
        {
            return;
        }

        var plan = new Plan(pixels, depth, columns);
        if (plan.Groups == 1 || window.IsStored)
        {
            Workers.Run(plan.Chunks, new MultiplyWork(plan, window, panels, output));
            return;
        }

        // Several chunks use the same lines: they are gathered once, for all threads.
        using var lines = new RentedFloats((long)plan.Tiles * plan.TileRows * plan.LineStride);
        Workers.Run(plan.Tiles, new GatherWork(plan, window, lines.First));
        var gathered = ConvolutionWindow.OfStored(lines.First, pixels, depth, plan.LineStride);
        Workers.Run(plan.Chunks, new MultiplyWork(plan, gathered, panels, output));
    }

    /// <summary>How one product is cut: chunks of (a block of tiles, a group of panels).</summary>
    private readonly struct Plan
    {
        public readonly int Pixels, Depth, Columns, TileRows, Tiles, Stripes, BlockTiles, PanelsPerGroup, Groups;

        public Plan(int pixels, int depth, int columns)
        {
            (Pixels, Depth, Columns) = (pixels, depth, columns);
            TileRows = SimdPath.Level switch
            {
                SimdLevel.Avx512 => LineTile.Rows<Lanes512>(),
                SimdLevel.Avx2 => LineTile.Rows<Lanes256>(),
                _ => LineTile.Rows<LanesPortable>(),
            };
            Tiles = CeilingOf(pixels, TileRows);
            var panels = CeilingOf(columns, WeightPanels.Width);
            var panelFloats = WeightPanels.Count(depth, columns);
            var tileFloats = (long)TileRows * Math.Max(depth, 1);
            var threads = Workers.Count;
            PanelsPerGroup = panels;
            if (Tiles <= 8 * threads && panels >= 2 * threads && Tiles * tileFloats <= CacheFloats
                && (panelFloats > SmallPanels || Tiles < 4 * threads))
            {
                // Few pixels: all lines stay in each core's cache, and each core reads a part of the weights.
                (Stripes, BlockTiles, PanelsPerGroup) = (1, Tiles, CeilingOf(panels, 4 * threads));
            }
            else if (panelFloats <= SmallPanels || (panelFloats <= CacheFloats && tileFloats <= SmallLines))
            {
                // The weights stay in the cache, and one tile's lines after the other meet all of them.
                Stripes = Math.Min(Tiles, Math.Max(8 * threads, CeilingOf(Tiles, 16 * threads) * threads));
                BlockTiles = 1;
            }
            else
            {
                // Each panel is used for a block of lines; all threads take equally many blocks.
                var most = (int)Math.Clamp(CacheFloats / tileFloats, 1, MostTiles);
                Stripes = Math.Min(Tiles, CeilingOf(Tiles, threads * most) * threads);
                BlockTiles = CeilingOf(Tiles, Stripes);
            }

            Groups = CeilingOf(panels, PanelsPerGroup);
        }

        public int Chunks => Stripes * Groups;

        // Stripes differ by one tile at most.
        public int StripeStart(int stripe) => (int)Math.Min(Pixels, (long)stripe * Tiles / Stripes * TileRows);

        // An odd number of cache lines, so that the lines of a tile do not compete for the same places in the cache.
        public int LineStride => (CeilingOf(Depth, 16) | 1) * 16;

        private static int CeilingOf(int value, int divisor) => (value + divisor - 1) / divisor;
    }

    private readonly struct GatherWork(Plan plan, ConvolutionWindow window, float* lines) : IParallelWork
    {
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var pixel = chunk * plan.TileRows;
            var count = Math.Min(plan.TileRows, plan.Pixels - pixel);
            window.Gather<TLanes>(pixel, count, lines + ((nint)pixel * plan.LineStride), plan.LineStride);
        }
    }

    private readonly struct MultiplyWork(Plan plan, ConvolutionWindow window, float* panels, TileOutput output) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var (stripe, group) = Math.DivRem(chunk, plan.Groups);
            var scratch = ThreadScratch.Take((long)plan.BlockTiles * plan.TileRows * plan.LineStride);
            var start = plan.StripeStart(stripe);
            var end = plan.StripeStart(stripe + 1);
            var block = plan.BlockTiles * plan.TileRows;
            for (var pixel = start; pixel < end; pixel += block)
            {
                Block<TLanes>(pixel, Math.Min(block, end - pixel), group, scratch);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Block<TLanes>(int pixel, int count, int group, float* scratch)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var tileRows = LineTile.Rows<TLanes>();
            var panelWidth = 2 * TLanes.Count;

            // Lines from here on are gathered: all of them, or those of a last tile that would read beyond the last line.
            var last = count % tileRows;
            var stored = !window.IsStored ? 0 : last == LineTile.RowsRead<TLanes>(last) ? count : count - last;
            if (stored < count)
            {
                window.Gather<TLanes>(pixel + stored, count - stored, scratch, plan.LineStride);
            }

            var columnEnd = Math.Min((group + 1) * plan.PanelsPerGroup * panelWidth, plan.Columns);
            for (var column = group * plan.PanelsPerGroup * panelWidth; column < columnEnd; column += panelWidth)
            {
                var panel = panels + ((nint)column * plan.Depth);
                var columns = Math.Min(panelWidth, plan.Columns - column);
                for (var row = 0; row < count; row += tileRows)
                {
                    var isStored = row < stored;
                    var lines = isStored ? window.Stored(pixel + row) : scratch + ((nint)(row - stored) * plan.LineStride);
                    var rows = Math.Min(tileRows, count - row);
                    var (start, depth) = isStored ? (0, plan.Depth) : window.Seen(pixel + row, rows);
                    LineTile.Multiply<TLanes>(
                        depth, lines + start, isStored ? window.PixelStride : plan.LineStride, panel + ((nint)start * panelWidth),
                        output.At(pixel + row, column), rows, columns);
                }
            }
        }
    }
}
