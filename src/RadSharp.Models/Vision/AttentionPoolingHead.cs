using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Vision;

/// <summary>
/// SigLIP's head: one learned query attends to all tokens (transformers: models/siglip/modeling_siglip.py,
/// SiglipMultiheadAttentionPoolingHead). Queries, keys and values come from one matrix, as in PyTorch's multi-head attention.
/// </summary>
internal sealed class AttentionPoolingHead
{
    private readonly VisionTransformerConfig _config;
    private readonly Parameter _probe, _inWeight, _inBias;
    private readonly Linear _output, _up, _down;
    private readonly LayerNorm _norm;

    public AttentionPoolingHead(ParameterScope scope, VisionTransformerConfig config)
    {
        _config = config;
        var hidden = config.HiddenSize;
        _probe = scope.Take("probe", [1, 1, hidden], ParameterKind.Tokens);
        _inWeight = scope["attention"].Take("in_proj_weight", [3 * hidden, hidden], ParameterKind.Matrix);
        _inBias = scope["attention"].Take("in_proj_bias", [3 * hidden], ParameterKind.Shift);
        _output = new(scope["attention"]["out_proj"], hidden, hidden);
        _norm = new(scope["layernorm"], hidden, config.NormEpsilon);
        _up = new(scope["mlp"]["fc1"], hidden, config.IntermediateSize);
        _down = new(scope["mlp"]["fc2"], config.IntermediateSize, hidden);
    }

    /// <summary>[batch, tokens, hidden] to [batch, hidden].</summary>
    public Tensor Forward(Tape tape, Tensor tokens)
    {
        var (batch, hidden) = (tokens.Shape[0], _config.HiddenSize);
        // The matrix stays whole, because one that is stored in blocks cannot be cut; the tokens' queries are not used.
        var ofProbe = tape.Linear(tape.BroadcastTo(_probe, batch, 1, hidden), _inWeight, _inBias);
        var ofTokens = tape.Linear(tokens, _inWeight, _inBias); // [batch, tokens, 3 · hidden]
        var mixed = tape.Attention(Part(tape, ofProbe, 0), Part(tape, ofTokens, 1), Part(tape, ofTokens, 2));
        var x = _output.Forward(tape, tape.Reshape(mixed, batch, hidden)); // [batch, 1, heads, headDim] as [batch, hidden]
        var inner = _up.Forward(tape, _norm.Forward(tape, x), _config.Activation);
        return tape.Add(x, _down.Forward(tape, inner));
    }

    // One of queries, keys, values: [batch, tokens, 3 · hidden] to [batch, tokens, heads, headDim]
    private Tensor Part(Tape tape, Tensor x, int index) => tape.Reshape(
        tape.Slice(x, axis: -1, index * _config.HiddenSize, _config.HiddenSize), x.Shape[0], x.Shape[1], _config.Heads, -1);
}
