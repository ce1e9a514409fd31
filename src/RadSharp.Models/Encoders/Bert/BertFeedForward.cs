using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Encoders.Bert;

/// <summary>The two linear layers of a BERT layer with their residual sum and norm.</summary>
/// <param name="intermediate">Has <c>dense</c>, [intermediate, hidden].</param>
/// <param name="output">Has <c>dense</c>, [hidden, intermediate], and <c>LayerNorm</c>.</param>
/// <param name="config">The network's numbers.</param>
public sealed class BertFeedForward(ParameterScope intermediate, ParameterScope output, BertConfig config)
{
    private readonly Linear _intermediate = new(intermediate["dense"], config.HiddenSize, config.IntermediateSize);
    private readonly BertOutput _output = new(output, config.IntermediateSize, config);

    /// <summary>Runs it.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="x">[batch, tokens, hidden].</param>
    /// <returns>The same shape.</returns>
    public Tensor Forward(Tape tape, Tensor x) =>
        _output.Forward(tape, _intermediate.Forward(tape, x, config.HiddenActivation), x);
}
