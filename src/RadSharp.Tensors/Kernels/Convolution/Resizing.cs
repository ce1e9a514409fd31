using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>
/// Images [batch, height, width, channels] interpolated to another size, without antialiasing, and the gradient of that.
/// Uses all threads of <see cref="Workers"/>; the bits do not depend on their number. The spans must not overlap.
/// </summary>
internal static unsafe class Resizing
{
    // Channels of one chunk of the gradient: output pixels share input pixels, so that a chunk must see all of them.
    private const int GradientChannels = 32;

    /// <summary>Interpolates.</summary>
    /// <param name="x">Images of rows.Length × columns.Length pixels.</param>
    /// <param name="channels">Channels of a pixel.</param>
    /// <param name="rows">The vertical axis.</param>
    /// <param name="columns">The horizontal axis.</param>
    /// <param name="y">Images of rows.Positions × columns.Positions pixels.</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit.</exception>
    public static void Forward(ReadOnlySpan<float> x, int channels, ResizeAxis rows, ResizeAxis columns, Span<float> y)
    {
        var batch = BatchOf(x.Length, y.Length, channels, rows, columns);
        fixed (float* from = x, to = y)
        {
            Workers.Run(batch * rows.Positions, new ForwardWork(from, channels, rows, columns, to));
        }
    }

    /// <summary>The gradient of <see cref="Forward"/>: <c>dx = …</c>, or <c>dx += …</c>.</summary>
    /// <param name="dy">Images of rows.Positions × columns.Positions pixels.</param>
    /// <param name="channels">Channels of a pixel.</param>
    /// <param name="rows">The vertical axis.</param>
    /// <param name="columns">The horizontal axis.</param>
    /// <param name="dx">Images of rows.Length × columns.Length pixels.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/>.</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit.</exception>
    public static void Backward(
        ReadOnlySpan<float> dy, int channels, ResizeAxis rows, ResizeAxis columns, Span<float> dx, bool accumulate)
    {
        var batch = BatchOf(dx.Length, dy.Length, channels, rows, columns);
        if (!accumulate)
        {
            dx.Clear();
        }

        fixed (float* gradient = dy, to = dx)
        {
            var perImage = (channels + GradientChannels - 1) / GradientChannels;
            Workers.Run(batch * perImage, new BackwardWork(gradient, channels, rows, columns, perImage, to));
        }
    }

    private static int BatchOf(int input, int output, int channels, ResizeAxis rows, ResizeAxis columns)
    {
        var imageSize = (long)rows.Length * columns.Length * channels;
        var batch = imageSize == 0 ? 0 : input / imageSize;
        Expect.That(
            input == batch * imageSize && output == batch * rows.Positions * columns.Positions * channels, "Resizing",
            $"expected images of {rows.Length}×{columns.Length} → {rows.Positions}×{columns.Positions} pixels of " +
            $"{channels} channels, but found {input} → {output} elements");
        return (int)batch;
    }

    // A chunk is one row of one image of the output. Indices of pixels are inside the image by construction.
    private readonly struct ForwardWork(float* x, int channels, ResizeAxis rows, ResizeAxis columns, float* y) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var (image, row) = Math.DivRem(chunk, rows.Positions);
            var source = x + ((nint)image * rows.Length * columns.Length * channels);
            var target = y + ((nint)chunk * columns.Positions * channels);
            int* rowIndices = stackalloc int[ResizeAxis.MaxTaps], columnIndices = stackalloc int[ResizeAxis.MaxTaps];
            float* rowWeights = stackalloc float[ResizeAxis.MaxTaps], columnWeights = stackalloc float[ResizeAxis.MaxTaps];
            rows.Locate(row, rowIndices, rowWeights);
            for (var column = 0; column < columns.Positions; column++)
            {
                columns.Locate(column, columnIndices, columnWeights);
                for (var c = 0; c < channels; c += TLanes.Count)
                {
                    var count = Math.Min(TLanes.Count, channels - c);
                    var sum = TLanes.Zero;
                    for (var i = 0; i < rows.Taps; i++)
                    {
                        for (var j = 0; j < columns.Taps; j++)
                        {
                            var pixel = ((nint)rowIndices[i] * columns.Length) + columnIndices[j];
                            var weight = TLanes.Broadcast(rowWeights[i] * columnWeights[j]);
                            TLanes.MulAdd(ref sum, weight, Lanes.Load<TLanes>(source + (pixel * channels) + c, count));
                        }
                    }

                    Lanes.Store(sum, target + c, count);
                }

                target += channels;
            }
        }
    }

    // A chunk is some channels of all pixels of one image.
    private readonly struct BackwardWork(
        float* dy, int channels, ResizeAxis rows, ResizeAxis columns, int chunksPerImage, float* dx) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var (image, part) = Math.DivRem(chunk, chunksPerImage);
            var end = Math.Min((part + 1) * GradientChannels, channels);
            var source = dy + ((nint)image * rows.Positions * columns.Positions * channels);
            var target = dx + ((nint)image * rows.Length * columns.Length * channels);
            int* rowIndices = stackalloc int[ResizeAxis.MaxTaps], columnIndices = stackalloc int[ResizeAxis.MaxTaps];
            float* rowWeights = stackalloc float[ResizeAxis.MaxTaps], columnWeights = stackalloc float[ResizeAxis.MaxTaps];
            for (var row = 0; row < rows.Positions; row++)
            {
                rows.Locate(row, rowIndices, rowWeights);
                for (var column = 0; column < columns.Positions; column++)
                {
                    columns.Locate(column, columnIndices, columnWeights);
                    for (var tap = 0; tap < rows.Taps * columns.Taps; tap++)
                    {
                        var (i, j) = Math.DivRem(tap, columns.Taps);
                        var pixel = ((nint)rowIndices[i] * columns.Length) + columnIndices[j];
                        var weight = TLanes.Broadcast(rowWeights[i] * columnWeights[j]);
                        for (var c = part * GradientChannels; c < end; c += TLanes.Count)
                        {
                            var count = Math.Min(TLanes.Count, end - c);
                            var share = Lanes.Load<TLanes>(source + c, count) * weight;
                            Lanes.Store(share, target + (pixel * channels) + c, count, accumulate: true);
                        }
                    }

                    source += channels;
                }
            }
        }
    }
}
