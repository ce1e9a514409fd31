using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Decoders;

/// <summary>
/// One layer: grouped-query attention with rotary positions, then a SwiGLU feed-forward part, each behind a norm and
/// beside a residual connection (transformers: LlamaDecoderLayer, Qwen2DecoderLayer).
/// </summary>
internal sealed class DecoderLayer
{
    private readonly RotaryTable _rotary;
    private readonly RmsNorm _inputNorm, _attentionNorm;
    private readonly Linear _query, _key, _value, _output, _gate, _up, _down;

    public DecoderLayer(ParameterScope scope, DecoderConfig config, RotaryTable rotary)
    {
        var (hidden, inner) = (config.HiddenSize, config.IntermediateSize);
        var (queries, keys) = (config.Heads * config.HeadDim, config.KeyValueHeads * config.HeadDim);
        var (attention, mlp) = (scope["self_attn"], scope["mlp"]);
        _rotary = rotary;
        _inputNorm = new RmsNorm(scope["input_layernorm"], hidden, config.NormEpsilon);
        _query = new Linear(attention["q_proj"], hidden, queries, config.HasAttentionBias);
        _key = new Linear(attention["k_proj"], hidden, keys, config.HasAttentionBias);
        _value = new Linear(attention["v_proj"], hidden, keys, config.HasAttentionBias);
        _output = new Linear(attention["o_proj"], queries, hidden, config.HasOutputBias);
        _attentionNorm = new RmsNorm(scope["post_attention_layernorm"], hidden, config.NormEpsilon);
        _gate = new Linear(mlp["gate_proj"], hidden, inner, config.HasMlpBias);
        _up = new Linear(mlp["up_proj"], hidden, inner, config.HasMlpBias);
        _down = new Linear(mlp["down_proj"], inner, hidden, config.HasMlpBias);
    }

    /// <summary>Whole sequences: [batch, tokens, hidden] in and out; the mask [batch, tokens] is false for padding.</summary>
    public Tensor Forward(Tape tape, Tensor x, ReadOnlySpan<int> positions, ReadOnlySpan<bool> mask)
    {
        var (query, key, value) = Project(tape, x, positions);
        return Finish(tape, x, tape.Attention(query, key, value, AttentionOptions.Causal, mask));
    }

    /// <summary>Tokens that continue one sequence: [1, tokens, hidden] in and out.</summary>
    public Tensor Continue(Tape tape, Tensor x, ReadOnlySpan<int> positions, KeyValueCache cache)
    {
        var (query, key, value) = Project(tape, x, positions);
        cache.Append(key, value);
        return Finish(tape, x, tape.Attention(query, cache));
    }

    /// <summary>One token of each of several sequences: [sequences, 1, hidden] in and out.</summary>
    public Tensor Step(Tape tape, Tensor x, ReadOnlySpan<int> positions, ReadOnlySpan<DecoderCache> caches, int layer)
    {
        var (query, key, value) = Project(tape, x, positions);
        var mixed = tape.New(query.Shape);
        var width = mixed.Count / caches.Length;
        for (var sequence = 0; sequence < caches.Length; sequence++)
        {
            // [1, 1, heads, headDim]
            var cache = caches[sequence][layer];
            cache.Append(tape.Slice(key, 0, sequence, 1), tape.Slice(value, 0, sequence, 1));
            var attended = tape.Attention(tape.Slice(query, 0, sequence, 1), cache);
            attended.Span.CopyTo(mixed.Span.Slice(sequence * width, width));
        }

        return Finish(tape, x, mixed);
    }

    private (Tensor Query, Tensor Key, Tensor Value) Project(Tape tape, Tensor x, ReadOnlySpan<int> positions)
    {
        var normed = _inputNorm.Forward(tape, x);
        return (
            tape.RotaryEmbedding(Heads(tape, _query.Forward(tape, normed)), _rotary, positions),
            tape.RotaryEmbedding(Heads(tape, _key.Forward(tape, normed)), _rotary, positions),
            Heads(tape, _value.Forward(tape, normed)));
    }

    // mixed is [batch, tokens, heads, headDim].
    private Tensor Finish(Tape tape, Tensor x, Tensor mixed)
    {
        // [batch, tokens, heads · headDim]
        var joined = tape.Reshape(mixed, x.Shape[0], x.Shape[1], -1);
        x = tape.Add(x, _output.Forward(tape, joined));
        var normed = _attentionNorm.Forward(tape, x);
        var inner = tape.SwiGlu(_gate.Forward(tape, normed), _up.Forward(tape, normed));
        return tape.Add(x, _down.Forward(tape, inner));
    }

    // [batch, tokens, heads · headDim] as [batch, tokens, heads, headDim].
    private Tensor Heads(Tape tape, Tensor x) => tape.Reshape(x, x.Shape[0], x.Shape[1], -1, _rotary.HeadDim);
}
