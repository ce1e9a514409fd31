using RadSharp.Bench.Cases;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Bench.Ours;

/// <summary>RadSharp's decoder, its matrices in 4 bits.</summary>
internal sealed class OurDecoder : IDecoder
{
    private readonly ParameterSet _parameters = new();
    private readonly Tape _tape = Tape.ForInference();
    private readonly CausalDecoder _decoder;
    private readonly DecoderCache _cache;
    private Tensor _logits;

    /// <summary>Makes the decoder, its keys and values in half precision as the peer's.</summary>
    public OurDecoder(DecoderShape shape, RepeatedWeights weights)
    {
        _decoder = new CausalDecoder(new ParameterScope(weights, _parameters), shape.Config);
        _cache = new DecoderCache(shape.Config, DType.Float16, shape.ContextLimit);
        _decoder.ReservePositions(shape.ContextLimit);
    }

    /// <summary>The weights of another, which must outlive this, with keys and values in 8 bits.</summary>
    public OurDecoder(DecoderShape shape, OurDecoder other)
    {
        _decoder = other._decoder;
        _cache = new DecoderCache(shape.Config, DType.Q8, shape.ContextLimit);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits => _logits.Span;

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> tokens)
    {
        _tape.Reset();
        _logits = _decoder.Logits(_tape, _decoder.Continue(_tape, _decoder.Embed(_tape, tokens), _cache), onlyLast: true);
    }

    /// <inheritdoc/>
    public void Forget(int length) => _cache.Truncate(length);

    /// <inheritdoc/>
    public void Dispose()
    {
        _tape.Dispose();
        _cache.Dispose();
        _parameters.Dispose();
    }
}
