using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Operations;
using RadSharp.Tensors.Tests.Operations;

namespace RadSharp.Tensors.Tests;

public class KeyValueCacheTests
{
    // queryHeads, keyHeads, headDim
    public static TheoryData<int, int, int> Heads => new() { { 2, 2, 16 }, { 6, 2, 40 }, { 7, 1, 9 } };

    [Theory]
    [MemberData(nameof(Heads))]
    public void Decoding_token_by_token_equals_causal_attention(int queryHeads, int keyHeads, int headDim) =>
        CheckChunks(queryHeads, keyHeads, headDim, tokens: 70, chunk: 1, DType.Float32, 3e-6f);

    [Theory]
    [MemberData(nameof(Heads))]
    public void Prefill_in_parts_equals_causal_attention(int queryHeads, int keyHeads, int headDim)
    {
        CheckChunks(queryHeads, keyHeads, headDim, tokens: 70, chunk: 3, DType.Float32, 3e-6f);
        CheckChunks(queryHeads, keyHeads, headDim, tokens: 300, chunk: 41, DType.Float32, 3e-6f);
        CheckChunks(queryHeads, keyHeads, headDim, tokens: 300, chunk: 300, DType.Float32, 3e-6f);
    }

    // Values up to 1 are rounded by up to 2^-9 (bfloat16) and 2^-12 (half); scores likewise, relative to their terms.
    [Theory]
    [InlineData(DType.BFloat16, 1, 8e-3f)]
    [InlineData(DType.BFloat16, 50, 8e-3f)]
    [InlineData(DType.Float16, 1, 1e-3f)]
    [InlineData(DType.Float16, 50, 1e-3f)]
    public void A_cache_of_half_the_size_loses_no_more_than_its_rounding(DType dtype, int chunk, float tolerance) =>
        CheckChunks(4, 2, 24, tokens: 100, chunk, dtype, tolerance);

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Float16)]
    public void A_long_cache_is_read_in_ranges_by_several_threads(DType dtype)
    {
        using var q = Samples.Random([1, 2, 6, 24], seed: 1, scale: 2);
        using var k = Samples.Random([1, 1030, 2, 24], seed: 2, scale: 2);
        using var v = Samples.Random([1, 1030, 2, 24], seed: 3);
        using var cache = new KeyValueCache(2, 24, dtype);
        cache.Append(k, v);
        using var storedKeys = k.To(dtype);
        using var storedValues = v.To(dtype);
        using var keys = storedKeys.To(DType.Float32);
        using var values = storedValues.To(DType.Float32);
        using var tape = Tape.ForInference();
        var reference = new AttentionReference(q, keys, values, 0.3, isCausal: true, keyMask: null);
        Check.Close(reference.Output(), tape.Attention(q, cache, scale: 0.3f).Span, 3e-6f);
        reference = new AttentionReference(q, keys, values, 1 / Math.Sqrt(24), isCausal: false, keyMask: null);
        Check.Close(reference.Output(), tape.Attention(q, cache, isCausal: false).Span, 3e-6f);
    }

    [Fact]
    public void Truncating_and_appending_again_is_as_if_the_rest_had_never_been()
    {
        using var q = Samples.Random([1, 1, 2, 8], seed: 1);
        using var k = Samples.Random([1, 90, 2, 8], seed: 2);
        using var v = Samples.Random([1, 90, 2, 8], seed: 3);
        using var other = Samples.Random([1, 5, 2, 8], seed: 4);
        using var tape = Tape.ForInference();
        using var straight = new KeyValueCache(2, 8);
        using var returned = new KeyValueCache(2, 8, capacity: 200);
        straight.Append(k, v);
        straight.Append(other, other);
        returned.Append(k, v);
        returned.Append(k, k);
        returned.Truncate(90);
        Assert.Equal(90, returned.Length);
        returned.Append(other, other);
        Check.Close(tape.Attention(q, straight).Span, tape.Attention(q, returned).Span, 0);
    }

    [Fact]
    public void The_capacity_grows_and_keeps_what_is_there()
    {
        using var token = Samples.Random([1, 1, 3, 4], seed: 1);
        using var cache = new KeyValueCache(3, 4, DType.Float16, capacity: 0);
        for (var length = 1; length <= 200; length++)
        {
            cache.Append(token, token);
            Assert.Equal(length, cache.Length);
            Assert.InRange(cache.Capacity, length, Math.Max(64, 2 * length));
            Assert.Equal(2L * 3 * cache.Capacity * 4 * 2, cache.ByteCount);
        }

        using var tape = Tape.ForInference();
        using var rounded = token.To(DType.Float16);
        using var expected = rounded.To(DType.Float32);
        Check.Close(expected.Span, tape.Attention(token, cache).Span, 1e-6f);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.BFloat16)]
    public void A_decode_step_allocates_nothing_on_the_managed_heap(DType dtype)
    {
        using var q = Samples.Random([1, 1, 4, 16], seed: 1);
        using var k = Samples.Random([1, 1, 2, 16], seed: 2);
        using var cache = new KeyValueCache(2, 16, dtype, capacity: 2000);
        using var tape = Tape.ForInference();
        Check.AllocatesNothing(
            () =>
            {
                cache.Append(k, k);
                tape.Attention(q, cache);
                tape.Reset();
            },
            warmUp: 600);
    }

    [Fact]
    public void Disposing_gives_the_memory_back()
    {
        var inUse = TensorMemory.BytesInUse;
        using (var token = Samples.Random([1, 100, 2, 8]))
        {
            var cache = new KeyValueCache(2, 8);
            cache.Append(token, token);
            cache.Dispose();
            cache.Dispose();
        }

        Assert.Equal(inUse, TensorMemory.BytesInUse);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        using var cache = new KeyValueCache(2, 8);
        using var q = Samples.Random([1, 2, 3, 8]);
        using var k = Samples.Random([1, 4, 2, 8]);
        using var longer = Samples.Random([1, 5, 2, 8]);
        using var tape = Tape.ForTraining();
        cache.Append(k, k);
        AssertNames(() => tape.Attention(q, cache), "[1, 2, 3, 8]", "2 heads of 8");
        AssertNames(() => tape.Attention(longer, cache), "[1, 5, 2, 8]", "4 tokens");
        AssertNames(() => cache.Append(q, q), "[1, 2, 3, 8]", "[1, tokens, 2, 8]");
        AssertNames(() => cache.Append(k, longer), "[1, 4, 2, 8]", "[1, 5, 2, 8]");
        AssertNames(() => cache.Truncate(5), "0 to 4", "5");
        AssertNames(() => new KeyValueCache(0, 8).Dispose(), "0 heads of 8");
        AssertNames(() => new KeyValueCache(2, 8, DType.Q4).Dispose(), "Q4", "Q8");
        k.RequireGradient();
        var error = Assert.Throws<InvalidOperationException>(() => tape.Attention(k, cache));
        Assert.Contains("[1, 4, 2, 8]", error.Message, StringComparison.Ordinal);
    }

    private static void AssertNames(Action action, params string[] parts)
    {
        var error = Assert.Throws<ArgumentException>(action);
        foreach (var part in parts)
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    private static void CheckChunks(int queryHeads, int keyHeads, int headDim, int tokens, int chunk, DType dtype, float tolerance)
    {
        using var q = Samples.Random([1, tokens, queryHeads, headDim], seed: 1, scale: 2);
        using var k = Samples.Random([1, tokens, keyHeads, headDim], seed: 2);
        using var v = Samples.Random([1, tokens, keyHeads, headDim], seed: 3);
        using var cache = new KeyValueCache(keyHeads, headDim, dtype);
        using var tape = Tape.ForInference();
        var expected = tape.Attention(q, k, v, AttentionOptions.Causal);
        for (var start = 0; start < tokens; start += chunk)
        {
            var count = Math.Min(chunk, tokens - start);
            cache.Append(Part(k, start, count), Part(v, start, count));
            var output = tape.Attention(Part(q, start, count), cache);
            var rowLength = queryHeads * headDim;
            Check.Close(expected.Span.Slice(start * rowLength, count * rowLength), output.Span, tolerance, $"tokens from {start}");
        }
    }

    // Tokens start to start + count − 1 of a batch of one.
    private static Tensor Part(Tensor x, int start, int count) =>
        x.Reshape(x.Shape.Axes(1, 4)).Rows(start, count).Reshape([1, count, x.Shape[2], x.Shape[3]]);
}
