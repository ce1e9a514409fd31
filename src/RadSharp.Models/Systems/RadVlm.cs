using RadSharp.Imaging;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Compositions;
using RadSharp.Models.Decoders;
using RadSharp.Models.Generation;
using RadSharp.Models.Parameters;
using RadSharp.Models.Templates;
using RadSharp.Models.Tokenizers;
using RadSharp.Models.Vision.Processing;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Systems;

/// <summary>
/// RadVLM, or any LLaVA-OneVision checkpoint, from its folder (RadVLM: radvlm/evaluation/models_loading_inference.py).
/// </summary>
public sealed class RadVlm : IVisionLanguageModel
{
    /// <summary>What the tokenizer and the template call an image.</summary>
    private const string ImageMark = "<image>";

    // What a packed folder has of the checkpoint beside the parameters.
    private static readonly string[] KeptNames =
    [
        "config.json", "generation_config.json", "preprocessor_config.json", "processor_config.json", "tokenizer_config.json",
        "special_tokens_map.json", "added_tokens.json", "tokenizer.json", "tokenizer.model", "vocab.json", "merges.txt",
        "vocab.txt", "chat_template.json", "chat_template.jinja",
    ];

    private readonly LlavaOnevision _model;
    private readonly AnyResolutionProcessor _processor;
    private readonly ChatTemplate _template;
    private readonly IDisposable? _source;

    private RadVlm(
        LlavaOnevision model, ParameterSet parameters, AnyResolutionProcessor processor, ITokenizer tokenizer,
        ChatTemplate template, GenerationOptions defaults, IDisposable? source)
    {
        (_model, Parameters, _processor, Tokenizer) = (model, parameters, processor, tokenizer);
        (_template, Defaults, _source) = (template, defaults, source);
    }

    /// <inheritdoc/>
    public string Name => "RadVLM";

    /// <inheritdoc/>
    public ParameterSet Parameters { get; }

    /// <inheritdoc/>
    public CausalDecoder Decoder => _model.Decoder;

    /// <inheritdoc/>
    public ITokenizer Tokenizer { get; }

    /// <inheritdoc/>
    public GenerationOptions Defaults { get; }

    /// <inheritdoc/>
    public string ReportRequest => Prompts.RadVlm.Report;

    /// <inheritdoc/>
    public EncodedFilm Encode(Film film)
    {
        var (tiles, layout) = _processor.Process(film);
        using (tiles)
        {
            using var tape = Tape.ForInference();
            var features = _model.EncodeImage(tape, tiles, layout);
            return new EncodedFilm(features.Clone());
        }
    }

    /// <inheritdoc/>
    public DecoderPrompt Prompt(IReadOnlyList<ChatMessage> messages, IReadOnlyList<EncodedFilm> films) => PromptPlaces.Join(
        PromptText.Encode(messages, turns => _template.Render(turns, addGenerationPrompt: true), ImageMark, Tokenizer),
        films, _model.Config.ImageToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        Parameters.Dispose();
        _source?.Dispose();
    }

    /// <summary>Opens a checkpoint's folder.</summary>
    /// <param name="folder">Has the configuration, the weights, the image processor, the tokenizer and the template.</param>
    /// <param name="options">How it is loaded.</param>
    /// <returns>The model; the caller's.</returns>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or of another checkpoint.</exception>
    public static RadVlm Open(string folder, ModelOptions? options = null)
    {
        var checkpoint = CheckpointFiles.Open(folder);
        try
        {
            var parameters = new CheckpointParameters(
                checkpoint, (options ?? new ModelOptions()).LargeMatrices, LlavaOnevisionNames.SpellingOf(checkpoint),
                LlavaOnevisionNames.IsImageSide);
            return Load(folder, parameters, checkpoint);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>Opens a folder with packed parameters and the <see cref="Kept"/> files of a checkpoint.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="parameters">The parameters; the model's from now on, if it opens.</param>
    /// <exception cref="InvalidDataException">Something is missing, damaged or of another model.</exception>
    internal static RadVlm OpenPacked(string folder, PackedParameters parameters) => Load(folder, parameters, parameters);

    /// <summary>What a folder holds and lacks, without loading it.</summary>
    /// <inheritdoc cref="Open"/>
    internal static ModelSurvey Survey(string folder, ModelOptions options)
    {
        using var checkpoint = CheckpointFiles.Open(folder);
        var surveyed = new SurveyedParameters(
            checkpoint, options.LargeMatrices, LlavaOnevisionNames.SpellingOf(checkpoint), LlavaOnevisionNames.IsImageSide);
        using var model = Load(folder, surveyed, owned: null);
        return ModelSurvey.Of(model, checkpoint.Names) with { Missing = surveyed.Missing, Unused = surveyed.Unused };
    }

    /// <summary>What a packed folder needs beside the parameters: each file, and its name there.</summary>
    internal static IEnumerable<(string File, string Name)> Kept(string folder) =>
        KeptNames.Select(name => (File: Path.Combine(folder, name), name)).Where(kept => File.Exists(kept.File));

    /// <summary>Puts the model of a folder together.</summary>
    /// <param name="folder">Has the configuration, the tokenizer and the template.</param>
    /// <param name="source">Its parameters.</param>
    /// <param name="owned">What the parameters live in, disposed of with the model; or null.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or of another checkpoint.</exception>
    private static RadVlm Load(string folder, IParameterSource source, IDisposable? owned)
    {
        var config = LlavaOnevisionConfig.Read(Path.Combine(folder, "config.json"));
        var tokenizer = TokenizerFiles.Open(folder);
        TokenizerFit.Expect(tokenizer, config.Text, folder, ImageMark, "<video>");
        var template = FolderTemplate.Read(folder);
        var images = Path.Combine(folder, "preprocessor_config.json");
        var processor = new AnyResolutionProcessor(
            config.IsOriginal && !File.Exists(images)
                ? ImageProcessorConfig.ForSigLip(config.Vision.ImageSize)
                : ImageProcessorConfig.Read(images),
            config.Resolutions);
        var defaults = new GenerationOptions
        {
            MaxNewTokens = Prompts.RadVlm.MaxNewTokens,
            EndTokens = GenerationConfig.EndTokens(folder, config.Text),
        };
        var parameters = new ParameterSet();
        try
        {
            var model = new LlavaOnevision(new ParameterScope(source, parameters), config);
            return new RadVlm(model, parameters, processor, tokenizer, template, defaults, owned);
        }
        catch
        {
            parameters.Dispose();
            throw;
        }
    }
}
