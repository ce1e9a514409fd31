using RadSharp.Imaging;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Decoders;
using RadSharp.Models.Generation;
using RadSharp.Models.Parameters;
using RadSharp.Models.Templates;
using RadSharp.Models.Tokenizers;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Systems;

/// <summary>
/// radsharp-mini: an eye that finds, and a small language model that is told what was found and shown where
/// (<see cref="MiniEye"/>, <see cref="MiniLanguage"/>). Not thread-safe.
/// </summary>
public sealed class RadSharpMini : IVisionLanguageModel
{
    private readonly MiniEye _eye;
    private readonly MiniLanguage _language;
    private readonly ChatTemplate _template;
    private readonly IDisposable? _source;

    private RadSharpMini(
        MiniEye eye, MiniLanguage language, ITokenizer tokenizer, ChatTemplate template, GenerationOptions defaults,
        IDisposable? source)
    {
        (_eye, _language, Tokenizer, _template, Defaults, _source) = (eye, language, tokenizer, template, defaults, source);
    }

    /// <inheritdoc/>
    public string Name => "radsharp-mini";

    /// <summary>The numbers.</summary>
    public MiniConfig Config => _eye.Config;

    /// <inheritdoc/>
    public ParameterSet Parameters => _eye.Parameters;

    /// <inheritdoc/>
    public CausalDecoder Decoder => _language.Decoder;

    /// <inheritdoc/>
    public ITokenizer Tokenizer { get; }

    /// <inheritdoc/>
    public GenerationOptions Defaults { get; }

    /// <inheritdoc/>
    public string ReportRequest => Prompts.Mini.Report;

    /// <summary>Opens a folder that <see cref="MiniFolder"/> has written.</summary>
    /// <param name="folder">Has the configuration, the weights, the tokenizer and the template.</param>
    /// <param name="options">How it is loaded; Float32 if nothing else is said.</param>
    /// <returns>The model; the caller's.</returns>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or of another model, or the folder has an eye alone.</exception>
    public static RadSharpMini Open(string folder, ModelOptions? options = null)
    {
        using var checkpoint = CheckpointFiles.Open(folder);
        return Load(folder, new CheckpointParameters(checkpoint, Matrices(options), keepsPrecision: IsEyeSide), owned: null);
    }

    /// <summary>Reads a film: findings, view, lungs, maps, and what prompts show of it.</summary>
    /// <param name="film">Any image; what cannot be read has a refusal, and is encoded all the same.</param>
    /// <returns>The caller's.</returns>
    public ReadFilm Read(Film film)
    {
        var (reading, output, maps) = _eye.Read(film);
        using var places = Tensor.From(output.Places, [Config.ImageTokens, Config.Vision.Backbone.OutChannels]);
        using var tape = Tape.ForInference();
        return new(reading, new EncodedFilm(_language.VisualTokens(tape, places).Clone()) { Reading = reading }, maps);
    }

    /// <inheritdoc/>
    public EncodedFilm Encode(Film film) => Read(film).Encoded;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// A film was refused, and is not to be written about; or another number of films than the messages say.
    /// </exception>
    public DecoderPrompt Prompt(IReadOnlyList<ChatMessage> messages, IReadOnlyList<EncodedFilm> films)
    {
        ArgumentNullException.ThrowIfNull(films);
        if (films.FirstOrDefault(film => film.Reading?.Refusal is not null)?.Reading is { } refused)
        {
            throw new ArgumentException(refused.Refusal, nameof(films));
        }

        FilmFacts[] facts = [.. films.Select(film => new FilmFacts(film.Reading, film.FindingsText))];
        return PromptPlaces.Join(
            MiniPrompt.Encode(messages, facts, _template, Tokenizer), films, place: 0, MiniPrompt.Quotations(facts, Tokenizer));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _eye.Dispose();
        Parameters.Dispose();
        _source?.Dispose();
    }

    /// <summary>Opens a folder with packed parameters.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="parameters">The parameters; the model's from now on, if it opens.</param>
    /// <exception cref="InvalidDataException">Something is missing, damaged or of another model.</exception>
    internal static RadSharpMini OpenPacked(string folder, PackedParameters parameters) => Load(folder, parameters, parameters);

    /// <summary>What a folder holds and lacks, without loading it.</summary>
    /// <inheritdoc cref="Open"/>
    internal static ModelSurvey Survey(string folder, ModelOptions options)
    {
        using var checkpoint = CheckpointFiles.Open(folder);
        var surveyed = new SurveyedParameters(checkpoint, Matrices(options), spelling: null, IsEyeSide);
        using var model = Load(folder, surveyed, owned: null);
        return ModelSurvey.Of(model, checkpoint.Names) with { Missing = surveyed.Missing, Unused = surveyed.Unused };
    }

    private static DType Matrices(ModelOptions? options) => options?.Matrices ?? DType.Float32;

    // The eye and the connector lose more by quantising than their few numbers save.
    private static bool IsEyeSide(string name) => !name.StartsWith("language_model.", StringComparison.Ordinal);

    private static RadSharpMini Load(string folder, IParameterSource source, IDisposable? owned)
    {
        var config = MiniConfig.Read(Path.Combine(folder, "config.json"));
        var text = config.Text ?? throw new InvalidDataException(
            $"{folder}: expected a whole radsharp-mini, but its config.json has no text_config: this is an eye alone, which "
            + "finds but does not write. Run the language stage of the training, or use what needs the eye alone.");
        var tokenizer = TokenizerFiles.Open(folder);
        TokenizerFit.Expect(tokenizer, text, folder, MiniPrompt.ImageMark);
        var template = FolderTemplate.Read(folder);
        var defaults = new GenerationOptions
        {
            MaxNewTokens = Prompts.Mini.MaxNewTokens,
            EndTokens = GenerationConfig.EndTokens(folder, text),
        };
        var parameters = new ParameterSet();
        try
        {
            var scope = new ParameterScope(source, parameters);
            return new(new MiniEye(scope, config), new MiniLanguage(scope, config), tokenizer, template, defaults, owned);
        }
        catch
        {
            parameters.Dispose();
            throw;
        }
    }
}
