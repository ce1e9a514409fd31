using RadSharp.Imaging;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Compositions;
using RadSharp.Models.Decoders;
using RadSharp.Models.Generation;
using RadSharp.Models.Parameters;
using RadSharp.Models.Templates;
using RadSharp.Models.Tokenizers;
using RadSharp.Models.Vision;
using RadSharp.Models.Vision.Processing;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Systems;

/// <summary>
/// RaDialog-align or RaDialog-project from the files that their authors publish: image encoder, connector, findings classifier
/// and a language model whose adapter is merged (RaDialog: test.py, demo.py; RaDialog_LLaVA: test.py,
/// LLAVA/llava/model/builder.py).
/// </summary>
public sealed class RaDialog : IVisionLanguageModel
{
    private static readonly BioViLTProcessor EncoderProcessor = new();
    private static readonly BioViLTProcessor ClassifierProcessor = new(crop: CheXpertClassifier.ImageSize);

    private readonly RaDialogLayout _layout;
    private readonly RaDialogNetworks _networks;
    private readonly RaDialogFiles _files;
    private readonly IReadOnlyList<PickledArrays> _embeddings;
    private readonly IDisposable? _source;
    private bool _isPrepared;

    private RaDialog(
        RaDialogLayout layout, RaDialogNetworks networks, ITokenizer tokenizer, RaDialogFiles files,
        IReadOnlyList<PickledArrays> embeddings, IDisposable? source)
    {
        (_layout, _networks, Tokenizer, _files, _embeddings, _source) = (layout, networks, tokenizer, files, embeddings, source);
        IReadOnlyList<int> ends = GenerationConfig.EndTokens(files.Base, Decoder.Config);
        Defaults = new GenerationOptions
        {
            MaxNewTokens = Prompts.RaDialog.MaxNewTokens,
            EndTokens = ends.Count > 0 || tokenizer.Vocabulary.IdOf(Prompts.RaDialog.End) is not { } end ? ends : [end],
        };
    }

    /// <inheritdoc/>
    public string Name => _layout.Name;

    /// <inheritdoc/>
    public ParameterSet Parameters => _networks.Parameters;

    /// <inheritdoc/>
    public CausalDecoder Decoder => _networks.Decoder;

    /// <inheritdoc/>
    public ITokenizer Tokenizer { get; }

    /// <inheritdoc/>
    public GenerationOptions Defaults { get; }

    /// <inheritdoc/>
    public string ReportRequest => Prompts.RaDialog.Report;

    /// <summary>Opens a folder with the published files.</summary>
    /// <param name="folder">
    /// The adapter and, for RaDialog-project, <c>non_lora_trainables.bin</c>; for RaDialog-align <c>checkpoint_4.pth</c> and
    /// <c>biovil_t_image_model_proj_size_128.pt</c>, or files of embeddings; the findings classifier if there is one; in the
    /// folder or up to four below it.
    /// </param>
    /// <param name="options">
    /// How it is loaded. Without <see cref="ModelOptions.Base"/> the base language model is <c>base</c> in the folder, or the
    /// one that the adapter names, if it is on this machine.
    /// </param>
    /// <returns>The model; the caller's.</returns>
    /// <exception cref="InvalidDataException">Files are missing, damaged or of another model; the message names them.</exception>
    public static RaDialog Open(string folder, ModelOptions? options = null)
    {
        options ??= new ModelOptions();
        var files = RaDialogFiles.Find(folder, options.Base);
        var checkpoint = RaDialogCheckpoint.Open(files);
        try
        {
            var parameters = new CheckpointParameters(
                checkpoint, options.LargeMatrices, keepsPrecision: RaDialogCheckpoint.IsImageSide);
            return Load(files, TensorShapes.Of(checkpoint), parameters, checkpoint);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>Opens a folder with packed parameters and the <see cref="RaDialogFiles.Kept"/> of the published ones.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="parameters">The parameters; the model's from now on, if it opens.</param>
    /// <exception cref="InvalidDataException">Something is missing, damaged or of another model.</exception>
    internal static RaDialog OpenPacked(string folder, PackedParameters parameters) =>
        Load(RaDialogFiles.OfPacked(folder), TensorShapes.Of(parameters), parameters, parameters);

    /// <summary>What a folder holds and lacks, without loading it.</summary>
    /// <inheritdoc cref="Open"/>
    internal static ModelSurvey Survey(string folder, ModelOptions options)
    {
        var files = RaDialogFiles.Find(folder, options.Base);
        using var checkpoint = RaDialogCheckpoint.Open(files);
        var surveyed = new SurveyedParameters(
            checkpoint, options.LargeMatrices, spelling: null, RaDialogCheckpoint.IsImageSide);
        using var model = Load(files, TensorShapes.Of(checkpoint), surveyed, owned: null);
        return ModelSurvey.Of(model, checkpoint.Names) with
        {
            Missing = model._networks.Missing is { } missing ? [.. surveyed.Missing, missing] : surveyed.Missing,
            Unused = surveyed.Unused,
        };
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">
    /// The files lack a part of the image path, which is nothing unusual for RaDialog-align; the message says which.
    /// </exception>
    public EncodedFilm Encode(Film film)
    {
        if (_networks.Missing is { } missing)
        {
            throw NoImagePath(_files, missing);
        }

        if (!_isPrepared)
        {
            _networks.PrepareForInference();
            _isPrepared = true;
        }

        var findings = FindingsOf(film);
        using var pixels = EncoderProcessor.Process(film);
        using var tape = Tape.ForInference();
        return new EncodedFilm(_networks.EncodeImage(tape, pixels).Clone(), findings);
    }

    /// <summary>
    /// A film that the authors encoded, out of their files of embeddings: the only way that is known to show RaDialog-align
    /// exactly what it was trained on. It has no findings, so <see cref="EncodedFilm.FindingsText"/> must say them.
    /// </summary>
    /// <param name="dicomId">The film's id in MIMIC-CXR.</param>
    /// <exception cref="ArgumentException">No file has the film.</exception>
    /// <exception cref="InvalidDataException">The file is of another model.</exception>
    public EncodedFilm Encode(string dicomId)
    {
        var file = _embeddings.FirstOrDefault(file => file.Contains(dicomId)) ?? throw new ArgumentException(
            $"{_files.Folder}: expected the film '{dicomId}' in one of the {_embeddings.Count} files of embeddings "
            + "(*embeddings*.pkl), found it in none.", nameof(dicomId));
        using var queries = file.Read(dicomId, DType.Float32);
        if (queries.Shape.Rank != 2 || queries.Shape[1] != _networks.QueryWidth)
        {
            throw new InvalidDataException(
                $"{file.Location}: expected '{dicomId}' to be [{RaDialogAlign.ImageTokens}, {_networks.QueryWidth}], found "
                + $"{queries.Shape}. Are the embeddings and the adapter of one checkpoint?");
        }

        using var tape = Tape.ForInference();
        return new EncodedFilm(_networks.EncodeQueries(tape, queries).Clone());
    }

    /// <inheritdoc/>
    public DecoderPrompt Prompt(IReadOnlyList<ChatMessage> messages, IReadOnlyList<EncodedFilm> films) =>
        _layout.Prompt(messages, films, Tokenizer, RaDialogProject.ImageMark);

    /// <inheritdoc/>
    public void Dispose()
    {
        _networks.Dispose();
        foreach (var file in _embeddings)
        {
            file.Dispose();
        }

        _source?.Dispose();
    }

    // The networks by the names of RaDialogCheckpoint. Whoever opened their source disposes of it where this throws.
    private static RaDialog Load(RaDialogFiles files, TensorShapes shapes, IParameterSource source, IDisposable? owned)
    {
        var networks = new RaDialogNetworks(DecoderConfigOf(files), shapes, source);
        var embeddings = new List<PickledArrays>();
        try
        {
            var layout = networks.QueryWidth is null ? RaDialogLayout.Project : RaDialogLayout.Align;
            var tokenizer = layout.OpenTokenizer(files.Tokenizer, networks.Decoder.Config);
            if (networks.QueryWidth is not null)
            {
                embeddings.AddRange(files.Embeddings.Select(PickledArrays.Open));
            }

            return networks.Missing is null || embeddings.Count > 0
                ? new RaDialog(layout, networks, tokenizer, files, embeddings, owned)
                : throw NoImagePath(files, networks.Missing);
        }
        catch
        {
            networks.Dispose();
            embeddings.ForEach(file => file.Dispose());
            throw;
        }
    }

    // LLaVA 1.5 is a LLaMA that calls itself otherwise.
    private static DecoderConfig DecoderConfigOf(RaDialogFiles files)
    {
        var file = Path.Combine(files.Base, "config.json");
        var fields = ConfigFields.Read(file);
        var isLlava = fields.Text("model_type") is "llava" or "llava_llama";
        return DecoderConfig.Read(fields.Json, file, isLlava ? "llama" : null);
    }

    private static InvalidDataException NoImagePath(RaDialogFiles files, string missing) => new(
        $"{files.Folder}: {missing} What can be shown to the model without it are films of a file of embeddings, "
        + "*embeddings*.pkl, by their ids (ChantalMP/RaDialog, the GitHub release 'weights': embs).");

    private float[]? FindingsOf(Film film)
    {
        if (_networks.Classifier is null)
        {
            return null;
        }

        using var pixels = ClassifierProcessor.Process(film);
        using var tape = Tape.ForInference();
        return PredictedFindings.Probabilities(_networks.Classifier.Forward(tape, pixels).Span);
    }
}
