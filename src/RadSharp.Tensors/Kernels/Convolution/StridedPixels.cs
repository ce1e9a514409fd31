using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>Every so-many-th pixel of images, in both directions: those that one part of an input gradient is for.</summary>
/// <param name="image">The first channel written, of the first pixel of the first image.</param>
/// <param name="height">Rows of an image.</param>
/// <param name="width">Columns of an image.</param>
/// <param name="pixelStride">Floats from one pixel of an image to the next: all channels.</param>
/// <param name="top">The first row.</param>
/// <param name="left">The first column.</param>
/// <param name="stride">Rows and columns from one of these pixels to the next.</param>
internal readonly unsafe struct StridedPixels(
    float* image, int height, int width, nint pixelStride, int top, int left, int stride)
{
    /// <summary>The first channel written, of the first pixel of the first image.</summary>
    public float* First => image;

    /// <summary>Floats from one pixel of an image to the next.</summary>
    public nint PixelStride => pixelStride;

    /// <summary>Whether these are all pixels.</summary>
    public bool AreAll => stride == 1;

    /// <summary>Writes, or adds, one line of channels to each of these pixels.</summary>
    /// <param name="lines">[batch, rows of these pixels, columns of these pixels, channels], or null for zeros.</param>
    /// <param name="count">Number of lines.</param>
    /// <param name="channels">Channels of a line.</param>
    /// <param name="accumulate">Whether to add.</param>
    public void Scatter(float* lines, int count, int channels, bool accumulate)
    {
        var columns = (width - left + stride - 1) / stride;
        if (count > 0)
        {
            Workers.Run(count / columns, new ScatterWork(this, lines, columns, channels, accumulate));
        }
    }

    private readonly struct ScatterWork(StridedPixels pixels, float* lines, int columns, int channels, bool accumulate)
        : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes> =>
            pixels.ScatterRow<TLanes>(
                lines == null ? null : lines + ((nint)chunk * columns * channels), chunk, columns, channels, accumulate);
    }

    // Row `row` of all images' rows of these pixels: top + i · stride < height, left + j · stride < width.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScatterRow<TLanes>(float* line, int row, int columns, int channels, bool accumulate)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var (batch, i) = Math.DivRem(row, (height - top + stride - 1) / stride);
        var pixel = image + ((((((nint)batch * height) + top + (i * stride)) * width) + left) * pixelStride);
        for (; columns > 0; columns--)
        {
            for (var channel = 0; channel < channels; channel += TLanes.Count)
            {
                var count = Math.Min(TLanes.Count, channels - channel);
                var value = line == null ? TLanes.Zero : Lanes.Load<TLanes>(line + channel, count);
                Lanes.Store(value, pixel + channel, count, accumulate);
            }

            line = line == null ? null : line + channels;
            pixel += stride * pixelStride;
        }
    }
}
