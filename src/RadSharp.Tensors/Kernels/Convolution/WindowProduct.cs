using System.Runtime.CompilerServices;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>The product of a <see cref="ConvolutionWindow"/> with weights in panels: what every convolution is made of.</summary>
/// <remarks>
/// Tiles read lines where they lie in memory. Where the window meets padding, the rows of pixels that it sees are copied
/// with their padding into the thread's scratch; where neighbouring positions do not lie at equal distances or rows fit
/// tiles badly, whole lines are. Sums run over the whole depth in registers, while the panels stream from the second-level
/// cache, which is fast enough for that.
/// </remarks>
internal static unsafe class WindowProduct
{
    /// <summary>
    /// <c>C[p, column] = max(floor, bias[column] + Σ window[p, d] · panels[d, column] + addend[p, column])</c>.
    /// Uses all threads; the bits do not depend on their number.
    /// </summary>
    /// <param name="window">The left operand.</param>
    /// <param name="panels">The right operand, as <see cref="WeightPanels"/> packs it; the window's depth.</param>
    /// <param name="columns">Columns of the right operand and of C.</param>
    /// <param name="output">C, a line for each position of the window; must not overlap the operands.</param>
    public static void Run(ConvolutionWindow window, float* panels, int columns, TileOutput output)
    {
        if (window.Positions == 0 || columns == 0)
        {
            return;
        }

        var plan = SimdPath.Level switch
        {
            SimdLevel.Avx512 => WindowPlan.For<Lanes512>(window, columns),
            SimdLevel.Avx2 => WindowPlan.For<Lanes256>(window, columns),
            _ => WindowPlan.For<LanesPortable>(window, columns),
        };
        if (plan.Groups == 1 || plan.Source == LineSource.InPlace)
        {
            Workers.Run(plan.Chunks, new MultiplyWork(plan, window, panels, columns, output));
            return;
        }

        // Several chunks use the same lines: they are copied once, for all threads.
        var asBand = plan.Source == LineSource.Band;
        var count = asBand ? window.ImageRows * window.BandStride : plan.Positions * plan.LineStride;
        using var copy = new RentedFloats(count + plan.Slack);
        Workers.Run(asBand ? window.ImageRows : plan.Rows, new CopyWork(plan, window, copy.First));
        var copied = asBand
            ? window.Banded(copy.First, plan.Slack)
            : ConvolutionWindow.OfStored(copy.First, plan.Positions, plan.Depth, plan.LineStride, plan.Slack);
        Workers.Run(plan.Chunks, new MultiplyWork(plan with { Source = LineSource.InPlace }, copied, panels, columns, output));
    }

    // A chunk is a row of pixels, or a row of lines.
    private readonly struct CopyWork(WindowPlan plan, ConvolutionWindow window, float* copy) : IParallelWork
    {
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            if (plan.Source == LineSource.Band)
            {
                window.CopyBand<TLanes>(chunk, 1, copy + (chunk * window.BandStride));
                return;
            }

            var position = chunk * plan.RowPositions;
            var count = Math.Min(plan.RowPositions, plan.Positions - position);
            window.Gather<TLanes>(position, count, copy + (position * plan.LineStride), plan.LineStride);
        }
    }

    private readonly struct MultiplyWork(
        WindowPlan plan, ConvolutionWindow window, float* panels, int columns, TileOutput output) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var (stripe, group) = Math.DivRem(chunk, plan.Groups);
            var blockFloats = plan.Source switch
            {
                LineSource.Band => (window.BandRows(plan.BlockRows) * window.BandStride) + plan.Slack,
                LineSource.Gathered => plan.BlockRows * plan.RowPositions * plan.LineStride,
                _ => 0,
            };
            var scratch = ThreadScratch.Take(blockFloats + (plan.TileRows * plan.LineStride));
            var end = plan.StripeStart(stripe + 1);
            for (var row = plan.StripeStart(stripe); row < end;)
            {
                var rows = Math.Min(plan.BlockRows, end - row);
                if (plan.Source == LineSource.Band)
                {
                    rows = Math.Min(rows, window.ImagePositionRows - (row % window.ImagePositionRows));
                }

                Block<TLanes>(row, rows, group, scratch, scratch + blockFloats);
                row += rows;
            }
        }

        private void Block<TLanes>(int row, int rows, int group, float* copy, float* edge)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var (source, first) = (window, 0);
            if (plan.Source == LineSource.Band)
            {
                first = row * plan.RowPositions;
                source = window.Band<TLanes>(row, rows, copy, plan.Slack);
            }
            else if (plan.Source == LineSource.Gathered)
            {
                first = row * plan.RowPositions;
                var count = Math.Min(rows * plan.RowPositions, plan.Positions - first);
                window.Gather<TLanes>(first, count, copy, plan.LineStride);
                source = ConvolutionWindow.OfStored(copy, count, plan.Depth, plan.LineStride, plan.Slack);
            }

            var end = (row + rows) * plan.RowTiles;
            for (var tile = row * plan.RowTiles; tile < end; tile += WindowPlan.MostTiles)
            {
                Tiles<TLanes>(source, first, tile, Math.Min(WindowPlan.MostTiles, end - tile), group, edge);
            }
        }

        // Position `first` of the window is position 0 of the source.
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Tiles<TLanes>(in ConvolutionWindow source, int first, int tile, int tiles, int group, float* edge)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var located = stackalloc LocatedTile[WindowPlan.MostTiles];
            for (var index = 0; index < tiles; index++)
            {
                located[index] = Locate<TLanes>(source, first, tile + index, edge);
            }

            var panelWidth = 2 * TLanes.Count;
            var end = Math.Min((group + 1) * plan.GroupPanels * panelWidth, columns);
            for (var pass = group * plan.GroupPanels * panelWidth; pass < end; pass += plan.PassPanels * panelWidth)
            {
                var passEnd = Math.Min(pass + (plan.PassPanels * panelWidth), end);
                for (var index = 0; index < tiles; index++)
                {
                    ref readonly var at = ref located[index];
                    for (var column = pass; column < passEnd; column += panelWidth)
                    {
                        LineTile.Multiply<TLanes>(
                            at.Lines, panels + ((nint)column * plan.Depth) + ((nint)at.Start * panelWidth),
                            output.At(at.Position, column), at.Count, Math.Min(panelWidth, columns - column));
                    }
                }
            }
        }

        private LocatedTile Locate<TLanes>(in ConvolutionWindow source, int first, int tile, float* edge)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var (position, count) = plan.TileAt(tile);
            var lines = source.LinesAt(position - first, out var start);
            if (source.Holds(lines, LineTile.RowsRead<TLanes>(count)))
            {
                return new LocatedTile(lines, start, position, count);
            }

            // The very last tile, which would read lines beyond the last.
            source.Gather<TLanes>(position - first, count, edge, plan.LineStride);
            return new LocatedTile(new TileLines(edge, plan.LineStride, 1, plan.Depth, 0), 0, position, count);
        }
    }

    /// <summary>A tile's lines, where in the depth they start, its first position and the number of positions.</summary>
    private readonly record struct LocatedTile(TileLines Lines, int Start, int Position, int Count);
}
