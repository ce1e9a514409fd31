using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>
/// Images seen through a sliding window, as the matrix that a convolution multiplies with its weights, without storing
/// it: a row ("pixel") for each position of the window in each image, a column for each (tap row, tap column, channel).
/// </summary>
/// <param name="source">The first seen channel of the first pixel; [batch, height, width, channels], padding not stored.</param>
/// <param name="batch">Number of images.</param>
/// <param name="rows">The window's vertical axis.</param>
/// <param name="columns">The window's horizontal axis.</param>
/// <param name="channels">Channels that the window sees: those of one group.</param>
/// <param name="pixelStride">Floats from one pixel to the next: all channels.</param>
internal readonly unsafe struct ConvolutionWindow(
    float* source, int batch, WindowAxis rows, WindowAxis columns, int channels, nint pixelStride) : IPanelSource
{
    /// <summary>Positions of the window in all images: rows of the matrix.</summary>
    public int Pixels => batch * rows.Positions * columns.Positions;

    /// <summary>Columns of the matrix.</summary>
    public int Depth => rows.Taps * columns.Taps * channels;

    /// <summary>Whether the matrix lies in memory as it is, with <see cref="PixelStride"/> between its rows.</summary>
    public bool IsStored => IsWhole(rows) && IsWhole(columns);

    /// <summary>Floats from one pixel of the images to the next.</summary>
    public nint PixelStride => pixelStride;

    /// <summary>A matrix that is stored: <paramref name="count"/> rows of <paramref name="depth"/> floats.</summary>
    public static ConvolutionWindow OfStored(float* first, int count, int depth, nint stride) =>
        new(first, 1, WindowAxis.Over(1, 1, 1, 0, 1), WindowAxis.Over(count, 1, 1, 0, 1), depth, stride);

    /// <summary>A row of the matrix where <see cref="IsStored"/> holds.</summary>
    public float* Stored(int pixel) => source + (pixel * pixelStride);

    /// <summary>
    /// The range of columns outside of which rows <paramref name="pixel"/> to <paramref name="pixel"/> +
    /// <paramref name="count"/> − 1 hold padding only: near the upper and lower edges some rows of taps see no pixel.
    /// </summary>
    public (int Start, int Length) Seen(int pixel, int count)
    {
        var (firstImage, firstRow) = Math.DivRem(pixel / columns.Positions, rows.Positions);
        var (lastImage, lastRow) = Math.DivRem((pixel + count - 1) / columns.Positions, rows.Positions);
        if (firstImage != lastImage)
        {
            return (0, Depth);
        }

        var (start, end) = (rows.FirstTap(lastRow), rows.EndTap(firstRow));
        return (start * columns.Taps * channels, Math.Max(0, end - start) * columns.Taps * channels);
    }

    /// <summary>
    /// Copies rows of the matrix: <c>destination[i · stride + d] = element(pixel + i, d)</c> for i &lt;
    /// <paramref name="count"/> and d &lt; <see cref="Depth"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Gather<TLanes>(int pixel, int count, float* destination, nint stride)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var position = new Position(pixel, rows.Positions, columns.Positions);
        for (; count > 0; count--)
        {
            Read<TLanes>(position, 0, 0, Depth, destination);
            destination += stride;
            position.Advance(rows.Positions, columns.Positions);
        }
    }

    /// <summary>As a right operand of the weights' gradient: lines are columns of the matrix, the depth are its pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack<TLanes>(int line, int lines, int depth, int depths, int width, float* panel)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var (tapRow, offset) = Math.DivRem(line, columns.Taps * channels);
        var position = new Position(depth, rows.Positions, columns.Positions);
        for (; depths > 0; depths--)
        {
            Read<TLanes>(position, tapRow, offset, lines, panel);
            Runs.Clear<TLanes>(panel + lines, width - lines);
            panel += width;
            position.Advance(rows.Positions, columns.Positions);
        }
    }

    /// <inheritdoc/>
    // Nothing: the window jumps, and most pixels that it sees next it has just seen.
    public Ahead Upcoming(int line, int lines, int depth, int depths, int part) => default;

    /// <inheritdoc/>
    // A stored matrix can be read as it is: its columns lie side by side.
    public float* Direct(int line, int depth, out nint step)
    {
        step = pixelStride;
        return IsStored ? Stored(depth) + line : null;
    }

    private static bool IsWhole(in WindowAxis axis) =>
        axis.Taps == 1 && axis.Origin == 0 && axis.Positions == axis.Length && axis.Stride == 1;

    // `count` columns of the matrix, from `offset` in the row of taps `tapRow` on, for one pixel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Read<TLanes>(in Position position, int tapRow, int offset, int count, float* destination)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var row = rows.Origin + (position.Row * rows.Stride) + (tapRow * rows.TapStep);
        var left = columns.Origin + (position.Column * columns.Stride);
        var rowStride = columns.Length * pixelStride;
        var image = source + (position.Image * rows.Length * rowStride);
        while (count > 0)
        {
            var run = Math.Min((columns.Taps * channels) - offset, count);
            if ((uint)row >= (uint)rows.Length)
            {
                Runs.Clear<TLanes>(destination, run);
            }
            else if (columns.TapStep == 1 && pixelStride == channels)
            {
                ReadRun<TLanes>(image + (row * rowStride), rowStride, ((nint)left * channels) + offset, run, destination);
            }
            else
            {
                ReadTaps<TLanes>(image + (row * rowStride), left, offset, run, destination);
            }

            row += rows.TapStep;
            destination += run;
            count -= run;
            offset = 0;
        }
    }

    // Neighbouring taps see neighbouring pixels with no other group's channels between them: one run of floats, of
    // which [0, rowLength) exist.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReadRun<TLanes>(float* imageRow, nint rowLength, nint start, nint count, float* destination)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var before = Math.Clamp(-start, 0, count);
        var inside = Math.Clamp(rowLength - start, before, count) - before;
        Runs.Clear<TLanes>(destination, before);
        Runs.Copy<TLanes>(imageRow + start + before, destination + before, inside);
        Runs.Clear<TLanes>(destination + before + inside, count - before - inside);
    }

    private void ReadTaps<TLanes>(float* imageRow, int left, int offset, int count, float* destination)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var (tap, channel) = Math.DivRem(offset, channels);
        while (count > 0)
        {
            var run = Math.Min(channels - channel, count);
            var column = left + (tap * columns.TapStep);
            if ((uint)column < (uint)columns.Length)
            {
                Runs.Copy<TLanes>(imageRow + (column * pixelStride) + channel, destination, run);
            }
            else
            {
                Runs.Clear<TLanes>(destination, run);
            }

            tap++;
            channel = 0;
            destination += run;
            count -= run;
        }
    }

    private struct Position
    {
        public nint Image;
        public int Row, Column;

        public Position(int pixel, int rows, int columns)
        {
            (var line, Column) = Math.DivRem(pixel, columns);
            (var image, Row) = Math.DivRem(line, rows);
            Image = image;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance(int rows, int columns)
        {
            if (++Column == columns)
            {
                Column = 0;
                if (++Row == rows)
                {
                    Row = 0;
                    Image++;
                }
            }
        }
    }
}
