using System.Text.Json;
using RadSharp.Models.Checkpoints;

namespace RadSharp.Models.Decoders;

/// <summary>
/// The numbers of a LLaMA (Vicuna) or Qwen2 decoder, as its <c>config.json</c> has them
/// (transformers: models/llama/configuration_llama.py, models/qwen2/configuration_qwen2.py).
/// </summary>
/// <param name="ModelType"><c>llama</c> or <c>qwen2</c>.</param>
/// <param name="VocabularySize">Rows of the embedding table and of the head.</param>
/// <param name="HiddenSize">Width of a token's hidden state.</param>
/// <param name="IntermediateSize">Width inside the feed-forward part.</param>
/// <param name="Layers">Number of layers.</param>
/// <param name="Heads">Heads of queries.</param>
/// <param name="KeyValueHeads">Heads of keys and values; divides <paramref name="Heads"/>.</param>
/// <param name="HeadDim">Length of one query, key or value.</param>
/// <param name="MaxPositions">Tokens of the longest context.</param>
public sealed record DecoderConfig(
    string ModelType, int VocabularySize, int HiddenSize, int IntermediateSize, int Layers, int Heads, int KeyValueHeads,
    int HeadDim, int MaxPositions)
{
    /// <summary>Added to the mean square in the norms: <c>rms_norm_eps</c>.</summary>
    public float NormEpsilon { get; init; } = 1e-6f;

    /// <summary>Base of the rotary positions: <c>rope_theta</c>.</summary>
    public double RotaryTheta { get; init; } = 10_000;

    /// <summary>By how much linear <c>rope_scaling</c> stretches the context; 1 without.</summary>
    public double RotaryScaling { get; init; } = 1;

    /// <summary>Whether the projections to queries, keys and values have a bias, as Qwen2's always do.</summary>
    public bool HasAttentionBias { get; init; }

    /// <summary>Whether the projection out of the attention has a bias, as LLaMA's has with <c>attention_bias</c>.</summary>
    public bool HasOutputBias { get; init; }

    /// <summary>Whether the three projections of the feed-forward part have biases: <c>mlp_bias</c>.</summary>
    public bool HasMlpBias { get; init; }

    /// <summary>Whether the embedding table is the head too: <c>tie_word_embeddings</c>.</summary>
    public bool TiesEmbeddings { get; init; }

    /// <summary>The token that begins a text, where the file names one.</summary>
    public int? BeginToken { get; init; }

    /// <summary>The tokens that end an answer; empty where the file names none.</summary>
    public IReadOnlyList<int> EndTokens { get; init; } = [];

    /// <summary>Reads a decoder's own <c>config.json</c>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">A field is missing, wrong or not supported; the message names it.</exception>
    public static DecoderConfig Read(string path) => Read(ConfigFields.Read(path).Json, path);

    /// <summary>Reads a decoder's configuration out of a larger one, such as the <c>text_config</c> of a composition.</summary>
    /// <param name="json">The object.</param>
    /// <param name="file">The file that it is from, for messages.</param>
    /// <param name="modelType">The decoder's type where the object's <c>model_type</c> names a composition; else null.</param>
    /// <param name="isNested">
    /// Whether the object is part of another. transformers leaves out of such a part what equals the type's default, sizes
    /// too, so these defaults fill it; in a file of its own a missing size is an error.
    /// </param>
    /// <exception cref="InvalidDataException">A field is missing, wrong or not supported; the message names it.</exception>
    public static DecoderConfig Read(JsonElement json, string file, string? modelType = null, bool isNested = false)
    {
        var fields = new ConfigFields(json, file);
        var type = modelType ?? fields.Text("model_type");
        if (type is not ("llama" or "qwen2"))
        {
            throw fields.Wrong("model_type", "llama or qwen2", $"'{type}'");
        }

        var isQwen2 = type == "qwen2";
        var hidden = fields.Positive("hidden_size", isNested ? 4096 : null);
        var heads = fields.Positive("num_attention_heads", isNested ? 32 : null);
        var keyValueHeads = fields.Positive("num_key_value_heads", isQwen2 && isNested ? 32 : heads);
        if (heads % keyValueHeads != 0)
        {
            throw fields.Wrong("num_key_value_heads", $"a divisor of the {heads} attention heads", $"{keyValueHeads}");
        }

        if (!fields.Has("head_dim") && hidden % heads != 0)
        {
            throw fields.Wrong("hidden_size", $"a multiple of the {heads} attention heads", $"{hidden}");
        }

        var headDim = fields.Positive("head_dim", hidden / heads, most: 1 << 16);
        if (headDim % 2 != 0)
        {
            throw fields.Wrong("head_dim", "an even number, for rotary positions", $"{headDim}");
        }

        if (fields.Text("hidden_act", "silu") is var activation && activation != "silu")
        {
            throw fields.Wrong("hidden_act", "silu", $"'{activation}'");
        }

        if (fields.Flag("use_sliding_window"))
        {
            throw fields.Wrong("use_sliding_window", "false: attention over a sliding window is not supported", "true");
        }

        var hasBias = isQwen2 || fields.Flag("attention_bias");
        var rotary = fields.Rotary();
        return new DecoderConfig(
            type,
            fields.Positive("vocab_size", isNested ? isQwen2 ? 151_936 : 32_000 : null),
            hidden,
            fields.Positive("intermediate_size", isNested ? isQwen2 ? 22_016 : 11_008 : null),
            fields.Positive("num_hidden_layers", isNested ? 32 : null, ConfigFields.MostLayers),
            heads,
            keyValueHeads,
            headDim,
            fields.Positive("max_position_embeddings", isQwen2 ? 32_768 : 2_048))
        {
            NormEpsilon = (float)fields.PositiveReal("rms_norm_eps", 1e-6),
            RotaryTheta = rotary.Theta,
            RotaryScaling = rotary.Scaling,
            HasAttentionBias = hasBias,
            HasOutputBias = hasBias && !isQwen2,
            HasMlpBias = !isQwen2 && fields.Flag("mlp_bias"),
            TiesEmbeddings = fields.Flag("tie_word_embeddings"),
            BeginToken = fields.Tokens("bos_token_id", isQwen2 ? [] : [1]) is [var begin, ..] ? begin : null,
            EndTokens = fields.Tokens("eos_token_id", isQwen2 ? [] : [2]),
        };
    }
}
