using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Encoders.Bert;

/// <summary>
/// Multi-head attention with its residual sum and norm, of tokens among themselves or over other ones (transformers:
/// models/bert/modeling_bert.py, BertAttention). Keys and values are projected apart from the queries, so that a caller can
/// keep them, join them and look at another network's tokens.
/// </summary>
/// <remarks>Attention weights themselves are not dropped out in training, only the layer's output is.</remarks>
public sealed class BertAttention
{
    private readonly int _heads;
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly BertOutput _output;

    /// <summary>
    /// Takes <c>self.query</c>, <c>self.key</c>, <c>self.value</c>, <c>output.dense</c> and <c>output.LayerNorm</c>.
    /// </summary>
    /// <param name="scope">The layer's <c>attention</c> or <c>crossattention</c>.</param>
    /// <param name="config">The network's numbers.</param>
    /// <param name="contextWidth">Width of the tokens that it looks at; null for the network's own.</param>
    public BertAttention(ParameterScope scope, BertConfig config, int? contextWidth = null)
    {
        _heads = config.AttentionHeads;
        var self = scope["self"];
        _query = new Linear(self["query"], config.HiddenSize, config.HiddenSize);
        _key = new Linear(self["key"], contextWidth ?? config.HiddenSize, config.HiddenSize);
        _value = new Linear(self["value"], contextWidth ?? config.HiddenSize, config.HiddenSize);
        _output = new BertOutput(scope["output"], config.HiddenSize, config);
    }

    /// <summary>Keys and values of tokens that can be looked at.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="context">[batch, tokens, contextWidth].</param>
    public KeysAndValues Project(Tape tape, Tensor context) =>
        new(Split(tape, _key.Forward(tape, context)), Split(tape, _value.Forward(tape, context)));

    /// <summary>Lets each token look at <paramref name="context"/>.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="x">[batch, tokens, hidden].</param>
    /// <param name="context">What is looked at, of <see cref="Project"/>.</param>
    /// <param name="keyMask">[batch, contextTokens], false for padding; empty where there is none.</param>
    /// <param name="isCausal">Whether the tokens are the last of the context and see those up to themselves only.</param>
    /// <returns>[batch, tokens, hidden].</returns>
    public Tensor Forward(
        Tape tape, Tensor x, KeysAndValues context, ReadOnlySpan<bool> keyMask = default, bool isCausal = false)
    {
        var queries = Split(tape, _query.Forward(tape, x));
        var mixed = tape.Attention(queries, context.Keys, context.Values, new AttentionOptions(IsCausal: isCausal), keyMask);
        return _output.Forward(tape, tape.Reshape(mixed, x.Shape[0], x.Shape[1], -1), x); // [batch, tokens, heads · headDim]
    }

    // [batch, tokens, heads · headDim] as [batch, tokens, heads, headDim].
    private Tensor Split(Tape tape, Tensor x) => tape.Reshape(x, x.Shape[0], x.Shape[1], _heads, x.Shape[2] / _heads);
}
