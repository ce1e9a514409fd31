using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>
/// A convolution's weights as the right operand of a matrix product: panel after panel of [depth][panel columns], the
/// columns beyond the last zero. The depth is that of a <see cref="ConvolutionWindow"/>.
/// </summary>
internal static unsafe class WeightPanels
{
    /// <summary>Columns of a panel on the path chosen at start.</summary>
    public static int Width { get; } = SimdPath.Level switch
    {
        SimdLevel.Avx512 => Tile.Columns<Lanes512>(),
        SimdLevel.Avx2 => Tile.Columns<Lanes256>(),
        _ => Tile.Columns<LanesPortable>(),
    };

    /// <summary>Floats that the panels of a matrix of <paramref name="depth"/> × <paramref name="columns"/> take.</summary>
    public static long Count(int depth, int columns) => (columns + (long)Width - 1) / Width * Width * depth;

    /// <summary>
    /// Packs the weights of one group. Forward, a column is an output channel and the depth (tap row, tap column, input
    /// channel); for the input's gradient, a column is an input channel and the depth (tap row, tap column, output channel).
    /// </summary>
    /// <param name="weight">The group's weight, [outputs, inputs, kernelHeight, kernelWidth].</param>
    /// <param name="sizes">The sizes.</param>
    /// <param name="rows">The window's vertical axis: which kernel rows are packed, in which order.</param>
    /// <param name="columns">The window's horizontal axis.</param>
    /// <param name="backward">Whether the panels are for the input's gradient.</param>
    /// <param name="panels"><see cref="Count"/> floats, 64-byte aligned.</param>
    public static void Pack(
        float* weight, in ConvolutionSizes sizes, WindowAxis rows, WindowAxis columns, bool backward, float* panels)
    {
        var work = new PackWork(
            weight, sizes.GroupOutputs, sizes.GroupInputs, sizes.KernelHeight, sizes.KernelWidth, rows, columns, backward,
            panels);
        Workers.Run(((backward ? sizes.GroupInputs : sizes.GroupOutputs) + Width - 1) / Width, work);
    }

    // Every read is of a weight of the group. A row is written where the window has its tap, so below the window's depth.
    private readonly struct PackWork(
        float* weight, int outputs, int inputs, int kernelHeight, int kernelWidth, WindowAxis rows, WindowAxis columns,
        bool backward, float* panels) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var kernel = kernelHeight * kernelWidth;
            var depthChannels = backward ? outputs : inputs;
            var panel = panels + ((nint)chunk * Width * rows.Taps * columns.Taps * depthChannels);
            var first = chunk * Width;
            var lines = Math.Min(Width, (backward ? inputs : outputs) - first);
            var tapRows = (int*)ThreadScratch.Take(kernel);
            LocateTaps(tapRows, depthChannels);
            if (!backward)
            {
                var stride = (nint)inputs * kernel;
                Transpose<TLanes>(weight + (first * stride), stride, lines, tapRows, 0, inputs, panel);
                return;
            }

            for (var output = 0; output < outputs; output++)
            {
                var source = weight + ((((nint)output * inputs) + first) * kernel);
                Transpose<TLanes>(source, kernel, lines, tapRows, output, 1, panel);
            }
        }

        // Row of the panel at which each kernel tap's channels begin; −1 for a tap that the window does not have.
        private void LocateTaps(int* tapRows, int depthChannels)
        {
            new Span<int>(tapRows, kernelHeight * kernelWidth).Fill(-1);
            for (var tapRow = 0; tapRow < rows.Taps; tapRow++)
            {
                for (var tapColumn = 0; tapColumn < columns.Taps; tapColumn++)
                {
                    var kernelRow = rows.FirstKernelIndex + (tapRow * rows.KernelStep);
                    var kernelColumn = columns.FirstKernelIndex + (tapColumn * columns.KernelStep);
                    tapRows[(kernelRow * kernelWidth) + kernelColumn] = ((tapRow * columns.Taps) + tapColumn) * depthChannels;
                }
            }
        }

        // Lines of neighbouring (channel, kernel tap) values become columns of the panel.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Transpose<TLanes>(
            float* source, nint lineStride, int lines, int* tapRows, int channel, int channels, float* panel)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var kernel = kernelHeight * kernelWidth;
            var count = channels * kernel;
            var line = 0;
            for (; line <= lines - TLanes.Count; line += TLanes.Count)
            {
                var from = source + (line * lineStride);
                var row = new PanelRow(tapRows, kernel, channel, panel + line);
                var index = 0;
                for (; index <= count - 4; index += 4)
                {
                    TLanes.LoadTransposed(from + index, lineStride, out var a, out var b, out var c, out var d);
                    row.Store(a);
                    row.Store(b);
                    row.Store(c);
                    row.Store(d);
                }

                for (; index < count; index++)
                {
                    row.Store(lineStride == 1 ? TLanes.Load(from) : LoadStrided<TLanes>(from + index, lineStride));
                }
            }

            for (; line < Width; line++)
            {
                var row = new PanelRow(tapRows, kernel, channel, panel + line);
                for (var index = 0; index < count; index++)
                {
                    row.Store(line < lines ? source[(line * lineStride) + index] : 0);
                }
            }
        }

        private static TLanes LoadStrided<TLanes>(float* source, nint stride) where TLanes : unmanaged, ILanes<TLanes>
        {
            var values = stackalloc float[Tile.MaxColumns];
            for (var lane = 0; lane < TLanes.Count; lane++)
            {
                values[lane] = source[lane * stride];
            }

            return TLanes.Load(values);
        }
    }

    // Walks over the kernel's values of one channel after the other and stores each in its row of the panel.
    private struct PanelRow(int* tapRows, int kernel, int channel, float* panel)
    {
        private int _tap;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store<TLanes>(TLanes value) where TLanes : unmanaged, ILanes<TLanes>
        {
            if (Next(out var row))
            {
                TLanes.Store(value, row);
            }
        }

        public void Store(float value)
        {
            if (Next(out var row))
            {
                *row = value;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private bool Next(out float* row)
        {
            var tapRow = tapRows[_tap];
            row = panel + ((nint)(tapRow + channel) * Width);
            if (++_tap == kernel)
            {
                _tap = 0;
                channel++;
            }

            return tapRow >= 0;
        }
    }
}
