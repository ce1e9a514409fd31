using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>
/// Maximum and average over windows of pixels, and their gradients. Images are [batch, height, width, channels]. Uses all
/// threads of <see cref="Workers"/>; the bits do not depend on their number. No span may overlap one that is written.
/// </summary>
internal static unsafe class Pooling
{
    // Channels of one chunk of a gradient: windows overlap, so that a chunk must see all of an image's pixels.
    private const int GradientChannels = 32;

    /// <summary>The largest value of each window, NaN if it holds one.</summary>
    /// <param name="x">Images of rows.Length × columns.Length pixels.</param>
    /// <param name="channels">Channels of a pixel.</param>
    /// <param name="rows">The vertical axis; no window is empty.</param>
    /// <param name="columns">The horizontal axis; no window is empty.</param>
    /// <param name="y">Images of rows.Positions × columns.Positions pixels.</param>
    public static void Max(ReadOnlySpan<float> x, int channels, PoolingAxis rows, PoolingAxis columns, Span<float> y) =>
        Forward<Maximum>(x, channels, rows, columns, y);

    /// <summary>The average of each window; see <see cref="PoolingAxis.Divisor"/>.</summary>
    /// <inheritdoc cref="Max" path="/param"/>
    public static void Average(ReadOnlySpan<float> x, int channels, PoolingAxis rows, PoolingAxis columns, Span<float> y) =>
        Forward<Mean>(x, channels, rows, columns, y);

    /// <summary>The gradient of <see cref="Max"/>: it goes to the first pixel of each window that holds the maximum.</summary>
    /// <param name="x">As given to <see cref="Max"/>.</param>
    /// <param name="dy">Gradient of its result.</param>
    /// <param name="channels">Channels of a pixel.</param>
    /// <param name="rows">The vertical axis.</param>
    /// <param name="columns">The horizontal axis.</param>
    /// <param name="dx">Gradient of <paramref name="x"/>.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/>.</param>
    public static void MaxGradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> dy, int channels, PoolingAxis rows, PoolingAxis columns, Span<float> dx,
        bool accumulate) => Backward<Maximum>(x, dy, channels, rows, columns, dx, accumulate);

    /// <summary>The gradient of <see cref="Average"/>.</summary>
    /// <param name="dy">Gradient of its result.</param>
    /// <param name="channels">Channels of a pixel.</param>
    /// <param name="rows">The vertical axis.</param>
    /// <param name="columns">The horizontal axis.</param>
    /// <param name="dx">Gradient of the input.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/>.</param>
    public static void AverageGradient(
        ReadOnlySpan<float> dy, int channels, PoolingAxis rows, PoolingAxis columns, Span<float> dx, bool accumulate) =>
        Backward<Mean>(default, dy, channels, rows, columns, dx, accumulate);

    private static void Forward<TPool>(
        ReadOnlySpan<float> x, int channels, PoolingAxis rows, PoolingAxis columns, Span<float> y) where TPool : unmanaged, IPool
    {
        var batch = BatchOf(x.Length, y.Length, channels, rows, columns);
        fixed (float* from = x, to = y)
        {
            Workers.Run(batch * rows.Positions, new ForwardWork<TPool>(from, channels, rows, columns, to));
        }
    }

    private static void Backward<TPool>(
        ReadOnlySpan<float> x, ReadOnlySpan<float> dy, int channels, PoolingAxis rows, PoolingAxis columns, Span<float> dx,
        bool accumulate) where TPool : unmanaged, IPool
    {
        var batch = BatchOf(dx.Length, dy.Length, channels, rows, columns);
        fixed (float* from = x, gradient = dy, to = dx)
        {
            var perImage = (channels + GradientChannels - 1) / GradientChannels;
            var work = new BackwardWork<TPool>(from, gradient, channels, rows, columns, perImage, to, accumulate);
            Workers.Run(batch * perImage, work);
        }
    }

    private static int BatchOf(int input, int output, int channels, PoolingAxis rows, PoolingAxis columns)
    {
        var imageSize = (long)rows.Length * columns.Length * channels;
        var batch = imageSize == 0 ? 0 : input / imageSize;
        Expect.That(
            input == batch * imageSize && output == batch * rows.Positions * columns.Positions * channels, "Pooling",
            $"expected images of {rows.Length}×{columns.Length} → {rows.Positions}×{columns.Positions} pixels of " +
            $"{channels} channels, but found {input} → {output} elements");
        return (int)batch;
    }

    /// <summary>What is done with the pixels of a window, one register of channels at a time.</summary>
    private interface IPool
    {
        /// <summary>The window's value; <paramref name="window"/> is its first pixel.</summary>
        static abstract TLanes Value<TLanes>(float* window, int count, in Window size) where TLanes : unmanaged, ILanes<TLanes>;

        /// <summary>Adds the window's share of the gradient to each of its pixels.</summary>
        static abstract void AddGradient<TLanes>(float* window, TLanes gradient, float* target, int count, in Window size)
            where TLanes : unmanaged, ILanes<TLanes>;
    }

    /// <summary>One window: rows and columns of pixels, the floats between them, and the divisor of an average.</summary>
    private readonly record struct Window(int Rows, int Columns, nint RowStride, nint PixelStride, float Divisor);

    private readonly struct Mean : IPool
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Value<TLanes>(float* window, int count, in Window size) where TLanes : unmanaged, ILanes<TLanes>
        {
            var sum = TLanes.Zero;
            for (var row = 0; row < size.Rows; row++)
            {
                for (var column = 0; column < size.Columns; column++)
                {
                    sum += Lanes.Load<TLanes>(window + (row * size.RowStride) + (column * size.PixelStride), count);
                }
            }

            return sum / TLanes.Broadcast(size.Divisor);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void AddGradient<TLanes>(float* window, TLanes gradient, float* target, int count, in Window size)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var share = gradient / TLanes.Broadcast(size.Divisor);
            for (var row = 0; row < size.Rows; row++)
            {
                for (var column = 0; column < size.Columns; column++)
                {
                    Lanes.Store(share, target + (row * size.RowStride) + (column * size.PixelStride), count, accumulate: true);
                }
            }
        }
    }

    private readonly struct Maximum : IPool
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Value<TLanes>(float* window, int count, in Window size) where TLanes : unmanaged, ILanes<TLanes>
        {
            var largest = TLanes.Broadcast(float.NegativeInfinity);
            for (var row = 0; row < size.Rows; row++)
            {
                for (var column = 0; column < size.Columns; column++)
                {
                    var value = Lanes.Load<TLanes>(window + (row * size.RowStride) + (column * size.PixelStride), count);
                    largest = SelectIfLarger(value, largest, value, largest);
                }
            }

            return largest;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void AddGradient<TLanes>(float* window, TLanes gradient, float* target, int count, in Window size)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var largest = TLanes.Broadcast(float.NegativeInfinity);
            var winner = TLanes.Zero;
            var number = TLanes.Zero;
            var one = TLanes.Broadcast(1);
            for (var row = 0; row < size.Rows; row++)
            {
                var pixel = window + (row * size.RowStride);
                for (var column = 0; column < size.Columns; column++)
                {
                    var value = Lanes.Load<TLanes>(pixel, count);
                    winner = SelectIfLarger(value, largest, number, winner);
                    largest = SelectIfLarger(value, largest, value, largest);
                    number += one;
                    pixel += size.PixelStride;
                }
            }

            // How many pixels the winner is still away.
            var distance = winner;
            for (var row = 0; row < size.Rows; row++)
            {
                var pixel = target + (row * size.RowStride);
                for (var column = 0; column < size.Columns; column++)
                {
                    // Numbers of pixels are whole: only the winner's distance is less than a half.
                    var share = TLanes.SelectGreater(TLanes.Broadcast(0.5f), TLanes.Abs(distance), gradient, TLanes.Zero);
                    Lanes.Store(share, pixel, count, accumulate: true);
                    distance -= one;
                    pixel += size.PixelStride;
                }
            }
        }

        // NaN counts as larger than everything, and nothing as larger than NaN but NaN.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes SelectIfLarger<TLanes>(TLanes value, TLanes largest, TLanes ifLarger, TLanes otherwise)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var ordered = TLanes.SelectGreater(value, largest, ifLarger, otherwise);
            return TLanes.SelectGreater(TLanes.Abs(value), TLanes.Broadcast(-1), ordered, ifLarger);
        }
    }

    // A chunk is one row of one image of the output. Windows lie inside the image.
    private readonly struct ForwardWork<TPool>(float* x, int channels, PoolingAxis rows, PoolingAxis columns, float* y)
        : IParallelWork
        where TPool : unmanaged, IPool
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var (image, row) = Math.DivRem(chunk, rows.Positions);
            var source = x + (((nint)image * rows.Length) + rows.Start(row)) * columns.Length * channels;
            var target = y + ((nint)chunk * columns.Positions * channels);
            for (var column = 0; column < columns.Positions; column++)
            {
                var window = WindowAt(rows, row, columns, column, channels);
                var first = source + ((nint)columns.Start(column) * channels);
                for (var c = 0; c < channels; c += TLanes.Count)
                {
                    var count = Math.Min(TLanes.Count, channels - c);
                    Lanes.Store(TPool.Value<TLanes>(first + c, count, window), target + c, count);
                }

                target += channels;
            }
        }
    }

    // A chunk is some channels of all pixels of one image, its windows one after the other.
    private readonly struct BackwardWork<TPool>(
        float* x, float* dy, int channels, PoolingAxis rows, PoolingAxis columns, int chunksPerImage, float* dx,
        bool accumulate) : IParallelWork
        where TPool : unmanaged, IPool
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var (image, part) = Math.DivRem(chunk, chunksPerImage);
            var end = Math.Min((part + 1) * GradientChannels, channels);
            if (!accumulate)
            {
                Clear<TLanes>(dx + ((nint)image * rows.Length * columns.Length * channels), part * GradientChannels, end);
            }

            for (var row = 0; row < rows.Positions; row++)
            {
                for (var column = 0; column < columns.Positions; column++)
                {
                    var window = WindowAt(rows, row, columns, column, channels);
                    var pixel = ((((nint)image * rows.Length) + rows.Start(row)) * columns.Length) + columns.Start(column);
                    var first = pixel * channels;
                    var gradient = dy + ((((((nint)image * rows.Positions) + row) * columns.Positions) + column) * channels);
                    for (var c = part * GradientChannels; c < end; c += TLanes.Count)
                    {
                        var count = Math.Min(TLanes.Count, end - c);
                        var value = Lanes.Load<TLanes>(gradient + c, count);
                        TPool.AddGradient(x + first + c, value, dx + first + c, count, window);
                    }
                }
            }
        }

        // Channels [first, end) of all pixels of an image, just before they are added to: they are still in the cache then.
        private void Clear<TLanes>(float* image, int first, int end) where TLanes : unmanaged, ILanes<TLanes>
        {
            if (end - first == channels)
            {
                new Span<float>(image, rows.Length * columns.Length * channels).Clear();
                return;
            }

            for (var pixel = rows.Length * columns.Length; pixel > 0; pixel--)
            {
                Runs.Clear<TLanes>(image + first, end - first);
                image += channels;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Window WindowAt(in PoolingAxis rows, int row, in PoolingAxis columns, int column, int channels) => new(
        rows.End(row) - rows.Start(row), columns.End(column) - columns.Start(column), (nint)columns.Length * channels, channels,
        (float)rows.Divisor(row) * columns.Divisor(column));
}
