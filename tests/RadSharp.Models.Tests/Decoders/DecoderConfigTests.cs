using System.Text.Json;
using RadSharp.Models.Decoders;

namespace RadSharp.Models.Tests.Decoders;

public class DecoderConfigTests
{
    private const string Sizes =
        "\"vocab_size\": 100, \"hidden_size\": 64, \"intermediate_size\": 96, "
        + "\"num_hidden_layers\": 2, \"num_attention_heads\": 4";

    [Fact]
    public void Fields_of_a_file_are_read()
    {
        var config = DecoderConfig.Read(Golden.PathOf("qwen2/config.json"));
        var expected = new DecoderConfig("qwen2", 160, 48, 112, 3, 6, 2, 8, 512)
        {
            RotaryTheta = 1e6,
            HasAttentionBias = true,
            EndTokens = config.EndTokens,
        };
        Assert.Equal(expected, config);
        Assert.Empty(config.EndTokens);
    }

    [Fact]
    public void What_is_left_out_is_the_default_of_the_type()
    {
        var llama = Read($$"""{"model_type": "llama", {{Sizes}}}""");
        Assert.Equal((4, 16, 2048), (llama.KeyValueHeads, llama.HeadDim, llama.MaxPositions));
        Assert.Equal((1, 2), (llama.BeginToken, Assert.Single(llama.EndTokens)));
        Assert.False(llama.HasAttentionBias);
        var part = Read("""{"model_type": "qwen2", "vocab_size": 152128}""", isNested: true);
        Assert.Equal((4096, 22_016, 32, 32), (part.HiddenSize, part.IntermediateSize, part.Layers, part.KeyValueHeads));
        Assert.Null(part.BeginToken);
    }

    [Fact]
    public void Biases_ties_scaling_and_several_end_tokens_are_read()
    {
        var config = Read(
            $$"""
            {"model_type": "llama", {{Sizes}}, "attention_bias": true, "mlp_bias": true, "tie_word_embeddings": true,
             "rope_scaling": {"type": "linear", "factor": 2.5}, "eos_token_id": [7, 9], "bos_token_id": null}
            """);
        Assert.True(config is { HasAttentionBias: true, HasOutputBias: true, HasMlpBias: true, TiesEmbeddings: true });
        Assert.Equal((2.5, null), (config.RotaryScaling, config.BeginToken));
        Assert.Equal([7, 9], config.EndTokens);
        var newer = Read($$$"""{"model_type": "qwen2", {{{Sizes}}}, "rope_parameters": {"rope_theta": 5e5}}""");
        Assert.Equal((5e5, 1), (newer.RotaryTheta, newer.RotaryScaling));
    }

    [Theory]
    [InlineData("""{"model_type": "mamba", SIZES}""", "model_type", "mamba")]
    [InlineData("""{SIZES}""", "model_type", "no such field")]
    [InlineData("""{"model_type": "llama", "vocab_size": 3}""", "hidden_size", "no such field")]
    [InlineData("""{"model_type": "llama", SIZES, "num_key_value_heads": 3}""", "num_key_value_heads", "3")]
    [InlineData("""{"model_type": "llama", SIZES, "head_dim": 7}""", "head_dim", "7")]
    [InlineData("""{"model_type": "llama", SIZES, "rms_norm_eps": "small"}""", "rms_norm_eps", "small")]
    [InlineData("""{"model_type": "llama", SIZES, "rope_scaling": {"rope_type": "yarn", "factor": 4}}""", "rope_scaling", "yarn")]
    [InlineData("""{"model_type": "llama", SIZES, "hidden_act": "gelu"}""", "hidden_act", "gelu")]
    [InlineData("""{"model_type": "qwen2", SIZES, "use_sliding_window": true}""", "use_sliding_window", "true")]
    [InlineData("""{"model_type": "llama", SIZES, "eos_token_id": -1}""", "eos_token_id", "-1")]
    [InlineData("""[1]""", "JSON object", "Array")]
    public void A_wrong_field_is_named_with_the_file(string json, string field, string found)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(json.Replace("SIZES", Sizes, StringComparison.Ordinal)));
        Assert.All(["config.json", field, found], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    private static DecoderConfig Read(string json, bool isNested = false)
    {
        using var document = JsonDocument.Parse(json);
        return DecoderConfig.Read(document.RootElement, "config.json", isNested: isNested);
    }
}
