using RadSharp.Models.Connectors;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Models.Vision;
using RadSharp.Models.Vision.Processing;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Compositions;

/// <summary>
/// LLaVA-OneVision, and so RadVLM: a SigLIP encoder over the tiles of an image, an MLP into the language model, a newline
/// after each row of patches, Qwen2 (Li et al. 2024; transformers: models/llava_onevision/modeling_llava_onevision.py).
/// </summary>
public sealed class LlavaOnevision
{
    private readonly VisionTransformer _vision;
    private readonly MlpProjector _connector;
    private readonly Parameter _newline;

    /// <summary>Takes the parameters, under the names of Hugging Face's files.</summary>
    /// <param name="scope">The root.</param>
    /// <param name="config">The numbers.</param>
    /// <exception cref="InvalidDataException">A parameter is missing or of another shape.</exception>
    public LlavaOnevision(ParameterScope scope, LlavaOnevisionConfig config)
    {
        Config = config;
        _newline = scope.Take("image_newline", [config.Text.HiddenSize], ParameterKind.Tokens);
        _vision = new(scope["vision_tower"], config.Vision);
        _connector = new(scope["multi_modal_projector"], config.Vision.HiddenSize, config.Text.HiddenSize);
        Decoder = new(scope["language_model"], config.Text);
    }

    /// <summary>The numbers.</summary>
    public LlavaOnevisionConfig Config { get; }

    /// <summary>The language model.</summary>
    public CausalDecoder Decoder { get; }

    /// <summary>The tokens of an image: its patches as a whole, then those of its tiles, a newline after each row.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="tiles">[tiles, size, size, 3], as <see cref="AnyResolutionProcessor"/> makes them.</param>
    /// <param name="layout">What the tiles are.</param>
    /// <returns>[<see cref="TileLayout.ImageTokens"/>, hidden].</returns>
    public Tensor EncodeImage(Tape tape, Tensor tiles, in TileLayout layout)
    {
        var mark = tape.Mark();
        var features = _connector.Forward(tape, _vision.HiddenState(tape, tiles, Config.FeatureLayer));
        return tape.ReleaseSince(mark, TilePacking.Pack(tape, features, layout, _newline));
    }

    /// <summary>A prompt's embeddings, the image's features in their places.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="ids">The prompt, with as many image tokens as there are features.</param>
    /// <param name="features">Of <see cref="EncodeImage"/>, or null where the prompt has no image.</param>
    /// <returns>[1, tokens, hidden].</returns>
    /// <exception cref="ArgumentException">Places and features differ in number.</exception>
    public Tensor Embed(Tape tape, ReadOnlySpan<int> ids, Tensor? features)
    {
        var embeddings = Decoder.Embed(tape, ids);
        return features is { } present ? ImagePlaces.Fill(tape, embeddings, ids, Config.ImageToken, present) : embeddings;
    }
}
