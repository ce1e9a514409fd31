using RadSharp.Imaging;
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

    private readonly LlavaOnevision _model;
    private readonly AnyResolutionProcessor _processor;
    private readonly ChatTemplate _template;
    private readonly IDisposable _source;

    private RadVlm(
        LlavaOnevision model, ParameterSet parameters, AnyResolutionProcessor processor, ITokenizer tokenizer,
        ChatTemplate template, GenerationOptions defaults, IDisposable source)
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
        _source.Dispose();
    }

    /// <summary>Puts the model of a folder together.</summary>
    /// <param name="folder">Has the configuration, the tokenizer and the template.</param>
    /// <param name="source">Its parameters.</param>
    /// <param name="owned">What the parameters live in; disposed of with the model.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or of another checkpoint.</exception>
    internal static RadVlm Load(string folder, IParameterSource source, IDisposable owned)
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
