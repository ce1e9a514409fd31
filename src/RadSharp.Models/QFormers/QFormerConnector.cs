using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.QFormers;

/// <summary>
/// BLIP-2's way from patch features to a few vectors: a norm, <c>ln_vision</c>, and a <see cref="QFormers.QFormer"/>
/// (LAVIS: models/blip2_models/blip2_qformer.py).
/// </summary>
/// <param name="scope">The place of <c>ln_vision</c>, <c>query_tokens</c> and <c>Qformer</c>.</param>
/// <param name="config">The Q-Former's numbers.</param>
/// <param name="hasText">Whether the Q-Former's text part is wanted, which a language model does without.</param>
public sealed class QFormerConnector(ParameterScope scope, QFormerConfig config, bool hasText = false)
{
    // Apart from BERT's own norms this one has PyTorch's default epsilon.
    private readonly LayerNorm _norm = new(scope["ln_vision"], config.EncoderWidth, 1e-5f);

    /// <summary>The Q-Former.</summary>
    public QFormer QFormer { get; } = new(scope, config, hasText);

    /// <summary>What the Q-Former looks at.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="patches">[batch, patches, encoderWidth].</param>
    /// <returns>The same shape.</returns>
    public Tensor Normalize(Tape tape, Tensor patches) => _norm.Forward(tape, patches);

    /// <summary>Runs it.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="patches">
    /// Patch features, [batch, patches, encoderWidth]; RaDialog-align's by <see cref="ScrambledPatches"/>.
    /// </param>
    /// <returns>[batch, queries, hidden].</returns>
    public Tensor Forward(Tape tape, Tensor patches) => QFormer.EncodeQueries(tape, Normalize(tape, patches));
}
