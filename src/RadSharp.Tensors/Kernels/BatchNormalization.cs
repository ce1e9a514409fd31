using System.Runtime.CompilerServices;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels;

/// <summary>
/// Batch normalisation of [rows, channels] matrices, a row being one pixel of one image (Ioffe and Szegedy, "Batch
/// Normalization"), with what follows it in a residual network: an addend and a ReLU. Uses all threads of
/// <see cref="Workers"/>; the bits do not depend on their number. No span may overlap one that is written, except where said.
/// </summary>
public static unsafe class BatchNormalization
{
    /// <summary>Mean and variance (Σ(x − mean)² / rows) of each channel.</summary>
    /// <param name="x">[rows, channels], at least one row.</param>
    /// <param name="mean">[channels].</param>
    /// <param name="variance">[channels].</param>
    /// <remarks>
    /// Two passes over one block of rows after the other, which is read from memory once; the blocks' means and squared
    /// deviations are then put together in double precision (Chan, Golub and LeVeque, "Updating Formulae").
    /// </remarks>
    /// <exception cref="ArgumentException">The spans' lengths do not fit.</exception>
    public static void Statistics(ReadOnlySpan<float> x, Span<float> mean, Span<float> variance)
    {
        var blocks = ChannelBlocks.Of(x.Length, mean.Length);
        Expect.SameLength("BatchNormalization", mean.Length, variance.Length);
        using var partial = new RentedFloats(blocks.PartialCount);
        fixed (float* from = x, center = mean, spread = variance)
        {
            Workers.Run(blocks.Count, new BlockStatisticsWork(blocks, from, partial.First));
            Workers.Run(blocks.ReduceChunks, new CombineStatisticsWork(blocks, partial.First, center, spread));
        }
    }

    /// <summary><c>y = (x − mean) · scale + shift + addend</c>, channel by channel, rectified if asked for.</summary>
    /// <param name="x">[rows, channels].</param>
    /// <param name="mean">[channels].</param>
    /// <param name="scale">[channels].</param>
    /// <param name="shift">[channels].</param>
    /// <param name="addend">[rows, channels], or empty.</param>
    /// <param name="rectify">Whether negative values become zero.</param>
    /// <param name="y">[rows, channels]; may be <paramref name="x"/> or <paramref name="addend"/>.</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit.</exception>
    public static void Normalize(
        ReadOnlySpan<float> x, ReadOnlySpan<float> mean, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift,
        ReadOnlySpan<float> addend, bool rectify, Span<float> y)
    {
        var blocks = ChannelBlocks.Of(x.Length, mean.Length);
        Expect.SameLength("BatchNormalization", x.Length, y.Length);
        Expect.SameLength("BatchNormalization", mean.Length, scale.Length);
        Expect.SameLength("BatchNormalization", mean.Length, shift.Length);
        Expect.SameLength("BatchNormalization", addend.IsEmpty ? 0 : x.Length, addend.Length);
        var floor = rectify ? 0 : float.NegativeInfinity;
        fixed (float* from = x, center = mean, factor = scale, offset = shift, plus = addend, to = y)
        {
            Workers.Run(blocks.Count, new NormalizeWork(blocks, from, center, factor, offset, plus, floor, to));
        }
    }

    // In all works below: a chunk reads rows of its block only, in registers of which the last in a row may be partial.
    private readonly struct BlockStatisticsWork(ChannelBlocks blocks, float* x, float* partial) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var (channels, rows) = (blocks.Channels, blocks.RowsOf(chunk));
            var sums = partial + (2 * (nint)chunk * channels);
            var squares = sums + channels;
            new Span<float>(sums, 2 * channels).Clear();
            var row = x + blocks.First(chunk);
            for (var r = 0; r < rows; r++)
            {
                for (var c = 0; c < channels; c += TLanes.Count)
                {
                    var count = Math.Min(TLanes.Count, channels - c);
                    Lanes.Store(Lanes.Load<TLanes>(sums + c, count) + Lanes.Load<TLanes>(row + c, count), sums + c, count);
                }

                row += channels;
            }

            var share = TLanes.Broadcast(1f / rows);
            row = x + blocks.First(chunk);
            for (var r = 0; r < rows; r++)
            {
                for (var c = 0; c < channels; c += TLanes.Count)
                {
                    var count = Math.Min(TLanes.Count, channels - c);
                    var deviation = Lanes.Load<TLanes>(row + c, count) - (Lanes.Load<TLanes>(sums + c, count) * share);
                    Lanes.Store(TLanes.MulAdd(deviation, deviation, Lanes.Load<TLanes>(squares + c, count)), squares + c, count);
                }

                row += channels;
            }
        }
    }

    private readonly struct CombineStatisticsWork(ChannelBlocks blocks, float* partial, float* mean, float* variance)
        : IParallelWork
    {
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var end = Math.Min((chunk + 1) * ChannelBlocks.ReduceChannels, blocks.Channels);
            for (var c = chunk * ChannelBlocks.ReduceChannels; c < end; c++)
            {
                double sum = 0;
                for (var block = 0; block < blocks.Count; block++)
                {
                    sum += partial[(2 * (nint)block * blocks.Channels) + c];
                }

                var center = sum / blocks.Rows;
                double squares = 0;
                for (var block = 0; block < blocks.Count; block++)
                {
                    var at = partial + (2 * (nint)block * blocks.Channels) + c;
                    var rows = blocks.RowsOf(block);

                    // The block's deviations are from its rounded mean, as the block's work computed it.
                    double deviation = (*at * (1f / rows)) - center;
                    squares += at[blocks.Channels] + (rows * deviation * deviation);
                }

                mean[c] = (float)center;
                variance[c] = (float)(squares / blocks.Rows);
            }
        }
    }

    private readonly struct NormalizeWork(
        ChannelBlocks blocks, float* x, float* mean, float* scale, float* shift, float* addend, float floor, float* y)
        : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var least = TLanes.Broadcast(floor);
            var (channels, at) = (blocks.Channels, blocks.First(chunk));
            for (var rows = blocks.RowsOf(chunk); rows > 0; rows--)
            {
                for (var c = 0; c < channels; c += TLanes.Count)
                {
                    var count = Math.Min(TLanes.Count, channels - c);
                    var centered = Lanes.Load<TLanes>(x + at + c, count) - Lanes.Load<TLanes>(mean + c, count);
                    var value = Lanes.Load<TLanes>(shift + c, count);
                    TLanes.MulAdd(ref value, centered, Lanes.Load<TLanes>(scale + c, count));
                    if (addend != null)
                    {
                        value += Lanes.Load<TLanes>(addend + at + c, count);
                    }

                    // Where a value is NaN the maximum is its second operand, so NaN stays NaN.
                    Lanes.Store(TLanes.Max(least, value), y + at + c, count);
                }

                at += channels;
            }
        }
    }
}
