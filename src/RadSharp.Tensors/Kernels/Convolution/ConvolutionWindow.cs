using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>
/// Images seen through a sliding window, as the matrix that a convolution multiplies with its weights, without storing
/// it: a line for each position of the window in each image, in which the depth runs over (tap row, tap column, channel).
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
    /// <summary>Number of lines.</summary>
    public int Positions => PositionRows * RowPositions;

    /// <summary>Rows of positions in all images.</summary>
    public int PositionRows => batch * rows.Positions;

    /// <summary>Rows of positions in one image.</summary>
    public int ImagePositionRows => rows.Positions;

    /// <summary>Positions in a row.</summary>
    public int RowPositions => columns.Positions;

    /// <summary>Length of a line.</summary>
    public int Depth => rows.Taps * columns.Taps * channels;

    /// <summary>Floats after the last pixel's that may be read.</summary>
    public nint Slack { get; init; }

    /// <summary>Whether all lines lie in memory as they are, at equal distances: those of a 1×1 convolution.</summary>
    public bool IsStored => IsWhole(rows) && IsWhole(columns);

    /// <summary>
    /// Whether each line lies in memory as it is, in runs: the window meets no padding at the left or right, and what it
    /// sees of a row of pixels lies side by side.
    /// </summary>
    public bool IsInPlace =>
        columns.Origin >= 0 && columns.Origin + BandWidth <= columns.Length
        && (columns.Taps <= 1 || (columns.TapStep == 1 && pixelStride == channels));

    /// <summary>
    /// Whether a <see cref="Band"/> makes a window whose lines are in place, and smaller than copied lines because
    /// neighbouring positions share pixels.
    /// </summary>
    public bool CanBand => rows.Taps * columns.Taps > 1 && (columns.Taps <= 1 || columns.TapStep == 1);

    /// <summary>Rows of taps.</summary>
    public int TapRows => rows.Taps;

    /// <summary>Whether what a position sees of a row of pixels lies side by side in a <see cref="BandOf"/> the images.</summary>
    public bool SeesRuns => columns.Taps <= 1 || columns.TapStep == 1;

    /// <summary>Floats of a row of pixels in a band.</summary>
    public nint BandStride => (nint)BandWidth * channels;

    /// <summary>Floats from one line to the next in a band.</summary>
    public nint BandStep => (nint)columns.Stride * channels;

    /// <summary>Rows of pixels from one row of positions to the next.</summary>
    public int RowStep => rows.Stride;

    /// <summary>Rows of pixels that the images have.</summary>
    public int ImageRows => batch * rows.Length;

    // Pixels from the first that the window sees in a row to the last.
    private int BandWidth => ((columns.Positions - 1) * columns.Stride) + columns.Taps;

    /// <summary>A matrix that is stored: <paramref name="count"/> lines of <paramref name="depth"/> floats.</summary>
    public static ConvolutionWindow OfStored(float* first, int count, int depth, nint stride, nint slack = 0) =>
        new(first, 1, WindowAxis.Over(1, 1, 1, 0, 1), WindowAxis.Over(count, 1, 1, 0, 1), depth, stride) { Slack = slack };

    /// <summary>Rows of pixels that a band for <paramref name="positionRows"/> rows of positions has at most.</summary>
    public int BandRows(int positionRows) => ((positionRows - 1) * rows.Stride) + ((rows.Taps - 1) * rows.TapStep) + 1;

    /// <summary>
    /// The line at <paramref name="position"/>, and those at the positions that follow in its row, or, where
    /// <see cref="IsStored"/> holds, anywhere. Only rows of taps that see pixels are in it.
    /// </summary>
    /// <param name="position">Number of the position; <see cref="IsInPlace"/> holds.</param>
    /// <param name="start">Where in the depth the first run begins.</param>
    public TileLines LinesAt(int position, out int start)
    {
        if (IsStored)
        {
            start = 0;
            return new(source + (position * pixelStride), pixelStride, 1, channels, 0);
        }

        var at = new Position(position, rows.Positions, columns.Positions);
        var first = rows.FirstTap(at.Row);
        var taps = Math.Max(0, rows.EndTap(at.Row) - first);
        var row = taps == 0 ? 0 : rows.Origin + (at.Row * rows.Stride) + (first * rows.TapStep);
        var pixel = (((at.Image * rows.Length) + row) * columns.Length) + columns.Origin + (at.Column * columns.Stride);
        var run = columns.Taps * channels;
        start = first * run;
        return new(
            source + (pixel * pixelStride), columns.Stride * pixelStride, taps, run, rows.TapStep * columns.Length * pixelStride);
    }

    /// <summary>Whether <paramref name="count"/> lines may be read.</summary>
    public bool Holds(TileLines lines, int count) =>
        lines.End(count) <= source + ((((nint)batch * rows.Length * columns.Length) - 1) * pixelStride) + channels + Slack;

    /// <summary>
    /// Copies rows of pixels, with zeros where the window meets padding at the left and right, and without the channels
    /// that it does not see.
    /// </summary>
    /// <param name="row">The first row, counted over all images.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="destination">[count][<see cref="BandStride"/>].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void CopyBand<TLanes>(int row, int count, float* destination) where TLanes : unmanaged, ILanes<TLanes>
    {
        var rowStride = columns.Length * pixelStride;
        for (var from = source + (row * rowStride); count > 0; count--)
        {
            if (pixelStride == channels)
            {
                ReadRun<TLanes>(from, rowStride, (nint)columns.Origin * channels, BandStride, destination);
            }
            else
            {
                ReadPixels<TLanes>(from, columns.Origin, 1, 0, (int)BandStride, destination);
            }

            from += rowStride;
            destination += BandStride;
        }
    }

    /// <summary>The same window on copied rows: those of all images.</summary>
    /// <param name="copy">What <see cref="CopyBand"/> made.</param>
    /// <param name="slack">Floats after the copy that may be read.</param>
    public ConvolutionWindow Banded(float* copy, nint slack) => OnBand(copy, batch, rows, slack);

    /// <summary>A part of the window on copied rows: <paramref name="count"/> rows of positions of one image.</summary>
    /// <param name="row">The first row of positions, counted over all images.</param>
    /// <param name="count">Number of rows of positions.</param>
    /// <param name="copy">Room for <see cref="BandRows"/> rows of <see cref="BandStride"/>.</param>
    /// <param name="slack">Floats after that which may be read.</param>
    public ConvolutionWindow Band<TLanes>(int row, int count, float* copy, nint slack) where TLanes : unmanaged, ILanes<TLanes>
    {
        var (image, first) = Math.DivRem(row, rows.Positions);
        var top = rows.Origin + (first * rows.Stride);
        var start = Math.Clamp(top, 0, rows.Length);
        var length = Math.Clamp(top + BandRows(count), start, rows.Length) - start;
        CopyBand<TLanes>((image * rows.Length) + start, length, copy);
        return OnBand(copy, 1, rows with { Length = length, Positions = count, Origin = top - start }, slack);
    }

    /// <summary>As <see cref="Band"/>, for rows of positions of one image or for those of whole images.</summary>
    /// <param name="row">The first row of positions, counted over all images; of several images, the first one's first.</param>
    /// <param name="count">Number of rows of positions.</param>
    /// <param name="copy">Room for <see cref="BandFloats"/>.</param>
    /// <param name="slack">Floats after that which may be read.</param>
    public ConvolutionWindow BandOf<TLanes>(int row, int count, float* copy, nint slack) where TLanes : unmanaged, ILanes<TLanes>
    {
        if (count <= rows.Positions)
        {
            return Band<TLanes>(row, count, copy, slack);
        }

        var images = count / rows.Positions;
        CopyBand<TLanes>(row / rows.Positions * rows.Length, images * rows.Length, copy);
        return OnBand(copy, images, rows, slack);
    }

    /// <summary>Floats that <see cref="BandOf"/> copies at most for <paramref name="count"/> rows of positions.</summary>
    public nint BandFloats(int count) =>
        BandStride * (count <= rows.Positions ? Math.Min(BandRows(count), rows.Length) : count / rows.Positions * rows.Length);

    /// <summary>Copies lines: <c>destination[i · stride + d] = element(position + i, d)</c>.</summary>
    /// <param name="position">The first line.</param>
    /// <param name="count">Number of lines.</param>
    /// <param name="destination">The first line's copy.</param>
    /// <param name="stride">Floats from one copy to the next, at least <see cref="Depth"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Gather<TLanes>(int position, int count, float* destination, nint stride)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var at = new Position(position, rows.Positions, columns.Positions);
        for (; count > 0; count--)
        {
            Read<TLanes>(at, 0, 0, Depth, destination);
            destination += stride;
            at.Advance(rows.Positions, columns.Positions);
        }
    }

    /// <inheritdoc/>
    // As the right operand of the weights' gradient: a "line" is a place in the depth here, and the product sums over the
    // positions.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack<TLanes>(int line, int lines, int depth, int depths, int width, float* panel)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var (tapRow, offset) = Math.DivRem(line, columns.Taps * channels);
        var at = new Position(depth, rows.Positions, columns.Positions);
        for (; depths > 0; depths--)
        {
            Read<TLanes>(at, tapRow, offset, lines, panel);
            Runs.Clear<TLanes>(panel + lines, width - lines);
            panel += width;
            at.Advance(rows.Positions, columns.Positions);
        }
    }

    /// <inheritdoc/>
    // Nothing: the window jumps, and most pixels that it sees next it has just seen.
    public Ahead Upcoming(int line, int lines, int depth, int depths, int part) => default;

    /// <inheritdoc/>
    public float* Direct(int line, int depth, out nint step)
    {
        step = pixelStride;
        return IsStored ? source + (depth * pixelStride) + line : null;
    }

    private static bool IsWhole(in WindowAxis axis) =>
        axis.Taps == 1 && axis.Origin == 0 && axis.Positions == axis.Length && axis.Stride == 1;

    private ConvolutionWindow OnBand(float* copy, int images, WindowAxis vertical, nint slack) =>
        new(copy, images, vertical, columns with { Length = BandWidth, Origin = 0 }, channels, channels) { Slack = slack };

    // `count` elements of the line at a position, from `offset` in the row of taps `tapRow` on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Read<TLanes>(in Position at, int tapRow, int offset, int count, float* destination)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var row = rows.Origin + (at.Row * rows.Stride) + (tapRow * rows.TapStep);
        var left = columns.Origin + (at.Column * columns.Stride);
        var rowStride = columns.Length * pixelStride;
        var image = source + (at.Image * rows.Length * rowStride);
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
                ReadPixels<TLanes>(image + (row * rowStride), left, columns.TapStep, offset, run, destination);
            }

            row += rows.TapStep;
            destination += run;
            count -= run;
            offset = 0;
        }
    }

    // `count` floats from `start` on in a row of pixels, of which [0, rowLength) exist; the others are zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReadRun<TLanes>(float* pixels, nint rowLength, nint start, nint count, float* destination)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var before = Math.Clamp(-start, 0, count);
        var inside = Math.Clamp(rowLength - start, before, count) - before;
        Runs.Clear<TLanes>(destination, before);
        Runs.Copy<TLanes>(pixels + start + before, destination + before, inside);
        Runs.Clear<TLanes>(destination + before + inside, count - before - inside);
    }

    // The same for every step-th pixel from column `left` on, and its seen channels only; `offset` counts those.
    private void ReadPixels<TLanes>(float* pixels, int left, int step, int offset, int count, float* destination)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var (pixel, channel) = Math.DivRem(offset, channels);
        while (count > 0)
        {
            var run = Math.Min(channels - channel, count);
            var column = left + (pixel * step);
            if ((uint)column < (uint)columns.Length)
            {
                Runs.Copy<TLanes>(pixels + (column * pixelStride) + channel, destination, run);
            }
            else
            {
                Runs.Clear<TLanes>(destination, run);
            }

            pixel++;
            channel = 0;
            destination += run;
            count -= run;
        }
    }

    private struct Position
    {
        public nint Image;
        public int Row, Column;

        public Position(int position, int rows, int columns)
        {
            (var line, Column) = Math.DivRem(position, columns);
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
