using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Operations;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Tests.Operations;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Tests;

/// <summary>The cache in 8 bits, against attention over keys and values that a plain loop has rounded.</summary>
public class ByteKeyValueCacheTests
{
    private const int BlockLength = 32;

    // queryHeads, keyHeads, headDim, tokens, queryTokens: single queries read bytes, groups and prompts read floats.
    public static TheoryData<int, int, int, int, int> Shapes => new()
    {
        { 1, 1, 1, 1, 1 }, { 2, 2, 8, 3, 1 }, { 2, 2, 9, 70, 1 }, { 3, 3, 16, 257, 1 }, { 2, 2, 32, 5, 1 }, { 1, 1, 40, 300, 1 },
        { 4, 2, 48, 259, 1 }, { 2, 2, 64, 256, 1 }, { 2, 1, 80, 511, 1 }, { 2, 2, 128, 1030, 1 }, { 7, 1, 128, 600, 1 },
        { 2, 2, 33, 90, 2 }, { 6, 2, 24, 1030, 2 }, { 2, 2, 64, 300, 41 }, { 4, 2, 40, 300, 300 }, { 5, 5, 13, 100, 30 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Attention_is_that_over_the_rounded_keys_and_values(
        int queryHeads, int keyHeads, int headDim, int tokens, int queryTokens)
    {
        using var q = Samples.Random([1, queryTokens, queryHeads, headDim], seed: 1, scale: 2);
        using var k = Samples.Random([1, tokens, keyHeads, headDim], seed: 2, scale: 2);
        using var v = Samples.Random([1, tokens, keyHeads, headDim], seed: 3);
        using var keys = Rounded(k);
        using var values = Rounded(v);
        using var cache = new KeyValueCache(keyHeads, headDim, DType.Q8);
        using var tape = Tape.ForInference();
        cache.Append(k, v);
        foreach (var isCausal in new[] { true, false })
        {
            var expected = new AttentionReference(q, keys, values, 0.3, isCausal, keyMask: null).Output();
            Check.Close(expected, tape.Attention(q, cache, 0.3f, isCausal).Span, 3e-6f, $"causal {isCausal}");
        }
    }

    // One token's attention is its value, so that the cache shows what it holds.
    [Theory]
    [InlineData(1e-41f)]
    [InlineData(3e-38f)]
    [InlineData(1f)]
    [InlineData(1e38f)]
    public void What_is_kept_is_within_half_a_step_whatever_the_magnitude(float scale)
    {
        using var v = Samples.Random([1, 1, 2, 48], seed: 5, scale: scale);
        v.Span[..32].Clear();
        using var expected = Rounded(v);
        var kept = Kept(v);
        Assert.Equal(expected.Span.ToArray(), kept);
        for (var start = 0; start < kept.Length; start += 16)
        {
            // A bfloat16 step is rounded up by less than 2^-7; the smallest is 2^-133.
            var block = start % 48 < 32 ? v.Span.Slice(start / 48 * 48, 32) : v.Span.Slice(start, 16);
            var largest = block.ToArray().Max(MathF.Abs);
            for (var index = start; index < start + 16; index++)
            {
                var mostError = (largest / 254.0 * (1 + (1.0 / 128))) + Math.ScaleB(1, -134);
                Assert.InRange(Math.Abs((double)v.Span[index] - kept[index]), 0, mostError);
            }
        }
    }

    [Fact]
    public void Ties_go_to_the_even_neighbour_and_the_largest_magnitude_is_kept()
    {
        using var v = Tensor.From([127f, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, -127f], [1, 1, 1, 8]);
        Assert.Equal([127f, 0, 2, 2, 0, -2, -2, -127], Kept(v));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_not_finite_makes_NaN_of_its_32_neighbours_and_of_no_others(float value)
    {
        using var q = Samples.Random([1, 1, 1, 128], seed: 1);
        using var k = Samples.Random([1, 300, 1, 128], seed: 2);
        using var v = Samples.Random([1, 300, 1, 128], seed: 3);
        using var tape = Tape.ForInference();
        v.Span[(17 * 128) + 70] = value;
        using (var cache = new KeyValueCache(1, 128, DType.Q8))
        {
            cache.Append(k, v);
            var output = tape.Attention(q, cache).Span;
            for (var index = 0; index < output.Length; index++)
            {
                Assert.True(float.IsNaN(output[index]) == (index / BlockLength == 2), $"element {index}: {output[index]}");
            }
        }

        // A score that is NaN makes NaN of every output of its query.
        k.Span[(250 * 128) + 3] = value;
        using var broken = new KeyValueCache(1, 128, DType.Q8);
        broken.Append(k, k);
        Assert.True(tape.Attention(q, broken).Span.ToArray().All(float.IsNaN));
    }

    // Relative to the outputs' root mean square, and absolute. Scores have the standard deviation of the sharpness: at 1
    // attention is spread over hundreds of keys, at 4 a few keys have most of it, and errors of their scores count in full.
    [Theory]
    [InlineData(1, 9e-3, 1e-3)]
    [InlineData(4, 2e-2, 3e-2)]
    public void Normal_keys_and_values_lose_no_more_than_stated(float sharpness, double mostRms, double mostLargest)
    {
        using var q = Normal([1, 1, 8, 128], seed: 1, sharpness);
        using var k = Normal([1, 2000, 8, 128], seed: 2);
        using var v = Normal([1, 2000, 8, 128], seed: 3);
        using var exact = new KeyValueCache(8, 128);
        using var bytes = new KeyValueCache(8, 128, DType.Q8);
        using var tape = Tape.ForInference();
        exact.Append(k, v);
        bytes.Append(k, v);
        var expected = tape.Attention(q, exact).Span;
        var found = tape.Attention(q, bytes).Span;
        double difference = 0, square = 0, largest = 0;
        for (var index = 0; index < expected.Length; index++)
        {
            var error = Math.Abs((double)expected[index] - found[index]);
            difference += error * error;
            square += (double)expected[index] * expected[index];
            largest = Math.Max(largest, error);
        }

        var rms = Math.Sqrt(difference / square);
        Assert.InRange(rms, 1e-6, mostRms);
        Assert.InRange(largest, 1e-7, mostLargest);
    }

    [Theory]
    [InlineData(3, 40)]
    [InlineData(1, 9)]
    [InlineData(1, 1)]
    public void Growing_and_truncating_keep_numbers_and_scales(int heads, int headDim)
    {
        var rowBytes = headDim + (sizeof(ushort) * ((headDim + BlockLength - 1) / BlockLength));
        using var q = Samples.Random([1, 1, heads, headDim], seed: 1);
        using var k = Samples.Random([1, 300, heads, headDim], seed: 2);
        using var v = Samples.Random([1, 300, heads, headDim], seed: 3);
        using var other = Samples.Random([1, 5, heads, headDim], seed: 4, scale: 30);
        using var tape = Tape.ForInference();
        using var straight = new KeyValueCache(heads, headDim, DType.Q8, capacity: 300);
        using var grown = new KeyValueCache(heads, headDim, DType.Q8, capacity: 1);
        straight.Append(k, v);
        for (var token = 0; token < 300; token++)
        {
            grown.Append(Token(k, token), Token(v, token));
            if (token % 50 == 49)
            {
                grown.Append(other, other);
                grown.Truncate(token + 1);
            }

            Assert.InRange(grown.ByteCount - (2L * heads * grown.Capacity * rowBytes), 0, 2);
        }

        grown.Reserve(1100);
        Assert.Equal((300, 1100), (grown.Length, grown.Capacity));
        Check.Close(tape.Attention(q, straight).Span, tape.Attention(q, grown).Span, 0);
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        using var q = Samples.Random([1, 1, 4, 64], seed: 1);
        using var k = Samples.Random([1, 1500, 4, 64], seed: 2);
        using var cache = new KeyValueCache(4, 64, DType.Q8);
        using var tape = Tape.ForInference();
        cache.Append(k, k);
        var many = tape.Attention(q, cache).Span.ToArray();
        float[] one = [];
        InsideOfAChunk.Action = () => one = tape.Attention(q, cache).Span.ToArray();
        Workers.Run(2, default(InsideOfAChunk));
        Assert.Equal(many, one);
    }

    [Fact]
    public void A_decode_step_allocates_nothing_on_the_managed_heap_and_disposing_gives_the_memory_back()
    {
        var inUse = TensorMemory.BytesInUse;
        using (var q = Samples.Random([1, 1, 2, 64], seed: 1))
        using (var k = Samples.Random([1, 1, 2, 64], seed: 2))
        using (var tape = Tape.ForInference())
        {
            using var cache = new KeyValueCache(2, 64, DType.Q8, capacity: 2000);
            Check.AllocatesNothing(
                () =>
                {
                    cache.Append(k, k);
                    tape.Attention(q, cache);
                    tape.Reset();
                },
                warmUp: 600);
            cache.Dispose();
            Assert.Throws<ObjectDisposedException>(() => cache.Append(k, k));
        }

        Assert.Equal(inUse, TensorMemory.BytesInUse);
    }

    // A section within a section runs on the thread that it finds itself on.
    private readonly struct InsideOfAChunk : IParallelWork
    {
        public static Action? Action { get; set; }

        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            if (chunk == 0)
            {
                Action!();
            }
        }
    }

    private static float[] Kept(Tensor v)
    {
        using var cache = new KeyValueCache(v.Shape[2], v.Shape[3], DType.Q8);
        using var zero = Tensor.Zeros(v.Shape);
        using var tape = Tape.ForInference();
        cache.Append(zero, v);
        return tape.Attention(zero, cache).Span.ToArray();
    }

    private static Tensor Token(Tensor x, int token) =>
        x.Reshape(x.Shape.Axes(1, 4)).Rows(token, 1).Reshape([1, 1, x.Shape[2], x.Shape[3]]);

    private static Tensor Rounded(Tensor x)
    {
        var rounded = Tensor.From(x.Span.ToArray(), x.Shape);
        var headDim = x.Shape[3];
        for (var row = 0; row < x.Count; row += headDim)
        {
            for (var start = 0; start < headDim; start += BlockLength)
            {
                var block = rounded.Span.Slice(row + start, Math.Min(BlockLength, headDim - start));
                var step = block.ToArray().Max(MathF.Abs) / 127;
                var bits = BitConverter.SingleToUInt32Bits(step);
                var scale = BitConverter.UInt32BitsToSingle((bits + 0xFFFF) & 0xFFFF0000);
                for (var index = 0; index < block.Length; index++)
                {
                    block[index] = scale == 0 ? 0 : MathF.Round(block[index] / scale) * scale;
                }
            }
        }

        return rounded;
    }

    // Box and Muller, "A Note on the Generation of Random Normal Deviates".
    private static Tensor Normal(Shape shape, ulong seed, float scale = 1)
    {
        var values = new float[shape.Count];
        for (var index = 0; index < values.Length; index++)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - RandomBits.Uniform(seed << 32, 2 * index)));
            values[index] = (float)(scale * radius * Math.Cos(2 * Math.PI * RandomBits.Uniform(seed << 32, (2 * index) + 1)));
        }

        return Tensor.From(values, shape);
    }
}
