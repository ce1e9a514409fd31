using RadSharp.Models.Decoders;
using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Memory;

namespace RadSharp.Models.Tests.Decoders;

public class CausalDecoderTests
{
    private static readonly int[] Ids = [3, 14, 15, 92, 65, 35, 89, 79];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Padding_on_either_side_changes_nothing(bool isLeft)
    {
        using var model = LoadedDecoder.Filled(LoadedDecoder.Small);
        using var tape = Tape.ForInference();
        int[] other = [.. Ids[..5]];
        int[] padded = isLeft ? [0, 0, 0, .. other, .. Ids] : [.. other, 0, 0, 0, .. Ids];
        bool[] mask = [.. Enumerable.Range(0, 16).Select(token => token >= 8 || (isLeft ? token >= 3 : token < 5))];
        var together = Logits(model.Decoder, tape, padded, 2, mask);
        var width = LoadedDecoder.Small.VocabularySize;
        Close(Logits(model.Decoder, tape, other), together.AsSpan((isLeft ? 3 : 0) * width, 5 * width));
        Close(Logits(model.Decoder, tape, Ids), together.AsSpan(8 * width));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_padded_batch_learns_what_its_sequences_teach_alone(bool recomputes)
    {
        using var model = LoadedDecoder.Filled(LoadedDecoder.Small);
        using var tape = Tape.ForTraining();
        model.Train();
        model.Decoder.RecomputesLayers = recomputes;
        const int No = CausalDecoder.NotCounted;
        int[] labels = [No, No, .. Ids[2..]];
        var loss = model.Decoder.Loss(
            tape,
            model.Decoder.Embed(tape, [.. Ids[..5], 0, 0, 0, .. Ids], batch: 2),
            [.. Ids[..5], No, No, No, .. labels],
            [true, true, true, true, true, false, false, false, .. Enumerable.Repeat(true, 8)]);
        tape.Backward(loss);
        var together = Taken(model);
        tape.Reset();

        // 4 of the first sequence's tokens count, and 6 of the second's.
        tape.Backward(model.Decoder.Loss(tape, model.Decoder.Embed(tape, Ids.AsSpan(0, 5)), Ids.AsSpan(0, 5)), 0.4f);
        tape.Reset();
        tape.Backward(model.Decoder.Loss(tape, model.Decoder.Embed(tape, Ids), labels), 0.6f);
        foreach (var (alone, batch) in Taken(model).Zip(together))
        {
            Close(alone, batch);
        }

        static float[][] Taken(LoadedDecoder model)
        {
            var gradients = model.Parameters.Parameters.Select(parameter => parameter.Value.Gradient.Span.ToArray()).ToArray();
            foreach (var parameter in model.Parameters.Parameters)
            {
                parameter.Value.ClearGradient();
            }

            return gradients;
        }
    }

    [Fact]
    public void Labels_are_tokens_or_not_counted()
    {
        using var model = LoadedDecoder.Filled(LoadedDecoder.Small);
        using var tape = Tape.ForInference();
        Assert.Throws<ArgumentException>(() => model.Decoder.Loss(tape, model.Decoder.Embed(tape, Ids), [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => model.Decoder.Loss(tape, model.Decoder.Embed(tape, [1, 2, 3]), [1, -1, 3]));
        Assert.Throws<ArgumentException>(() => model.Decoder.Loss(tape, model.Decoder.Embed(tape, [1, 2, 3]), [1, 100, 3]));
    }

    // Scaled until all angles vanish, a single layer sees a set of tokens, not a sequence.
    [Theory]
    [InlineData(1e12, true)]
    [InlineData(2, false)]
    public void Rotary_positions_are_scaled(double scaling, bool isBlindToOrder)
    {
        using var model = LoadedDecoder.Filled(LoadedDecoder.Small with { Layers = 1, RotaryScaling = scaling });
        using var tape = Tape.ForInference();
        var width = LoadedDecoder.Small.VocabularySize;
        var forth = Logits(model.Decoder, tape, [1, 2, 3, 4, 5])[^width..];
        var back = Logits(model.Decoder, tape, [4, 3, 2, 1, 5])[^width..];
        Assert.Equal(isBlindToOrder, forth.Zip(back).All(pair => Math.Abs(pair.First - pair.Second) < 1e-4));
    }

    [Fact]
    public void Conversations_that_step_together_get_what_each_gets_alone()
    {
        using var model = LoadedDecoder.Filled(LoadedDecoder.Small);
        using var tape = Tape.ForInference();
        using var first = new DecoderCache(model.Decoder.Config);
        using var second = new DecoderCache(model.Decoder.Config);
        model.Decoder.Continue(tape, model.Decoder.Embed(tape, Ids.AsSpan(0, 3)), first);
        model.Decoder.Continue(tape, model.Decoder.Embed(tape, Ids.AsSpan(0, 6)), second);
        var hidden = model.Decoder.Step(tape, model.Decoder.Embed(tape, [42, 43], batch: 2), [first, second]);
        var found = model.Decoder.Logits(tape, hidden).Span.ToArray();
        var width = LoadedDecoder.Small.VocabularySize;
        Close(Logits(model.Decoder, tape, [.. Ids[..3], 42]).AsSpan(3 * width), found.AsSpan(0, width));
        Close(Logits(model.Decoder, tape, [.. Ids[..6], 43]).AsSpan(6 * width), found.AsSpan(width));
    }

    [Fact]
    public void A_tied_head_is_the_embedding_table_and_learns_from_both_sides()
    {
        var config = LoadedDecoder.Small with { TiesEmbeddings = true };
        using var tied = LoadedDecoder.Filled(config, prefix: "language_model");
        using var untied = LoadedDecoder.Filled(config with { TiesEmbeddings = false }, prefix: "language_model");
        Assert.DoesNotContain("language_model.lm_head", tied.Parameters.Linears.Keys);
        var table = untied.Parameters["language_model.model.embed_tokens.weight"];
        var head = untied.Parameters["language_model.lm_head.weight"];
        table.Value.Span.CopyTo(head.Value.Span);
        var (gradients, sum) = (Gradient(tied), Gradient(untied));
        foreach (var (index, value) in head.Value.Gradient.Span.ToArray().Index())
        {
            sum[index] += value;
        }

        Close(sum, gradients);

        static float[] Gradient(LoadedDecoder model)
        {
            using var tape = Tape.ForTraining();
            model.Train();
            tape.Backward(model.Decoder.Loss(tape, model.Decoder.Embed(tape, Ids), Ids));
            return model.Parameters["language_model.model.embed_tokens.weight"].Value.Gradient.Span.ToArray();
        }
    }

    [Fact]
    public void Adapters_act_as_if_they_were_merged_in_whole_sequences_and_through_the_cache()
    {
        using var adapted = LoadedDecoder.Filled(LoadedDecoder.Small);
        using var merged = LoadedDecoder.Filled(LoadedDecoder.Small);
        using var added = new ParameterSet();
        var scope = new ParameterScope(new FilledParameters((_, _) => (0.2, 0)), added);
        string[] targets = ["model.layers.0.self_attn.q_proj", "model.layers.1.self_attn.v_proj", "model.layers.1.mlp.up_proj"];
        foreach (var name in targets)
        {
            var linear = adapted.Parameters.Linears[name];
            var (rows, columns) = (linear.Weight.Shape[0], linear.Weight.Shape[1]);
            var a = scope[name].Take("lora_A.weight", [3, columns], ParameterKind.Matrix);
            var b = scope[name].Take("lora_B.weight", [rows, 3], ParameterKind.Matrix);
            linear.Adapter = new LoraAdapter(a, b, 2);
            var weight = merged.Parameters.Linears[name].Weight.Value.Span;
            for (var index = 0; index < weight.Length; index++)
            {
                var (row, column) = Math.DivRem(index, columns);
                for (var rank = 0; rank < 3; rank++)
                {
                    weight[index] += 2 * b.Value.Span[(row * 3) + rank] * a.Value.Span[(rank * columns) + column];
                }
            }
        }

        using var tape = Tape.ForInference();
        using var cache = new DecoderCache(adapted.Decoder.Config);
        var expected = Logits(merged.Decoder, tape, Ids);
        Close(expected, Logits(adapted.Decoder, tape, Ids));
        adapted.Decoder.Continue(tape, adapted.Decoder.Embed(tape, Ids.AsSpan(0, 7)), cache);
        var last = adapted.Decoder.Step(tape, adapted.Decoder.Embed(tape, Ids.AsSpan(7)), [cache]);
        Close(expected.AsSpan(7 * LoadedDecoder.Small.VocabularySize), adapted.Decoder.Logits(tape, last).Span);
    }

    [Fact]
    public void Decode_steps_allocate_nothing_on_the_managed_heap_and_give_their_memory_back()
    {
        using var model = LoadedDecoder.Filled(LoadedDecoder.Small);
        using var tape = Tape.ForInference();
        using var first = new DecoderCache(model.Decoder.Config);
        using var second = new DecoderCache(model.Decoder.Config);
        model.Decoder.ReservePositions(64);
        DecoderCache[] both = [first, second];
        var (least, taken, kept) = (long.MaxValue, 0L, 0L);
        for (var call = 0; call < 8; call++)
        {
            var inUse = TensorMemory.BytesInUse;
            var before = GC.GetAllocatedBytesForCurrentThread();
            model.Decoder.Logits(tape, model.Decoder.Continue(tape, model.Decoder.Embed(tape, [5]), first), onlyLast: true);
            model.Decoder.Logits(tape, model.Decoder.Step(tape, model.Decoder.Embed(tape, [5, 6], batch: 2), both));
            taken = TensorMemory.BytesInUse - inUse;
            tape.Reset();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            kept = TensorMemory.BytesInUse - inUse;
        }

        Assert.Equal((0, 0), (least, kept));
        Assert.NotEqual(0, taken);
    }

    [Fact]
    public void More_tokens_than_the_context_holds_are_refused_with_both_numbers()
    {
        using var model = LoadedDecoder.Filled(LoadedDecoder.Small with { MaxPositions = 10 });
        using var tape = Tape.ForInference();
        using var cache = new DecoderCache(model.Decoder.Config);
        model.Decoder.Continue(tape, model.Decoder.Embed(tape, Ids), cache);
        var error = Assert.Throws<ArgumentException>(
            () => model.Decoder.Continue(tape, model.Decoder.Embed(tape, Ids.AsSpan(0, 3)), cache));
        Assert.All(["10", "8", "3"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.Equal(8, cache.Length);
    }

    [Theory]
    [InlineData(DType.Q8, 5e-4)]
    [InlineData(DType.Q4, 3e-2)]
    public void Quantized_matrices_and_embeddings_keep_the_distribution(DType dtype, double mostDivergence)
    {
        using var exact = LoadedDecoder.Filled(LoadedDecoder.Small);
        using var quantized = LoadedDecoder.Filled(LoadedDecoder.Small, dtype);
        Assert.Equal(dtype, quantized.Parameters["model.embed_tokens.weight"].Value.DType);
        Assert.All(quantized.Parameters.Linears.Values, linear => Assert.Equal(dtype, linear.Weight.Value.DType));
        Assert.InRange(Divergence(exact, quantized, Ids), 1e-9, mostDivergence);
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("qwen2")]
    public void A_checkpoint_in_8_bits_keeps_the_distribution_and_rows_that_are_not_whole_blocks_stay_exact(string name)
    {
        using var golden = new Golden(name);
        using var exact = LoadedDecoder.Of(golden);
        using var quantized = LoadedDecoder.Of(golden, DType.Q8);
        foreach (var (layer, linear) in quantized.Parameters.Linears)
        {
            var isWhole = linear.Weight.Shape[1] % 32 == 0;
            Assert.True(linear.Weight.Value.DType == (isWhole ? DType.Q8 : DType.Float32), layer);
        }

        Assert.InRange(Divergence(exact, quantized, golden.Integers("input_ids")), 0, 1e-3);
    }

    // Mean over the tokens of Σ p · ln(p / q), p exact and q quantised.
    private static double Divergence(LoadedDecoder exact, LoadedDecoder quantized, int[] ids)
    {
        using var tape = Tape.ForInference();
        var width = exact.Decoder.Config.VocabularySize;
        var (p, q) = (Logits(exact.Decoder, tape, ids), Logits(quantized.Decoder, tape, ids));
        double sum = 0;
        for (var token = 0; token < ids.Length; token++)
        {
            var a = p.AsSpan(token * width, width);
            var b = q.AsSpan(token * width, width);
            var (normA, normB) = (LogSumExp(a), LogSumExp(b));
            for (var index = 0; index < width; index++)
            {
                sum += Math.Exp(a[index] - normA) * (a[index] - normA - (b[index] - normB));
            }
        }

        return sum / ids.Length;

        static double LogSumExp(ReadOnlySpan<float> logits)
        {
            double total = 0;
            foreach (var logit in logits)
            {
                total += Math.Exp(logit);
            }

            return Math.Log(total);
        }
    }

    private static float[] Logits(CausalDecoder decoder, Tape tape, int[] ids, int batch = 1, bool[]? mask = null) =>
        decoder.Logits(tape, decoder.Forward(tape, decoder.Embed(tape, ids, batch), mask)).Span.ToArray();

    private static void Close(ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var index = 0; index < expected.Length; index++)
        {
            Assert.Equal(expected[index], found[index], 1e-4 * (1 + Math.Abs(expected[index])));
        }
    }
}
