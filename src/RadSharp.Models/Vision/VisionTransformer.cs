using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Vision;

/// <summary>
/// A vision transformer (Dosovitskiy et al. 2021) in the variants of SigLIP, CLIP and DINOv2, under the names of their Hugging
/// Face checkpoints (transformers: models/siglip, models/clip, models/dinov2).
/// </summary>
public sealed class VisionTransformer
{
    private readonly VisionEmbeddings _embeddings;
    private readonly LayerNorm? _firstNorm;
    private readonly VisionTransformerBlock[] _blocks;
    private readonly LayerNorm _lastNorm;
    private readonly AttentionPoolingHead? _head;

    /// <summary>Takes the parameters.</summary>
    /// <param name="scope">Where <c>vision_model</c> is (SigLIP, CLIP), or <c>embeddings</c> and <c>encoder</c> (DINOv2).</param>
    /// <param name="config">The numbers.</param>
    /// <exception cref="InvalidDataException">A parameter is missing or of another shape.</exception>
    public VisionTransformer(ParameterScope scope, VisionTransformerConfig config)
    {
        Config = config;
        var names = VisionTransformerNames.Of(config.Family);
        var root = names.Root.Length == 0 ? scope : scope[names.Root];
        _embeddings = new(root, config, names);
        // So spelled in all CLIP checkpoints.
        _firstNorm = config.Family == VisionTransformerFamily.Clip
            ? new(root["pre_layrnorm"], config.HiddenSize, config.NormEpsilon) : null;
        _blocks = new VisionTransformerBlock[config.Layers];
        for (var index = 0; index < _blocks.Length; index++)
        {
            _blocks[index] = new(root[names.Blocks][index], config, names);
        }

        _lastNorm = new(root[names.LastNorm], config.HiddenSize, config.NormEpsilon);
        _head = config.HasHead ? new(root["head"], config) : null;
    }

    /// <summary>The numbers.</summary>
    public VisionTransformerConfig Config { get; }

    /// <summary>
    /// Whether backward runs each block a second time instead of keeping its activations: about a third more time for a small
    /// part of the memory.
    /// </summary>
    public bool RecomputesLayers { get; set; }

    /// <summary>
    /// Hidden states, before the last norm: what LLaVA's connectors take. Blocks after the wanted layer do not run.
    /// </summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="pixels">[batch, height, width, channels], as the image processor gives them.</param>
    /// <param name="layer">
    /// Which, as <c>hidden_states</c> are counted: 0 the input of the first block, −1 the output of the last
    /// (<c>vision_feature_layer</c>).
    /// </param>
    /// <param name="hiddenStates">Gets the hidden states from 0 up to the wanted one; null to keep only that one.</param>
    /// <returns>[batch, tokens, hidden]; a class token comes first.</returns>
    /// <exception cref="ArgumentException">No such layer, or images of a size for which there are no positions.</exception>
    public Tensor HiddenState(Tape tape, Tensor pixels, int layer = -1, ICollection<Tensor>? hiddenStates = null)
    {
        var blocks = layer < 0 ? layer + _blocks.Length + 1 : layer;
        if ((uint)blocks > (uint)_blocks.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(layer), layer,
                $"The vision transformer has the hidden states 0 to {_blocks.Length}, or −1 to −{_blocks.Length + 1}.");
        }

        var mark = tape.Mark();
        var x = _embeddings.Forward(tape, pixels);
        x = tape.ReleaseSince(mark, _firstNorm is null ? x : _firstNorm.Forward(tape, x));
        hiddenStates?.Add(x);
        for (var index = 0; index < blocks; index++)
        {
            mark = hiddenStates is null ? mark : tape.Mark();
            var block = _blocks[index];
            x = RecomputesLayers ? tape.Recompute(x, block.Forward) : block.Forward(tape, x);
            x = tape.ReleaseSince(mark, x);
            hiddenStates?.Add(x);
        }

        return x;
    }

    /// <summary>
    /// <c>last_hidden_state</c>: the last hidden state, through the last norm in SigLIP and DINOv2, as it is in CLIP.
    /// </summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="pixels">[batch, height, width, channels].</param>
    /// <returns>[batch, tokens, hidden]; a class token comes first.</returns>
    /// <exception cref="ArgumentException">Images of a size for which there are no positions.</exception>
    public Tensor Forward(Tape tape, Tensor pixels) => LastHiddenState(tape, HiddenState(tape, pixels));

    /// <summary>What <see cref="Forward"/> makes of <see cref="HiddenState"/>'s last.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="hiddenState">[batch, tokens, hidden].</param>
    /// <returns>[batch, tokens, hidden].</returns>
    public Tensor LastHiddenState(Tape tape, Tensor hiddenState) =>
        Config.Family == VisionTransformerFamily.Clip ? hiddenState : _lastNorm.Forward(tape, hiddenState);

    /// <summary>
    /// <c>pooler_output</c>, one vector an image: SigLIP's attention pooling, CLIP's class token through the last norm,
    /// DINOv2's class token.
    /// </summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="lastHiddenState">[batch, tokens, hidden] of <see cref="Forward"/>.</param>
    /// <returns>[batch, hidden].</returns>
    /// <exception cref="InvalidOperationException">A SigLIP model without a head (<c>vision_use_head</c> is false).</exception>
    public Tensor Pool(Tape tape, Tensor lastHiddenState)
    {
        if (Config.Family == VisionTransformerFamily.SigLip)
        {
            return _head is not null
                ? _head.Forward(tape, lastHiddenState)
                : throw new InvalidOperationException(
                    "This SigLIP model has no pooling head: its config.json says vision_use_head false. Use its hidden states.");
        }

        // [batch, 1, hidden] as [batch, hidden]
        var token = tape.Reshape(tape.Slice(lastHiddenState, axis: 1, 0, 1), -1, Config.HiddenSize);
        return Config.Family == VisionTransformerFamily.Clip ? _lastNorm.Forward(tape, token) : token;
    }
}
