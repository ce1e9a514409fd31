using System.Runtime.CompilerServices;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels;

/// <summary>
/// The gradients of <see cref="BatchNormalization"/>. Uses all threads of <see cref="Workers"/>; the bits do not depend on their
/// number. No span may overlap one that is written, except where said.
/// </summary>
/// <remarks>
/// Of a rectified output the gradient counts only where the output was above zero. Without an addend that is seen from the input,
/// which must be read anyway: the output is computed again, to the same bits.
/// </remarks>
public static unsafe class BatchNormalizationBackward
{
    /// <summary>Σ dy and Σ dy · (x − mean) of each channel: what all gradients of a batch normalisation are made of.</summary>
    /// <param name="x">[rows, channels].</param>
    /// <param name="dy">[rows, channels].</param>
    /// <param name="mean">[channels].</param>
    /// <param name="scale">[channels] of the rectified output, or empty where it was not rectified.</param>
    /// <param name="shift">[channels]; empty if and only if <paramref name="scale"/> is.</param>
    /// <param name="sum">[channels].</param>
    /// <param name="product">[channels].</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit.</exception>
    public static void Sums(
        ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<float> mean, ReadOnlySpan<float> scale,
        ReadOnlySpan<float> shift, Span<float> sum, Span<float> product)
    {
        Expect.SameLength("BatchNormalization", scale.IsEmpty ? 0 : mean.Length, scale.Length);
        Expect.SameLength("BatchNormalization", scale.Length, shift.Length);
        fixed (float* gradient = dy, factor = scale, offset = shift)
        {
            Sums(x, dy.Length, mean, new Gradient(gradient, null, factor, offset), sum, product);
        }
    }

    /// <summary>
    /// As <see cref="Sums(ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float},
    /// ReadOnlySpan{float}, Span{float}, Span{float})"/> of a rectified output with an addend; where the output was not above
    /// zero its gradient becomes zero.
    /// </summary>
    /// <param name="x">[rows, channels].</param>
    /// <param name="y">[rows, channels], the output.</param>
    /// <param name="dy">[rows, channels]; becomes the gradient before the ReLU, which is the addend's.</param>
    /// <param name="mean">[channels].</param>
    /// <param name="sum">[channels].</param>
    /// <param name="product">[channels].</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit.</exception>
    public static void RectifiedSums(
        ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> dy, ReadOnlySpan<float> mean, Span<float> sum,
        Span<float> product)
    {
        Expect.SameLength("BatchNormalization", x.Length, y.Length);
        fixed (float* output = y, gradient = dy)
        {
            Sums(x, dy.Length, mean, new Gradient(gradient, output, null, null), sum, product);
        }
    }

    /// <summary><c>dx = scale · dy + byInput · (x − mean) + constant</c>, channel by channel, or <c>dx += …</c>.</summary>
    /// <param name="x">[rows, channels].</param>
    /// <param name="dy">[rows, channels].</param>
    /// <param name="mean">[channels].</param>
    /// <param name="scale">[channels].</param>
    /// <param name="shift">[channels] where the gradient of a rectified output is given, or empty.</param>
    /// <param name="byInput">[channels], or empty for zero.</param>
    /// <param name="constant">[channels]; empty if and only if <paramref name="byInput"/> is.</param>
    /// <param name="dx">[rows, channels]; may be <paramref name="dy"/>.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/>.</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit.</exception>
    public static void Input(
        ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<float> mean, ReadOnlySpan<float> scale,
        ReadOnlySpan<float> shift, ReadOnlySpan<float> byInput, ReadOnlySpan<float> constant, Span<float> dx, bool accumulate)
    {
        var channels = mean.Length;
        var blocks = ChannelBlocks.Of(x.Length, channels);
        Expect.SameLength("BatchNormalization", x.Length, dy.Length);
        Expect.SameLength("BatchNormalization", x.Length, dx.Length);
        Expect.SameLength("BatchNormalization", channels, scale.Length);
        Expect.SameLength("BatchNormalization", shift.IsEmpty ? 0 : channels, shift.Length);
        Expect.SameLength("BatchNormalization", byInput.IsEmpty ? 0 : channels, byInput.Length);
        Expect.SameLength("BatchNormalization", byInput.Length, constant.Length);
        fixed (float* from = x, gradient = dy, center = mean, s = scale, offset = shift, b = byInput, c = constant, to = dx)
        {
            var work = new InputWork(blocks, from, gradient, center, s, offset, b, c, to, accumulate);
            Workers.Run(blocks.Count, work);
        }
    }

    private static void Sums(
        ReadOnlySpan<float> x, int count, ReadOnlySpan<float> mean, Gradient gradient, Span<float> sum, Span<float> product)
    {
        var blocks = ChannelBlocks.Of(x.Length, mean.Length);
        Expect.SameLength("BatchNormalization", x.Length, count);
        Expect.SameLength("BatchNormalization", mean.Length, sum.Length);
        Expect.SameLength("BatchNormalization", mean.Length, product.Length);
        using var partial = new RentedFloats(blocks.PartialCount);
        fixed (float* from = x, center = mean, sums = sum, products = product)
        {
            Workers.Run(blocks.Count, new BlockWork(blocks, from, gradient, center, partial.First));
            Workers.Run(blocks.ReduceChunks, new AddBlocksWork(blocks, partial.First, sums, products));
        }
    }

    // The gradient of the output; of a rectified one, also the output itself or what it is computed again from.
    private readonly struct Gradient(float* dy, float* y, float* scale, float* shift)
    {
        // The gradient before the ReLU: `count` elements at `at`, of which the first is of channel `channel`.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Load<TLanes>(nint at, int channel, int count, TLanes centered) where TLanes : unmanaged, ILanes<TLanes>
        {
            var gradient = Lanes.Load<TLanes>(dy + at, count);
            if (y != null)
            {
                gradient = TLanes.SelectGreater(Lanes.Load<TLanes>(y + at, count), TLanes.Zero, gradient, TLanes.Zero);
                Lanes.Store(gradient, dy + at, count);
            }
            else if (shift != null)
            {
                var value = Lanes.Load<TLanes>(shift + channel, count);
                TLanes.MulAdd(ref value, centered, Lanes.Load<TLanes>(scale + channel, count));
                gradient = TLanes.SelectGreater(value, TLanes.Zero, gradient, TLanes.Zero);
            }

            return gradient;
        }
    }

    // In all works below: a chunk reads and writes rows of its block only, in registers of which a row's last may be partial.
    private readonly struct BlockWork(ChannelBlocks blocks, float* x, Gradient dy, float* mean, float* partial) : IParallelWork
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
                    var centered = Lanes.Load<TLanes>(x + at + c, count) - Lanes.Load<TLanes>(mean + c, count);
                    var gradient = dy.Load(at + c, c, count, centered);
                    Lanes.Store(Lanes.Load<TLanes>(sums + c, count) + gradient, sums + c, count);
                    Lanes.Store(TLanes.MulAdd(gradient, centered, Lanes.Load<TLanes>(products + c, count)), products + c, count);
                }

                at += channels;
            }
        }
    }

    private readonly struct AddBlocksWork(ChannelBlocks blocks, float* partial, float* sums, float* products) : IParallelWork
    {
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var end = Math.Min((chunk + 1) * ChannelBlocks.ReduceChannels, blocks.Channels);
            for (var c = chunk * ChannelBlocks.ReduceChannels; c < end; c++)
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

    private readonly struct InputWork(
        ChannelBlocks blocks, float* x, float* dy, float* mean, float* scale, float* shift, float* byInput, float* constant,
        float* dx, bool accumulate) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var gradients = new Gradient(dy, null, scale, shift);
            var (channels, at) = (blocks.Channels, blocks.First(chunk));
            for (var rows = blocks.RowsOf(chunk); rows > 0; rows--)
            {
                for (var c = 0; c < channels; c += TLanes.Count)
                {
                    var count = Math.Min(TLanes.Count, channels - c);
                    var centered = Lanes.Load<TLanes>(x + at + c, count) - Lanes.Load<TLanes>(mean + c, count);
                    var value = gradients.Load(at + c, c, count, centered) * Lanes.Load<TLanes>(scale + c, count);
                    if (byInput != null)
                    {
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
