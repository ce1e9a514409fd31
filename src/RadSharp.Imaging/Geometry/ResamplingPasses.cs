using System.Buffers;
using System.Runtime.CompilerServices;

namespace RadSharp.Imaging.Geometry;

/// <summary>The two passes of resampling: along rows first, then along columns, each only where something changes.</summary>
internal static class ResamplingPasses<TSample, TWeight, TArithmetic>
    where TSample : unmanaged
    where TWeight : unmanaged
    where TArithmetic : struct, IResamplingArithmetic<TSample, TWeight>
{
    // Below this, waking threads costs more than they save.
    private const int SamplesWorthThreads = 4 << 20;

    /// <summary>Resamples a part of an image.</summary>
    /// <param name="source">The image; it is not changed.</param>
    /// <param name="width">Pixels in a row of the result.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="box">The part, within the image.</param>
    public static Image<TSample> Run(
        Image<TSample> source, int width, int height, ResamplingFilter filter, SourceBox box)
    {
        var across = ResamplingTaps<TWeight>.Create(
            filter, source.Width, box.Left, box.Right, width, TArithmetic.Weight);
        var down = ResamplingTaps<TWeight>.Create(
            filter, source.Height, box.Top, box.Bottom, height, TArithmetic.Weight);
        var (first, end) = down is null ? (0, source.Height) : (down.First, down.End);
        var image = source;
        if (across is not null)
        {
            image = Across(source, first, end, across);
        }

        if (down is not null)
        {
            image = Down(image, across is null ? 0 : first, down);
        }

        return ReferenceEquals(image, source)
            ? new Image<TSample>(width, height, source.Channels, [.. source.Samples])
            : image;
    }

    private static Image<TSample> Across(Image<TSample> source, int first, int end, ResamplingTaps<TWeight> taps)
    {
        var result = Uninitialised(taps.Count, end - first, source.Channels);
        var bands = (end - first + LineTranspose.Lines - 1) / LineTranspose.Lines;
        ForEach(bands, source, band =>
        {
            var top = band * LineTranspose.Lines;
            var count = Math.Min(LineTranspose.Lines, end - first - top);
            AcrossBand(
                source.Samples.AsSpan((first + top) * source.Stride, count * source.Stride), source.Stride,
                result.Samples.AsSpan(top * result.Stride, count * result.Stride), result.Stride, source.Channels, taps);
        });
        return result;
    }

    // Optimised at once: one call of a resampling can be all that a program makes, and unoptimised code is twenty times slower.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AcrossBand(
        ReadOnlySpan<TSample> rows, int stride, Span<TSample> resultRows, int resultStride, int channels,
        ResamplingTaps<TWeight> taps)
    {
        const int Lines = LineTranspose.Lines;
        var rented = ArrayPool<TSample>.Shared.Rent(checked((stride + resultStride) * Lines));
        var columns = rented.AsSpan(0, stride * Lines);
        var resultColumns = rented.AsSpan(stride * Lines, resultStride * Lines);
        LineTranspose.ToColumns(rows, stride, columns);
        for (var x = 0; x < taps.Count; x++)
        {
            var weights = taps.At(x, out var start);
            for (var channel = 0; channel < channels; channel++)
            {
                TArithmetic.Sum(
                    columns[(((start * channels) + channel) * Lines)..], channels * Lines, weights,
                    resultColumns.Slice(((x * channels) + channel) * Lines, Lines));
            }
        }

        LineTranspose.ToRows(resultColumns, resultStride, resultRows);
        ArrayPool<TSample>.Shared.Return(rented);
    }

    private static Image<TSample> Down(Image<TSample> source, int first, ResamplingTaps<TWeight> taps)
    {
        var result = Uninitialised(source.Width, taps.Count, source.Channels);
        ForEach(taps.Count, source, y =>
        {
            var weights = taps.At(y, out var start);
            DownRow(source.Samples.AsSpan((start - first) * source.Stride), source.Stride, weights, result.Row(y));
        });
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DownRow(
        ReadOnlySpan<TSample> rows, int stride, ReadOnlySpan<TWeight> weights, Span<TSample> resultRow) =>
        TArithmetic.Sum(rows, stride, weights, resultRow);

    private static Image<TSample> Uninitialised(int width, int height, int channels) =>
        new(width, height, channels, GC.AllocateUninitializedArray<TSample>(checked(width * height * channels)));

    private static void ForEach(int count, Image<TSample> source, Action<int> action)
    {
        if (source.Samples.Length >= SamplesWorthThreads)
        {
            Parallel.For(0, count, action);
            return;
        }

        for (var index = 0; index < count; index++)
        {
            action(index);
        }
    }
}
