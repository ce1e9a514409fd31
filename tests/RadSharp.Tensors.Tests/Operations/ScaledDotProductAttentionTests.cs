using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Operations;

public class ScaledDotProductAttentionTests
{
    // batch, queryTokens, keyTokens, queryHeads, keyHeads, headDim
    public static TheoryData<int, int, int, int, int, int> Sizes => new()
    {
        { 1, 1, 1, 1, 1, 1 },
        { 2, 1, 5, 3, 3, 8 },
        { 1, 2, 2, 2, 1, 16 },
        { 2, 31, 31, 2, 2, 40 },
        { 1, 33, 33, 3, 3, 64 },
        { 1, 65, 65, 2, 2, 72 },
        { 1, 64, 64, 1, 1, 80 },
        { 1, 65, 31, 4, 2, 128 },
        { 2, 7, 250, 6, 2, 17 },
        { 1, 35, 391, 7, 1, 8 },
        { 1, 3, 700, 2, 2, 33 },
        { 1, 5, 0, 2, 1, 8 },
        { 0, 5, 5, 2, 1, 8 },
        { 2, 0, 5, 2, 1, 8 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Full_attention_is_the_definition(int batch, int queryTokens, int keyTokens, int queryHeads, int keyHeads, int headDim) =>
        CheckOutput(batch, queryTokens, keyTokens, queryHeads, keyHeads, headDim, default, masked: false);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Causal_attention_is_the_definition(int batch, int queryTokens, int keyTokens, int queryHeads, int keyHeads, int headDim) =>
        CheckOutput(batch, queryTokens, keyTokens, queryHeads, keyHeads, headDim, AttentionOptions.Causal, masked: false);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Masked_attention_is_the_definition(int batch, int queryTokens, int keyTokens, int queryHeads, int keyHeads, int headDim)
    {
        CheckOutput(batch, queryTokens, keyTokens, queryHeads, keyHeads, headDim, new(Scale: 0.7f), masked: true);
        CheckOutput(batch, queryTokens, keyTokens, queryHeads, keyHeads, headDim, AttentionOptions.Causal, masked: true);
    }

    [Fact]
    public void The_tokens_of_a_vision_transformer_are_attended_as_defined() =>
        CheckOutput(1, 577, 577, 2, 2, 64, default, masked: false);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Gradients_are_the_definition(int batch, int queryTokens, int keyTokens, int queryHeads, int keyHeads, int headDim)
    {
        CheckGradients(batch, queryTokens, keyTokens, queryHeads, keyHeads, headDim, default, masked: false);
        CheckGradients(batch, queryTokens, keyTokens, queryHeads, keyHeads, headDim, AttentionOptions.Causal, masked: false);
        CheckGradients(batch, queryTokens, keyTokens, queryHeads, keyHeads, headDim, AttentionOptions.Causal, masked: true);
    }

    [Fact]
    public void Gradients_of_many_blocks_are_the_definition() =>
        CheckGradients(1, 230, 300, 2, 1, 24, AttentionOptions.Causal, masked: true);

    [Theory]
    [InlineData(2, 3, 3, 2, 2, false, false)]
    [InlineData(1, 4, 4, 2, 2, true, false)]
    [InlineData(1, 2, 5, 2, 2, true, false)]
    [InlineData(1, 3, 5, 4, 2, false, false)]
    [InlineData(2, 3, 4, 2, 1, false, true)]
    public void Gradients_are_slopes(
        int batch, int queryTokens, int keyTokens, int queryHeads, int keyHeads, bool isCausal, bool masked)
    {
        using var q = Samples.Random([batch, queryTokens, queryHeads, 5], seed: 1);
        using var k = Samples.Random([batch, keyTokens, keyHeads, 5], seed: 2);
        using var v = Samples.Random([batch, keyTokens, keyHeads, 5], seed: 3);
        var mask = masked ? Mask(batch, keyTokens) : [];
        Check.Gradients(
            (tape, inputs) => tape.Attention(inputs[0], inputs[1], inputs[2], new(IsCausal: isCausal), mask), [q, k, v]);
    }

    [Fact]
    public void One_tensor_may_be_queries_keys_and_values()
    {
        using var x = Samples.Random([1, 4, 1, 3]);
        Check.Gradients((tape, inputs) => tape.Attention(inputs[0], inputs[0], inputs[0]), [x]);
    }

    [Fact]
    public void Gradients_are_added_to_those_already_there()
    {
        using var q = Samples.Random([1, 3, 2, 4], seed: 1);
        using var k = Samples.Random([1, 4, 2, 4], seed: 2);
        using var v = Samples.Random([1, 4, 2, 4], seed: 3);
        bool[] mask = [true, false, true, true];
        Check.Gradients(
            (tape, inputs) => tape.Attention(tape.Attention(inputs[0], inputs[1], inputs[2]), inputs[1], inputs[2], default, mask),
            [q, k, v]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_gradient_that_is_not_wanted_is_not_computed(int wanted)
    {
        using var q = Samples.Random([1, 40, 2, 8], seed: 1);
        using var k = Samples.Random([1, 50, 2, 8], seed: 2);
        using var v = Samples.Random([1, 50, 2, 8], seed: 3);
        var inputs = new[] { q, k, v };
        using var tape = Tape.ForTraining();
        inputs[wanted].RequireGradient();
        var output = tape.Attention(q, k, v);
        var gradient = Samples.Values(output.Count, seed: 4);
        tape.Backward(output, gradient);
        var (dq, dk, dv) = new AttentionReference(q, k, v, 1 / Math.Sqrt(8), false, null).Gradients(gradient);
        for (var index = 0; index < 3; index++)
        {
            Assert.Equal(index == wanted, inputs[index].HasGradient);
        }

        Check.Close(wanted == 0 ? dq : wanted == 1 ? dk : dv, inputs[wanted].Gradient.Span, 2e-5f);
        inputs[wanted].ClearGradient();
    }

    [Fact]
    public void A_query_without_keys_gives_zeros_and_no_gradient()
    {
        // Of five queries the first two stand before the three keys.
        using var q = Samples.Random([1, 5, 1, 8], seed: 1).RequireGradient();
        using var k = Samples.Random([1, 3, 1, 8], seed: 2);
        using var v = Samples.Random([1, 3, 1, 8], seed: 3);
        using var tape = Tape.ForTraining();
        var output = tape.Attention(q, k, v, AttentionOptions.Causal);
        Check.Close(new float[16], output.Span[..16], 0);
        Assert.NotEqual(0, output.Span[16]);
        tape.Backward(output, Samples.Values(output.Count, seed: 4));
        Check.Close(new float[16], q.Gradient.Span[..16], 0);
        q.ClearGradient();
    }

    [Fact]
    public void A_sequence_with_every_key_masked_gives_zeros()
    {
        using var q = Samples.Random([2, 20, 2, 8], seed: 1);
        using var k = Samples.Random([2, 3, 2, 8], seed: 2);
        using var v = Samples.Random([2, 3, 2, 8], seed: 3);
        using var tape = Tape.ForInference();
        var output = tape.Attention(q, k, v, default, [false, false, false, true, true, true]);
        Check.Close(new float[q.Count / 2], output.Span[..(q.Count / 2)], 0);
        Assert.NotEqual(0, output.Span[q.Count / 2]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(50)]
    public void Masked_keys_are_not_read(int queryTokens)
    {
        using var q = Samples.Random([1, queryTokens, 1, 8], seed: 1).RequireGradient();
        using var k = Samples.Random([1, 5, 1, 8], seed: 2).RequireGradient();
        using var v = Samples.Random([1, 5, 1, 8], seed: 3).RequireGradient();
        k.Span.Slice(16, 8).Fill(float.NaN);
        v.Span.Slice(16, 8).Fill(float.NaN);
        using var tape = Tape.ForTraining();
        var output = tape.Attention(q, k, v, default, [true, true, false, true, true]);
        Assert.False(output.Span.Contains(float.NaN));
        tape.Backward(output, Samples.Values(output.Count, seed: 4));
        foreach (var tensor in new[] { q, k, v })
        {
            Assert.False(tensor.Gradient.Span.Contains(float.NaN));
            tensor.ClearGradient();
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(70)]
    public void Huge_scores_stay_finite(int tokens)
    {
        // Scores up to about ±1e4: nearly all the weight is on one key.
        using var q = Samples.Random([1, tokens, 2, 8], seed: 1, scale: 100).RequireGradient();
        using var k = Samples.Random([1, tokens, 2, 8], seed: 2, scale: 100).RequireGradient();
        using var v = Samples.Random([1, tokens, 2, 8], seed: 3).RequireGradient();
        using var tape = Tape.ForTraining();
        var output = tape.Attention(q, k, v);
        Check.Close(new AttentionReference(q, k, v, 1 / Math.Sqrt(8), false, null).Output(), output.Span, 1e-2f);
        tape.Backward(output, Samples.Values(output.Count, seed: 4));
        foreach (var tensor in new[] { q, k, v })
        {
            foreach (var gradient in tensor.Gradient.Span)
            {
                Assert.True(float.IsFinite(gradient));
            }

            tensor.ClearGradient();
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    public void A_NaN_stays_in_its_head(int tokens)
    {
        using var q = Samples.Random([1, tokens, 3, 8], seed: 1);
        using var k = Samples.Random([1, tokens, 3, 8], seed: 2);
        using var v = Samples.Random([1, tokens, 3, 8], seed: 3);
        using var tape = Tape.ForInference();
        using var clean = tape.Attention(q, k, v).Clone();
        k.Span[8 + 3] = float.NaN;
        var output = tape.Attention(q, k, v);
        for (var index = 0; index < output.Count; index++)
        {
            var isSecondHead = index / 8 % 3 == 1;
            Assert.Equal(isSecondHead ? float.NaN : clean.Span[index], output.Span[index]);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void An_infinite_score_makes_its_row_NaN_only(int tokens)
    {
        using var q = Samples.Random([1, tokens, 1, 4], seed: 1);
        using var k = Tensor.Full([1, tokens, 1, 4], 1);
        using var v = Samples.Random([1, tokens, 1, 4], seed: 3);
        q.Span[4] = float.PositiveInfinity;
        using var tape = Tape.ForInference();
        var output = tape.Attention(q, k, v);
        for (var index = 0; index < output.Count; index++)
        {
            Assert.Equal(index / 4 == 1, float.IsNaN(output.Span[index]));
        }
    }

    [Fact]
    public void Memory_grows_with_the_tokens_and_not_with_their_square()
    {
        const int Tokens = 4096;
        const long Activation = Tokens * 2 * 16 * sizeof(float);
        using var q = Samples.Random([1, Tokens, 2, 16], seed: 1).RequireGradient();
        using var k = Samples.Random([1, Tokens, 2, 16], seed: 2).RequireGradient();
        using var v = Samples.Random([1, Tokens, 2, 16], seed: 3).RequireGradient();
        TensorMemory.Trim();
        var inUse = TensorMemory.BytesInUse;
        using (var tape = Tape.ForTraining())
        {
            var output = tape.Attention(q, k, v, AttentionOptions.Causal);
            Assert.InRange(tape.BytesOwned, Activation, 2 * Activation);
            tape.Backward(output, Samples.Values(output.Count, seed: 4));

            // What is kept free is what was taken and given back: at its peak, backward held a few activations.
            Assert.InRange(TensorMemory.BytesInUse - inUse + TensorMemory.BytesRetained, Activation, 40 * Activation);
        }

        q.ClearGradient();
        k.ClearGradient();
        v.ClearGradient();
        Assert.Equal(inUse, TensorMemory.BytesInUse);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    public void Without_recording_nothing_is_allocated_on_the_managed_heap(int queryTokens)
    {
        using var q = Samples.Random([1, queryTokens, 4, 16], seed: 1);
        using var k = Samples.Random([1, 600, 2, 16], seed: 2);
        using var v = Samples.Random([1, 600, 2, 16], seed: 3);
        using var tape = Tape.ForInference();
        var mask = new bool[600];
        mask.AsSpan(30).Fill(true);
        Check.AllocatesNothing(() =>
        {
            tape.Attention(q, k, v, AttentionOptions.Causal, mask);
            tape.Reset();
        });
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        using var q = Samples.Random([1, 3, 4, 8]);
        using var k = Samples.Random([1, 5, 3, 8]);
        using var shorter = Samples.Random([1, 4, 3, 8]);
        using var narrow = Samples.Random([1, 5, 4, 7]);
        using var half = Tensor.Uninitialized([1, 3, 4, 8], DType.BFloat16);
        using var tape = Tape.ForInference();
        AssertNames(() => tape.Attention(q, k, k), "[1, 3, 4, 8]", "[1, 5, 3, 8]", "multiple");
        AssertNames(() => tape.Attention(q, narrow, narrow), "[1, 3, 4, 8]", "[1, 5, 4, 7]");
        AssertNames(() => tape.Attention(k, k, shorter), "[1, 5, 3, 8]", "[1, 4, 3, 8]");
        AssertNames(() => tape.Attention(q, q, q, default, [true, false]), "mask", "[1, 3, 4, 8]", "2");
        AssertNames(() => tape.Attention(half, q, q), "BFloat16", "[1, 3, 4, 8]");
    }

    private static void AssertNames(Action action, params string[] parts)
    {
        var error = Assert.Throws<ArgumentException>(action);
        foreach (var part in parts.Append("Attention"))
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    private static void CheckOutput(
        int batch, int queryTokens, int keyTokens, int queryHeads, int keyHeads, int headDim, AttentionOptions options, bool masked)
    {
        using var q = Samples.Random([batch, queryTokens, queryHeads, headDim], seed: 1, scale: 2);
        using var k = Samples.Random([batch, keyTokens, keyHeads, headDim], seed: 2, scale: 2);
        using var v = Samples.Random([batch, keyTokens, keyHeads, headDim], seed: 3);
        using var tape = Tape.ForInference();
        var mask = masked ? Mask(batch, keyTokens) : [];
        var output = tape.Attention(q, k, v, options, mask);
        var reference = new AttentionReference(
            q, k, v, options.Scale ?? 1 / Math.Sqrt(headDim), options.IsCausal, mask.Length > 0 ? mask : null);
        Assert.Equal(q.Shape, output.Shape);
        Check.Close(reference.Output(), output.Span, 1e-5f);
    }

    private static void CheckGradients(
        int batch, int queryTokens, int keyTokens, int queryHeads, int keyHeads, int headDim, AttentionOptions options, bool masked)
    {
        using var q = Samples.Random([batch, queryTokens, queryHeads, headDim], seed: 1, scale: 2).RequireGradient();
        using var k = Samples.Random([batch, keyTokens, keyHeads, headDim], seed: 2, scale: 2).RequireGradient();
        using var v = Samples.Random([batch, keyTokens, keyHeads, headDim], seed: 3).RequireGradient();
        var mask = masked ? Mask(batch, keyTokens) : [];
        var gradient = Samples.Values(q.Count, seed: 4);
        using (var tape = Tape.ForTraining())
        {
            tape.Backward(tape.Attention(q, k, v, options, mask), gradient);
        }

        var reference = new AttentionReference(q, k, v, 1 / Math.Sqrt(headDim), options.IsCausal, mask.Length > 0 ? mask : null);
        var (dq, dk, dv) = reference.Gradients(gradient);
        Check.Close(dq, q.Gradient.Span, 1e-5f, "queries");
        Check.Close(dk, k.Gradient.Span, 1e-5f, "keys");
        Check.Close(dv, v.Gradient.Span, 1e-5f, "values");
        q.ClearGradient();
        k.ClearGradient();
        v.ClearGradient();
    }

    private static bool[] Mask(int batch, int keyTokens)
    {
        var mask = new bool[batch * keyTokens];
        for (var index = 0; index < mask.Length; index++)
        {
            mask[index] = index % 5 != 1 && index % 7 != 0;
        }

        return mask;
    }
}
