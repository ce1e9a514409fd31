using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Encoders.Bert;

/// <summary>
/// How each branch of a BERT layer ends: <c>LayerNorm(residual + dropout(dense(x)))</c>. BERT normalizes after the
/// residual sum, not before the branch (transformers: models/bert/modeling_bert.py, BertSelfOutput and BertOutput).
/// </summary>
/// <param name="scope">Has <c>dense</c> and <c>LayerNorm</c>.</param>
/// <param name="width">Width of the branch.</param>
/// <param name="config">The network's numbers.</param>
internal sealed class BertOutput(ParameterScope scope, int width, BertConfig config)
{
    private readonly Linear _dense = new(scope["dense"], width, config.HiddenSize);
    private readonly LayerNorm _norm = new(scope["LayerNorm"], config.HiddenSize, config.LayerNormEpsilon);

    /// <summary>Runs it.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="x">[batch, tokens, width].</param>
    /// <param name="residual">[batch, tokens, hidden].</param>
    /// <returns>[batch, tokens, hidden].</returns>
    public Tensor Forward(Tape tape, Tensor x, Tensor residual) =>
        _norm.Forward(tape, tape.Add(tape.Dropout(_dense.Forward(tape, x), config.HiddenDropout), residual));
}
