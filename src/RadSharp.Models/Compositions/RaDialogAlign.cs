using RadSharp.Models.Connectors;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Compositions;

/// <summary>
/// The language side of RaDialog-align: Vicuna, whose prompt keeps 32 places for what the Q-Former saw, through one linear
/// layer (RaDialog: model/lavis/models/blip2_models/modeling_llama_imgemb.py).
/// </summary>
/// <remarks>
/// The image token's number is the vocabulary's size: it was added to the tokenizer, but its embedding never counts, so the
/// public base model's table is used as it is.
/// </remarks>
public sealed class RaDialogAlign
{
    /// <summary>Places of an image in a prompt: as many as the Q-Former has queries.</summary>
    public const int ImageTokens = 32;

    private readonly LinearProjector _connector;

    /// <summary>Takes the language model and the connector.</summary>
    /// <param name="decoder">The language model's place: the root of the base checkpoint.</param>
    /// <param name="connector">The place of <c>img_proj_layer</c>, in the adapter's file.</param>
    /// <param name="config">The language model's numbers.</param>
    /// <param name="queryWidth">Width of the Q-Former's queries.</param>
    /// <exception cref="InvalidDataException">A parameter is missing or of another shape.</exception>
    public RaDialogAlign(ParameterScope decoder, ParameterScope connector, DecoderConfig config, int queryWidth)
    {
        Decoder = new(decoder, config);
        _connector = new(connector, queryWidth, config.HiddenSize);
    }

    /// <summary>The language model, to which the adapter attaches.</summary>
    public CausalDecoder Decoder { get; }

    /// <summary>The token that keeps a place for an image.</summary>
    public int ImageToken => Decoder.Config.VocabularySize;

    /// <summary>The tokens of an image.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="queries">What the Q-Former made of the film, [32, width].</param>
    /// <returns>[32, hidden].</returns>
    public Tensor EncodeImage(Tape tape, Tensor queries) => _connector.Forward(tape, queries);

    /// <summary>A prompt's embeddings, the image's features in their places.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="ids">The prompt, with <see cref="ImageTokens"/> image tokens in a row.</param>
    /// <param name="features">Of <see cref="EncodeImage"/>.</param>
    /// <returns>[1, tokens, hidden].</returns>
    /// <exception cref="ArgumentException">The prompt has another number of image tokens.</exception>
    public Tensor Embed(Tape tape, ReadOnlySpan<int> ids, Tensor features)
    {
        // Any word of the vocabulary stands in for the image token, which has no embedding.
        var words = ids.ToArray();
        words.AsSpan().Replace(ImageToken, 0);
        return ImagePlaces.Fill(tape, Decoder.Embed(tape, words), ids, ImageToken, features);
    }
}
