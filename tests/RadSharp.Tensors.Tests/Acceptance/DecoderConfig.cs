using System.Text.Json;

namespace RadSharp.Tensors.Tests.Acceptance;

/// <summary>The numbers of a LLaMA or Qwen2 decoder, as its <c>config.json</c> has them.</summary>
internal sealed record DecoderConfig(
    int Hidden, int Layers, int Heads, int KeyValueHeads, int HeadDim, float NormEpsilon, double RotaryTheta, bool HasAttentionBias)
{
    public static DecoderConfig Read(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(path));
        var config = json.RootElement;
        var hidden = config.GetProperty("hidden_size").GetInt32();
        var heads = config.GetProperty("num_attention_heads").GetInt32();
        return new DecoderConfig(
            hidden,
            config.GetProperty("num_hidden_layers").GetInt32(),
            heads,
            config.GetProperty("num_key_value_heads").GetInt32(),
            config.TryGetProperty("head_dim", out var headDim) ? headDim.GetInt32() : hidden / heads,
            config.GetProperty("rms_norm_eps").GetSingle(),
            config.GetProperty("rope_theta").GetDouble(),
            HasAttentionBias: config.GetProperty("model_type").GetString() == "qwen2");
    }
}
