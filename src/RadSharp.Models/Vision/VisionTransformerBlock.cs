using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Vision;

/// <summary>
/// One block: <c>x + s₁ · attention(norm(x))</c>, then <c>x + s₂ · mlp(norm(x))</c>, with scales s in DINOv2 only.
/// </summary>
internal sealed class VisionTransformerBlock
{
    private readonly VisionTransformerConfig _config;
    private readonly LayerNorm _firstNorm, _secondNorm;
    private readonly Linear _query, _key, _value, _output, _up, _down;
    private readonly Parameter? _attentionScale, _mlpScale;

    public VisionTransformerBlock(ParameterScope scope, VisionTransformerConfig config, VisionTransformerNames names)
    {
        _config = config;
        var (hidden, inner) = (config.HiddenSize, config.IntermediateSize);
        _firstNorm = new(scope[names.FirstNorm], hidden, config.NormEpsilon);
        _query = new(scope[names.Query], hidden, hidden, config.HasAttentionBias);
        _key = new(scope[names.Key], hidden, hidden, config.HasAttentionBias);
        _value = new(scope[names.Value], hidden, hidden, config.HasAttentionBias);
        _output = new(scope[names.Output], hidden, hidden);
        _secondNorm = new(scope[names.SecondNorm], hidden, config.NormEpsilon);
        _up = new(scope["mlp"]["fc1"], hidden, inner);
        _down = new(scope["mlp"]["fc2"], inner, hidden);
        if (config.Family == VisionTransformerFamily.DinoV2)
        {
            _attentionScale = scope["layer_scale1"].Take("lambda1", [hidden], ParameterKind.Scale);
            _mlpScale = scope["layer_scale2"].Take("lambda1", [hidden], ParameterKind.Scale);
        }
    }

    /// <summary>[batch, tokens, hidden] in and out.</summary>
    public Tensor Forward(Tape tape, Tensor x)
    {
        x = tape.Add(x, Scaled(tape, Attend(tape, _firstNorm.Forward(tape, x)), _attentionScale));
        var inner = _up.Forward(tape, _secondNorm.Forward(tape, x), _config.Activation);
        return tape.Add(x, Scaled(tape, _down.Forward(tape, inner), _mlpScale));
    }

    private static Tensor Scaled(Tape tape, Tensor branch, Parameter? scale) =>
        scale is null ? branch : tape.Multiply(branch, scale);

    private Tensor Attend(Tape tape, Tensor x)
    {
        var query = Heads(tape, _query.Forward(tape, x));
        var key = Heads(tape, _key.Forward(tape, x));
        var value = Heads(tape, _value.Forward(tape, x));
        // [batch, tokens, heads, headDim] as [batch, tokens, hidden]
        return _output.Forward(tape, tape.Reshape(tape.Attention(query, key, value), x.Shape[0], x.Shape[1], -1));
    }

    // [batch, tokens, hidden] as [batch, tokens, heads, headDim]
    private Tensor Heads(Tape tape, Tensor x) => tape.Reshape(x, x.Shape[0], x.Shape[1], _config.Heads, -1);
}
