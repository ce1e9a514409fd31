using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Encoders.Bert;

/// <summary>One layer of a BERT encoder: every token looks at every token, then at itself.</summary>
/// <param name="scope">Has <c>attention</c>, <c>intermediate</c> and <c>output</c>.</param>
/// <param name="config">The network's numbers.</param>
internal sealed class BertLayer(ParameterScope scope, BertConfig config)
{
    private readonly BertAttention _attention = new(scope["attention"], config);
    private readonly BertFeedForward _feedForward = new(scope["intermediate"], scope["output"], config);

    /// <summary>Runs the layer.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="x">[batch, tokens, hidden].</param>
    /// <param name="mask">[batch, tokens], false for padding.</param>
    /// <returns>[batch, tokens, hidden].</returns>
    public Tensor Forward(Tape tape, Tensor x, ReadOnlySpan<bool> mask) =>
        _feedForward.Forward(tape, _attention.Forward(tape, x, _attention.Project(tape, x), mask));
}
