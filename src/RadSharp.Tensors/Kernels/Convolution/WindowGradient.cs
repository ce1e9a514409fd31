using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>
/// The gradient of a convolution's weight: the lines of a <see cref="ConvolutionWindow"/>, transposed, times the gradient of the
/// output.
/// </summary>
/// <remarks>
/// A matrix product would pack both operands, and with few channels packing takes longer than multiplying. Here tiles read the
/// lines where they lie, in rows of pixels that are copied with their padding where the window meets any.
/// </remarks>
internal static unsafe class WindowGradient
{
    // Input channels that a chunk of the reordering brings into the order of checkpoints.
    private const int ReorderChannels = 16;

    // Floats of a cache line, on which packed panels begin.
    private const int PanelAlignment = 16;

    /// <summary>Whether <see cref="Run"/> can, and is worth it: most of each panel of output channels must exist.</summary>
    public static bool Fits(in ConvolutionWindow window, int outputs)
    {
        var padded = (outputs + WeightPanels.Width - 1) / WeightPanels.Width * WeightPanels.Width;
        return window.Positions > 0 && window.Depth > 0 && outputs > 0 && window.SeesRuns && 3L * padded <= 4L * outputs;
    }

    /// <summary>
    /// <c>dweight[o, channel, tap] = Σ window[p, (tap, channel)] · dy[p, o]</c>, or <c>dweight += …</c>. Uses all threads; the
    /// bits do not depend on their number.
    /// </summary>
    /// <param name="window">The window on one group's input.</param>
    /// <param name="dy">The group's gradients of the output, a row for each position of the window.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="sizes">The sizes.</param>
    /// <param name="dweight">The group's gradient of the weight, in the layout of checkpoints.</param>
    /// <param name="accumulate">Whether to add.</param>
    public static void Run(
        ConvolutionWindow window, float* dy, nint stride, in ConvolutionSizes sizes, float* dweight, bool accumulate)
    {
        var outputs = sizes.GroupOutputs;
        var plan = SimdPath.Level switch
        {
            SimdLevel.Avx512 => GradientPlan.For<Lanes512>(window, outputs),
            SimdLevel.Avx2 => GradientPlan.For<Lanes256>(window, outputs),
            _ => GradientPlan.For<LanesPortable>(window, outputs),
        };
        using var sums = new RentedFloats(plan.Chunks * plan.ChunkFloats);
        Workers.Run(plan.Chunks, new SumWork(plan, window, dy, stride, outputs, sums.First));
        var parts = (sizes.GroupInputs + ReorderChannels - 1) / ReorderChannels;
        var kernel = (sizes.KernelHeight, sizes.KernelWidth);
        Workers.Run(
            plan.Panels * parts, new ReorderWork(plan, sums.First, kernel, sizes.GroupInputs, outputs, dweight, accumulate));
    }

    // A chunk reads the rows of its slice's positions, and the pixels that the window sees from them, and writes its own sums.
    private readonly struct SumWork(
        GradientPlan plan, ConvolutionWindow window, float* dy, nint stride, int outputs, float* sums) : IParallelWork
    {
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var (slice, panel) = Math.DivRem(chunk, plan.Panels);
            var bandFloats = plan.UsesBand ? window.BandFloats(plan.BlockRows) : 0;
            var slack = plan.PaddedRun - plan.Run;
            var blockPositions = plan.BlockRows * window.RowPositions;
            var band = ThreadScratch.Take(bandFloats + slack + PanelAlignment + ((nint)blockPositions * plan.PanelWidth));

            // Values beyond a run are multiplied too, but never used: zeros cost no time, what lay there before might.
            new Span<float>(band + bandFloats, slack).Clear();
            var packed = band + ((bandFloats + slack + PanelAlignment - 1) / PanelAlignment * PanelAlignment);
            var end = plan.SliceStart(slice + 1);
            for (var block = plan.SliceStart(slice); block < end; block++)
            {
                var (row, rows) = plan.BlockAt(block);
                var (source, first) = plan.UsesBand ? (window.BandOf<TLanes>(row, rows, band, slack), 0) : (window, row);
                var gradients = dy + ((nint)row * window.RowPositions * stride) + (panel * plan.PanelWidth);
                var step = stride;
                if (plan.Panels > 1 || outputs < plan.PanelWidth)
                {
                    var count = Math.Min(plan.PanelWidth, outputs - (panel * plan.PanelWidth));
                    PackPanel<TLanes>(gradients, rows * window.RowPositions, count, packed);
                    gradients = packed;
                    step = plan.PanelWidth;
                }

                var isFirst = block == plan.SliceStart(slice);
                Block<TLanes>(source, first, rows, gradients, step, sums + (chunk * plan.ChunkFloats), accumulate: !isFirst);
            }
        }

        // A panel of several, brought together: otherwise every position's gradients are in another page for every tile.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void PackPanel<TLanes>(float* gradients, int positions, int count, float* packed)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            for (; positions > 0; positions--)
            {
                Runs.Copy<TLanes>(gradients, packed, count);
                Runs.Clear<TLanes>(packed + count, plan.PanelWidth - count);
                gradients += stride;
                packed += plan.PanelWidth;
            }
        }

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Block<TLanes>(
            in ConvolutionWindow source, int first, int rows, float* gradients, nint step, float* c, bool accumulate)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var lines = stackalloc TileLines[GradientPlan.MostRows];
            var taps = stackalloc int[GradientPlan.MostRows];
            var located = stackalloc GradientRow[GradientPlan.MostRows];
            for (var row = 0; row < rows; row++)
            {
                lines[row] = source.LinesAt((first + row) * window.RowPositions, out var start);
                taps[row] = start / plan.Run;
            }

            for (var tap = 0; tap < plan.Taps; tap++)
            {
                var count = 0;
                for (var row = 0; row < rows; row++)
                {
                    var run = tap - taps[row];
                    if (run >= 0 && run < lines[row].Runs)
                    {
                        var line = lines[row].First + (run * lines[row].RunStride);
                        located[count++] = new(line, gradients + ((nint)row * window.RowPositions * step));
                    }
                }

                for (var offset = 0; offset < plan.Run;)
                {
                    var tileRows = GradientTile.RowsFor<TLanes>(plan.Run - offset);
                    GradientTile.Add<TLanes>(
                        tileRows, located, count, offset, window.RowPositions, lines[0].Stride, step, c, accumulate);
                    c += tileRows * plan.PanelWidth;
                    offset += tileRows;
                }
            }
        }
    }

    // A chunk adds up the slices' sums for some input channels of one panel, and writes these channels of its outputs.
    private readonly struct ReorderWork(
        GradientPlan plan, float* sums, (int Height, int Width) kernel, int inputs, int outputs, float* dweight, bool accumulate)
        : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var parts = (inputs + ReorderChannels - 1) / ReorderChannels;
            var (panel, part) = Math.DivRem(chunk, parts);
            var first = part * ReorderChannels;
            var channels = Math.Min(ReorderChannels, inputs - first);
            var taps = kernel.Height * kernel.Width;
            var added = ThreadScratch.Take((nint)taps * channels * plan.PanelWidth);
            for (var tap = 0; tap < taps; tap++)
            {
                var (tapRow, tapColumn) = Math.DivRem(tap, kernel.Width);
                var place = (tapRow * plan.PaddedRun) + (tapColumn * inputs) + first;
                AddSlices<TLanes>(panel, place, channels * plan.PanelWidth, added + ((nint)tap * channels * plan.PanelWidth));
            }

            var outputsHere = Math.Min(plan.PanelWidth, outputs - (panel * plan.PanelWidth));
            for (var output = 0; output < outputsHere; output++)
            {
                var to = dweight + (((((nint)panel * plan.PanelWidth) + output) * inputs) + first) * taps;
                for (var channel = 0; channel < channels; channel++)
                {
                    for (var tap = 0; tap < taps; tap++)
                    {
                        var value = added[((((nint)tap * channels) + channel) * plan.PanelWidth) + output];
                        *to = accumulate ? *to + value : value;
                        to++;
                    }
                }
            }
        }

        // `count` floats from a place of the depth on, a multiple of a panel's width.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void AddSlices<TLanes>(int panel, int place, int count, float* destination)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var from = sums + (panel * plan.ChunkFloats) + ((nint)place * plan.PanelWidth);
            var sliceStride = plan.Panels * plan.ChunkFloats;
            for (var index = 0; index < count; index += TLanes.Count)
            {
                var sum = TLanes.Load(from + index);
                for (var slice = 1; slice < plan.Slices; slice++)
                {
                    sum += TLanes.Load(from + index + (slice * sliceStride));
                }

                TLanes.Store(sum, destination + index);
            }
        }
    }
}
