using RadSharp.Models.Checkpoints;
using RadSharp.Tensors;

namespace RadSharp.Models.Encoders.Bert;

/// <summary>
/// The numbers of a BERT encoder, as its <c>config.json</c> has them (transformers: models/bert/configuration_bert.py).
/// </summary>
/// <param name="VocabularySize">Rows of the table of words: <c>vocab_size</c>.</param>
/// <param name="HiddenSize">Width of a token's hidden state.</param>
/// <param name="IntermediateSize">Width inside the feed-forward part.</param>
/// <param name="Layers">Number of layers: <c>num_hidden_layers</c>.</param>
/// <param name="AttentionHeads">Heads of each attention; divides <paramref name="HiddenSize"/>.</param>
/// <param name="MaxPositions">Tokens of the longest text: <c>max_position_embeddings</c>.</param>
public sealed record BertConfig(
    int VocabularySize, int HiddenSize, int IntermediateSize, int Layers, int AttentionHeads, int MaxPositions)
{
    /// <summary>Number of segments: <c>type_vocab_size</c>.</summary>
    public int TokenTypes { get; init; } = 2;

    /// <summary>Added to the variance in the norms: <c>layer_norm_eps</c>.</summary>
    public float LayerNormEpsilon { get; init; } = 1e-12f;

    /// <summary>The function inside the feed-forward part: <c>hidden_act</c>.</summary>
    public Activation HiddenActivation { get; init; } = Activation.Gelu;

    /// <summary>Share of each branch's output that training leaves out: <c>hidden_dropout_prob</c>.</summary>
    public float HiddenDropout { get; init; } = 0.1f;

    /// <summary>Whether the table of words is the language-modelling head's matrix too: <c>tie_word_embeddings</c>.</summary>
    public bool TiesWordEmbeddings { get; init; } = true;

    /// <summary>Reads a <c>config.json</c>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">A field is missing, wrong or not supported; the message names it.</exception>
    public static BertConfig Read(string path) => From(ConfigFields.Read(path));

    /// <summary>Reads fields that are at hand already.</summary>
    internal static BertConfig From(ConfigFields fields)
    {
        var hidden = fields.Positive("hidden_size");
        var heads = fields.Positive("num_attention_heads");
        if (hidden % heads != 0)
        {
            throw fields.Wrong("hidden_size", $"a multiple of the {heads} attention heads", $"{hidden}");
        }

        if (fields.Text("position_embedding_type", "absolute") is var positions && positions != "absolute")
        {
            throw fields.Wrong("position_embedding_type", "absolute", $"'{positions}'");
        }

        var activation = fields.Text("hidden_act", "gelu");
        return new BertConfig(
            fields.Positive("vocab_size"), hidden, fields.Positive("intermediate_size"), fields.Positive("num_hidden_layers", most: ConfigFields.MostLayers),
            heads, fields.Positive("max_position_embeddings"))
        {
            TokenTypes = fields.Positive("type_vocab_size", 2),
            LayerNormEpsilon = (float)fields.Real("layer_norm_eps", 1e-12f, "a positive number", number => number > 0),
            HiddenDropout = (float)fields.Real("hidden_dropout_prob", 0.1f, "from 0 to 1", number => number is >= 0 and <= 1),
            TiesWordEmbeddings = fields.Flag("tie_word_embeddings", true),
            HiddenActivation = activation switch
            {
                "gelu" => Activation.Gelu,
                "gelu_new" or "gelu_pytorch_tanh" => Activation.GeluTanh,
                "relu" => Activation.Relu,
                "silu" or "swish" => Activation.Silu,
                _ => throw fields.Wrong(
                    "hidden_act", "gelu, gelu_new, gelu_pytorch_tanh, relu, silu or swish", $"'{activation}'"),
            },
        };
    }
}
