using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Encoders.Bert;

/// <summary>
/// From token vectors to logits of the vocabulary (transformers: models/bert/modeling_bert.py, BertLMPredictionHead).
/// </summary>
public sealed class BertLanguageHead
{
    private readonly BertConfig _config;
    private readonly Linear _transform;
    private readonly LayerNorm _norm;
    private readonly Parameter _decoder;
    private readonly Parameter _bias;

    /// <summary>
    /// Takes <c>transform.dense</c>, <c>transform.LayerNorm</c>, <c>bias</c> and, if it is not shared, <c>decoder.weight</c>.
    /// </summary>
    /// <param name="scope">The place of <c>cls.predictions</c>.</param>
    /// <param name="config">The network's numbers.</param>
    /// <param name="words">The table of words, used where <see cref="BertConfig.TiesWordEmbeddings"/>.</param>
    public BertLanguageHead(ParameterScope scope, BertConfig config, Parameter words)
    {
        _config = config;
        _transform = new Linear(scope["transform"]["dense"], config.HiddenSize, config.HiddenSize);
        _norm = new LayerNorm(scope["transform"]["LayerNorm"], config.HiddenSize, config.LayerNormEpsilon);

        // Files of a tied head repeat both under decoder.weight and decoder.bias; the copies are not read.
        _decoder = config.TiesWordEmbeddings ? words : scope.Take("decoder.weight", words.Shape, ParameterKind.Matrix);
        _bias = scope.Take("bias", [config.VocabularySize], ParameterKind.Shift);
    }

    /// <summary>Runs it.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="x">[…, hidden].</param>
    /// <returns>Logits, […, vocabulary].</returns>
    public Tensor Forward(Tape tape, Tensor x)
    {
        var transformed = _norm.Forward(tape, _transform.Forward(tape, x, _config.HiddenActivation));
        return tape.Linear(transformed, _decoder, _bias);
    }
}
