using RadSharp.Models.Connectors;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Compositions;

/// <summary>
/// The language side of RaDialog-project: LLaVA 1.5, whose prompt has one mark where all of BioViL-T's patches go, through an
/// MLP (RaDialog_LLaVA: LLAVA/llava/model/llava_arch.py).
/// </summary>
public sealed class RaDialogProject
{
    /// <summary>The mark for an image in a prompt; no token of the vocabulary.</summary>
    public const int ImageMark = -200;

    private readonly MlpProjector _connector;

    /// <summary>Takes the language model and the connector.</summary>
    /// <param name="decoder">The language model's place: the root of the base checkpoint.</param>
    /// <param name="connector">The place of <c>mm_projector</c>'s layers, in the file of what is no adapter.</param>
    /// <param name="config">The language model's numbers.</param>
    /// <param name="patchWidth">Width of a patch embedding: 512 in BioViL-T.</param>
    /// <exception cref="InvalidDataException">A parameter is missing or of another shape.</exception>
    public RaDialogProject(ParameterScope decoder, ParameterScope connector, DecoderConfig config, int patchWidth)
    {
        Decoder = new(decoder, config);
        _connector = new(connector, patchWidth, config.HiddenSize);
    }

    /// <summary>The language model, to which the adapter attaches.</summary>
    public CausalDecoder Decoder { get; }

    /// <summary>The tokens of an image: one for each patch, row by row.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="patches">BioViL-T's patch embeddings, [1, height, width, channels].</param>
    /// <returns>[height · width, hidden].</returns>
    public Tensor EncodeImage(Tape tape, Tensor patches) =>
        _connector.Forward(tape, tape.Reshape(patches, patches.Shape[1] * patches.Shape[2], patches.Shape[3]));

    /// <summary>A prompt's embeddings, the image's features in the place of the mark.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="ids">The prompt, with one <see cref="ImageMark"/>.</param>
    /// <param name="features">Of <see cref="EncodeImage"/>.</param>
    /// <returns>[1, tokens − 1 + features, hidden].</returns>
    /// <exception cref="ArgumentException">The prompt has no mark, or several.</exception>
    public Tensor Embed(Tape tape, ReadOnlySpan<int> ids, Tensor features)
    {
        if (ids.Count(ImageMark) != 1)
        {
            throw new ArgumentException($"Expected one image ({ImageMark}) in the prompt, found {ids.Count(ImageMark)}.", nameof(ids));
        }

        var mark = ids.IndexOf(ImageMark);
        var image = tape.Reshape(features, 1, features.Shape[0], features.Shape[1]);
        return (mark, ids.Length - mark - 1) switch
        {
            (0, 0) => image,
            (0, _) => tape.Concatenate(1, image, Decoder.Embed(tape, ids[1..])),
            (_, 0) => tape.Concatenate(1, Decoder.Embed(tape, ids[..mark]), image),
            _ => tape.Concatenate(1, Decoder.Embed(tape, ids[..mark]), image, Decoder.Embed(tape, ids[(mark + 1)..])),
        };
    }
}
