using RadSharp.Models.Decoders;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Tests.Decoders;

/// <summary>What a conversation loses whose keys and values are kept in 8 bits.</summary>
public class ByteCacheTests
{
    // Nats, mean and largest over the tokens. Chunks of one token are attended to as bytes, long ones as floats.
    [Theory]
    [InlineData("llama", 1)]
    [InlineData("llama", 100)]
    [InlineData("qwen2", 1)]
    [InlineData("qwen2", 100)]
    public void Next_token_probabilities_stay_what_they_are(string name, int chunk)
    {
        using var golden = new Golden(name);
        using var model = LoadedDecoder.Of(golden);
        var ids = golden.Integers("generated_ids");
        var exact = Logits(model.Decoder, ids, chunk, DType.Float32);
        var found = Logits(model.Decoder, ids, chunk, DType.Q8);
        var divergences = exact.Zip(found, Divergence).ToArray();
        Assert.Equal(ids.Length, divergences.Length);
        Assert.InRange(divergences.Average(), 1e-12, 6e-5);
        Assert.InRange(divergences.Max(), 1e-12, 1.5e-4);
    }

    [Fact]
    public void It_takes_little_more_than_a_quarter_of_the_memory()
    {
        var config = LoadedDecoder.Small;
        using var exact = new DecoderCache(config, capacity: 100);
        using var bytes = new DecoderCache(config, DType.Q8, capacity: 100);
        Assert.Equal(exact.ByteCount / config.HeadDim / sizeof(float) * (config.HeadDim + sizeof(ushort)), bytes.ByteCount);
    }

    // Of every token.
    private static List<float[]> Logits(CausalDecoder decoder, int[] ids, int chunk, DType dtype)
    {
        using var tape = Tape.ForInference();
        using var cache = new DecoderCache(decoder.Config, dtype);
        var rows = new List<float[]>();
        foreach (var part in ids.Chunk(chunk))
        {
            tape.Reset();
            var logits = decoder.Logits(tape, decoder.Continue(tape, decoder.Embed(tape, part), cache));
            rows.AddRange(logits.Span.ToArray().Chunk(decoder.Config.VocabularySize));
        }

        return rows;
    }

    // Σ p · ln(p / q)
    private static double Divergence(float[] exact, float[] found)
    {
        var (normP, normQ) = (LogSumExp(exact), LogSumExp(found));
        return exact.Zip(found, (p, q) => Math.Exp(p - normP) * (p - normP - (q - normQ))).Sum();

        static double LogSumExp(float[] logits) => Math.Log(logits.Sum(logit => Math.Exp(logit)));
    }
}
