using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Bench.Ours;

/// <summary>RadSharp's attention.</summary>
internal sealed class OurAttention(AttentionCase attention) : IDisposable
{
    private readonly Tape _tape = Tape.ForInference();
    private Tensor _result;

    /// <summary>The whole attention.</summary>
    public Contender Contender => new(Contender.RadSharp, attention.Work, Run)
    { Deliver = () => _result.Span.CopyTo(attention.Result.Span) };

    /// <inheritdoc/>
    public void Dispose() => _tape.Dispose();

    private void Run()
    {
        _tape.Reset();
        _result = _tape.Attention(attention.Queries, attention.Keys, attention.Values);
    }
}
