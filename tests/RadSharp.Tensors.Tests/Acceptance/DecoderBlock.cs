using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Acceptance;

/// <summary>One layer of a LLaMA or Qwen2 decoder, from this engine's operations.</summary>
internal sealed class DecoderBlock
{
    private readonly DecoderConfig _config;
    private readonly Parameter _inputNorm, _query, _key, _value, _output, _attentionNorm, _gate, _up, _down;
    private readonly Parameter? _queryBias, _keyBias, _valueBias;

    public DecoderBlock(DecoderConfig config, int layer, Func<string, Parameter> parameter)
    {
        _config = config;
        _inputNorm = Named("input_layernorm.weight");
        _query = Named("self_attn.q_proj.weight");
        _key = Named("self_attn.k_proj.weight");
        _value = Named("self_attn.v_proj.weight");
        _output = Named("self_attn.o_proj.weight");
        if (config.HasAttentionBias)
        {
            _queryBias = Named("self_attn.q_proj.bias");
            _keyBias = Named("self_attn.k_proj.bias");
            _valueBias = Named("self_attn.v_proj.bias");
        }

        _attentionNorm = Named("post_attention_layernorm.weight");
        _gate = Named("mlp.gate_proj.weight");
        _up = Named("mlp.up_proj.weight");
        _down = Named("mlp.down_proj.weight");

        Parameter Named(string name) => parameter($"model.layers.{layer}.{name}");
    }

    /// <summary>The part of each branch that is dropped in training.</summary>
    public float Dropout { get; set; }

    /// <summary>[batch, tokens, hidden] in and out.</summary>
    public Tensor Forward(Tape tape, Tensor x, RotaryTable rotary, ReadOnlySpan<int> positions, KeyValueCache? cache = null)
    {
        var attended = Attend(tape, tape.RmsNorm(x, _inputNorm, _config.NormEpsilon), rotary, positions, cache);
        x = tape.Add(x, tape.Dropout(attended, Dropout));
        var normed = tape.RmsNorm(x, _attentionNorm, _config.NormEpsilon);
        var inner = tape.SwiGlu(tape.Linear(normed, _gate), tape.Linear(normed, _up));
        return tape.Add(x, tape.Dropout(tape.Linear(inner, _down), Dropout));
    }

    private Tensor Attend(Tape tape, Tensor x, RotaryTable rotary, ReadOnlySpan<int> positions, KeyValueCache? cache)
    {
        var query = tape.RotaryEmbedding(Heads(tape, tape.Linear(x, _query, _queryBias)), rotary, positions);
        var key = tape.RotaryEmbedding(Heads(tape, tape.Linear(x, _key, _keyBias)), rotary, positions);
        var value = Heads(tape, tape.Linear(x, _value, _valueBias));
        cache?.Append(key, value);
        var mixed = cache is null
            ? tape.Attention(query, key, value, AttentionOptions.Causal)
            : tape.Attention(query, cache);
        return tape.Linear(tape.Reshape(mixed, x.Shape[0], x.Shape[1], -1), _output);
    }

    // [batch, tokens, heads · headDim] as [batch, tokens, heads, headDim].
    private Tensor Heads(Tape tape, Tensor x) => tape.Reshape(x, x.Shape[0], x.Shape[1], -1, _config.HeadDim);
}
