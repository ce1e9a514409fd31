using System.Runtime.CompilerServices;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels;

/// <summary>
/// Batch normalisation of [rows, channels] matrices, a row being one pixel of one image (Ioffe and Szegedy, "Batch
/// Normalization"). Uses all threads of <see cref="Workers"/>; the bits do not depend on their number. No span may
/// overlap one that is written, except where said.
/// </summary>
public static unsafe class BatchNormalization
{
    // Channels that one chunk reduces over all blocks.
    private const int ReduceChannels = 64;

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
        var channels = mean.Length;
        ExpectRows(x.Length, channels);
        Expect.SameLength("BatchNormalization", channels, variance.Length);
        var blocks = new Blocks(x.Length / Math.Max(1, channels), channels);
        using var partial = new RentedFloats(blocks.PartialCount);
        fixed (float* from = x, center = mean, spread = variance)
        {
            Workers.Run(blocks.Count, new BlockStatisticsWork(blocks, from, partial.First));
            Workers.Run(ReduceChunks(channels), new CombineStatisticsWork(blocks, partial.First, center, spread));
        }
    }

    /// <summary><c>y = (x − mean) · scale + shift</c>, channel by channel.</summary>
    /// <param name="x">[rows, channels].</param>
    /// <param name="mean">[channels].</param>
    /// <param name="scale">[channels].</param>
    /// <param name="shift">[channels].</param>
    /// <param name="y">[rows, channels]; may be <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit.</exception>
    public static void Normalize(
        ReadOnlySpan<float> x, ReadOnlySpan<float> mean, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, Span<float> y)
    {
        ExpectRows(x.Length, mean.Length);
        Expect.SameLength("BatchNormalization", x.Length, y.Length);
        Expect.SameLength("BatchNormalization", mean.Length, scale.Length);
        Expect.SameLength("BatchNormalization", mean.Length, shift.Length);
        var blocks = new Blocks(x.Length / Math.Max(1, mean.Length), mean.Length);
        fixed (float* from = x, center = mean, factor = scale, offset = shift, to = y)
        {
            Workers.Run(blocks.Count, new NormalizeWork(blocks, from, center, factor, offset, to));
        }
    }

    /// <summary>Σ dy and Σ dy · (x − mean) of each channel: what all gradients of a batch normalisation are made of.</summary>
    /// <param name="x">[rows, channels].</param>
    /// <param name="dy">[rows, channels].</param>
    /// <param name="mean">[channels].</param>
    /// <param name="sum">[channels].</param>
    /// <param name="product">[channels].</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit.</exception>
    public static void GradientSums(
        ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<float> mean, Span<float> sum, Span<float> product)
    {
        var channels = mean.Length;
        ExpectRows(x.Length, channels);
        Expect.SameLength("BatchNormalization", x.Length, dy.Length);
        Expect.SameLength("BatchNormalization", channels, sum.Length);
        Expect.SameLength("BatchNormalization", channels, product.Length);
        var blocks = new Blocks(x.Length / Math.Max(1, channels), channels);
        using var partial = new RentedFloats(blocks.PartialCount);
        fixed (float* from = x, gradient = dy, center = mean, sums = sum, products = product)
        {
            Workers.Run(blocks.Count, new BlockGradientWork(blocks, from, gradient, center, partial.First));
            Workers.Run(ReduceChunks(channels), new AddBlocksWork(blocks, partial.First, sums, products));
        }
    }

    /// <summary><c>dx = byGradient · dy + byInput · (x − mean) + constant</c>, channel by channel, or <c>dx += …</c>.</summary>
    /// <param name="x">[rows, channels].</param>
    /// <param name="dy">[rows, channels].</param>
    /// <param name="mean">[channels].</param>
    /// <param name="byGradient">[channels].</param>
    /// <param name="byInput">[channels], or empty for zero.</param>
    /// <param name="constant">[channels]; empty if and only if <paramref name="byInput"/> is.</param>
    /// <param name="dx">[rows, channels].</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/>.</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit.</exception>
    public static void InputGradient(
        ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<float> mean, ReadOnlySpan<float> byGradient,
        ReadOnlySpan<float> byInput, ReadOnlySpan<float> constant, Span<float> dx, bool accumulate)
    {
        var channels = mean.Length;
        ExpectRows(x.Length, channels);
        Expect.SameLength("BatchNormalization", x.Length, dy.Length);
        Expect.SameLength("BatchNormalization", x.Length, dx.Length);
        Expect.SameLength("BatchNormalization", channels, byGradient.Length);
        Expect.SameLength("BatchNormalization", byInput.IsEmpty ? 0 : channels, byInput.Length);
        Expect.SameLength("BatchNormalization", byInput.Length, constant.Length);
        var blocks = new Blocks(x.Length / Math.Max(1, channels), channels);
        fixed (float* from = x, gradient = dy, center = mean, a = byGradient, b = byInput, c = constant, to = dx)
        {
            Workers.Run(blocks.Count, new InputGradientWork(blocks, from, gradient, center, a, b, c, to, accumulate));
        }
    }

    private static void ExpectRows(int length, int channels) => Expect.That(
        channels == 0 ? length == 0 : length % channels == 0, "BatchNormalization",
        $"expected whole rows of {channels} channels, but found {length} elements");

    private static int ReduceChunks(int channels) => (channels + ReduceChannels - 1) / ReduceChannels;

    /// <summary>Blocks of rows that fit the first caches. Their number does not depend on the threads.</summary>
    private readonly struct Blocks(int rows, int channels)
    {
        private readonly int _blockRows = Math.Max(1, Elementwise.ChunkLength / Math.Max(1, channels));

        public int Rows => rows;

        public int Channels => channels;

        public int Count => (rows + _blockRows - 1) / _blockRows;

        /// <summary>Two values a channel and block.</summary>
        public long PartialCount => 2L * Count * channels;

        public nint First(int block) => (nint)block * _blockRows * channels;

        public int RowsOf(int block) => Math.Min(_blockRows, rows - (block * _blockRows));
    }

    // In all works below: a chunk reads rows of its block only, in registers of which the last in a row may be partial.
    private readonly struct BlockStatisticsWork(Blocks blocks, float* x, float* partial) : IParallelWork
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

    private readonly struct CombineStatisticsWork(Blocks blocks, float* partial, float* mean, float* variance) : IParallelWork
    {
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var end = Math.Min((chunk + 1) * ReduceChannels, blocks.Channels);
            for (var c = chunk * ReduceChannels; c < end; c++)
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

    private readonly struct NormalizeWork(Blocks blocks, float* x, float* mean, float* scale, float* shift, float* y)
        : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var (channels, at) = (blocks.Channels, blocks.First(chunk));
            for (var rows = blocks.RowsOf(chunk); rows > 0; rows--)
            {
                for (var c = 0; c < channels; c += TLanes.Count)
                {
                    var count = Math.Min(TLanes.Count, channels - c);
                    var centered = Lanes.Load<TLanes>(x + at + c, count) - Lanes.Load<TLanes>(mean + c, count);
                    var value = Lanes.Load<TLanes>(shift + c, count);
                    TLanes.MulAdd(ref value, centered, Lanes.Load<TLanes>(scale + c, count));
                    Lanes.Store(value, y + at + c, count);
                }

                at += channels;
            }
        }
    }

    private readonly struct BlockGradientWork(Blocks blocks, float* x, float* dy, float* mean, float* partial) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var (channels, at) = (blocks.Channels, blocks.First(chunk));
            var sums = partial + (2 * (nint)chunk * channels);
            var products = sums + channels;
            new Span<float>(sums, 2 * channels).Clear();
            for (var rows = blocks.RowsOf(chunk); rows > 0; rows--)
            {
                for (var c = 0; c < channels; c += TLanes.Count)
                {
                    var count = Math.Min(TLanes.Count, channels - c);
                    var gradient = Lanes.Load<TLanes>(dy + at + c, count);
                    var centered = Lanes.Load<TLanes>(x + at + c, count) - Lanes.Load<TLanes>(mean + c, count);
                    Lanes.Store(Lanes.Load<TLanes>(sums + c, count) + gradient, sums + c, count);
                    Lanes.Store(TLanes.MulAdd(gradient, centered, Lanes.Load<TLanes>(products + c, count)), products + c, count);
                }

                at += channels;
            }
        }
    }

    private readonly struct AddBlocksWork(Blocks blocks, float* partial, float* sums, float* products) : IParallelWork
    {
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var end = Math.Min((chunk + 1) * ReduceChannels, blocks.Channels);
            for (var c = chunk * ReduceChannels; c < end; c++)
            {
                double sum = 0, product = 0;
                for (var block = 0; block < blocks.Count; block++)
                {
                    var at = partial + (2 * (nint)block * blocks.Channels) + c;
                    sum += *at;
                    product += at[blocks.Channels];
                }

                sums[c] = (float)sum;
                products[c] = (float)product;
            }
        }
    }

    private readonly struct InputGradientWork(
        Blocks blocks, float* x, float* dy, float* mean, float* byGradient, float* byInput, float* constant, float* dx,
        bool accumulate) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var (channels, at) = (blocks.Channels, blocks.First(chunk));
            for (var rows = blocks.RowsOf(chunk); rows > 0; rows--)
            {
                for (var c = 0; c < channels; c += TLanes.Count)
                {
                    var count = Math.Min(TLanes.Count, channels - c);
                    var value = Lanes.Load<TLanes>(dy + at + c, count) * Lanes.Load<TLanes>(byGradient + c, count);
                    if (byInput != null)
                    {
                        var centered = Lanes.Load<TLanes>(x + at + c, count) - Lanes.Load<TLanes>(mean + c, count);
                        value += Lanes.Load<TLanes>(constant + c, count);
                        TLanes.MulAdd(ref value, centered, Lanes.Load<TLanes>(byInput + c, count));
                    }

                    Lanes.Store(value, dx + at + c, count, accumulate);
                }

                at += channels;
            }
        }
    }
}
