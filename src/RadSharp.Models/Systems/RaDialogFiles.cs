using RadSharp.Models.Checkpoints;
using RadSharp.Models.Checkpoints.Peft;
using RadSharp.Models.Tokenizers;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Models.Systems;

/// <summary>
/// The files of a RaDialog, wherever below a folder they lie: its authors publish them as several archives, each with folders
/// of its own (ChantalMP/RaDialog: README.md; ChantalPellegrini/RaDialog-interactive-radiology-report-generation).
/// </summary>
internal sealed record RaDialogFiles
{
    // The archives' deepest folder, pretraining/outputs/RUN or checkpoints/MODEL/STEP, with one to spare.
    private const int Depth = 4;

    private const string OthersName = "non_lora_trainables.bin", ImageModelName = "biovil_t_image_model_proj_size_128.pt";

    private static readonly EnumerationOptions Deep = new() { RecurseSubdirectories = true, MaxRecursionDepth = Depth };

    private static readonly string[] ModelNames =
        [SafetensorsFolder.IndexName, SafetensorsFolder.SingleName, TorchFolder.IndexName, TorchFolder.SingleName];

    private static readonly string[] AdapterNames = ["adapter_model.safetensors", "adapter_model.bin"];

    private static readonly string[] ConfigNames = ["config.json", "generation_config.json"];

    private static readonly string[] TokenizerNames =
        ["tokenizer.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"];

    /// <summary>The folder that was searched.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder of the base language model's <c>config.json</c> and weights.</summary>
    public required string Base { get; init; }

    /// <summary>The <c>tokenizer.model</c>.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>The adapter's folder; null in a packed folder.</summary>
    public string? Adapter { get; init; }

    /// <summary><c>non_lora_trainables.bin</c>: RaDialog-project's vision tower and connector.</summary>
    public string? Others { get; init; }

    /// <summary><c>checkpoint_4.pth</c>: RaDialog-align's Q-Former.</summary>
    public string? QFormer { get; init; }

    /// <summary><c>biovil_t_image_model_proj_size_128.pt</c>: RaDialog-align's image encoder.</summary>
    public string? ImageModel { get; init; }

    /// <summary>The findings classifier.</summary>
    public string? Classifier { get; init; }

    /// <summary>RaDialog-align's files of embeddings.</summary>
    public IReadOnlyList<string> Embeddings { get; init; } = [];

    /// <summary>What a packed folder needs beside the parameters: each file, and its name there.</summary>
    public IEnumerable<(string File, string Name)> Kept =>
        ConfigNames.Select(name => Path.Combine(Base, name))
            .Concat(TokenizerNames.Select(name => Path.Combine(TokenizerFiles.FolderOf(Tokenizer), name)))
            .Concat(Embeddings)
            .Where(File.Exists)
            .Select(file => (file, Path.GetFileName(file)));

    /// <summary>Whether a folder, or one below it, has a RaDialog's adapter.</summary>
    public static bool AreIn(string folder) => Below(folder).Exists(file => Path.GetFileName(file) == PeftConfig.FileName);

    /// <summary>Those of a folder that was packed.</summary>
    public static RaDialogFiles OfPacked(string folder) => new()
    {
        Folder = folder,
        Base = folder,
        Tokenizer = Path.Combine(folder, TokenizerNames[0]),
        Embeddings = Below(folder).FindAll(IsEmbeddings),
    };

    /// <summary>Finds the files.</summary>
    /// <param name="folder">Above all files but those of the base language model.</param>
    /// <param name="baseFolder">
    /// The base language model's; null for <c>base</c> in the folder, or the one that the adapter names, if it is on this
    /// machine.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// Files are missing, or two are there for one purpose; the message names them and says where they are published.
    /// </exception>
    public static RaDialogFiles Find(string folder, string? baseFolder = null)
    {
        var files = Below(folder);
        string? Only(string purpose, Predicate<string> isOne) => files.FindAll(isOne) switch
        {
            [] => null,
            [var file] => file,
            [var first, var second, ..] => throw new InvalidDataException(
                $"{folder}: expected one {purpose}, found {first} and {second}. Move all but one out of the folder."),
        };
        string? Named(string purpose, string name) => Only(purpose, file => Path.GetFileName(file) == name);

        var config = Named("adapter", PeftConfig.FileName);
        var adapter = config is null ? null : Path.GetDirectoryName(config)!;
        var @base = baseFolder ?? BaseOf(folder, config);
        var tokenizer = @base is not null && File.Exists(Path.Combine(@base, TokenizerNames[0]))
            ? Path.Combine(@base, TokenizerNames[0])
            : Named("tokenizer", TokenizerNames[0]);
        var found = new RaDialogFiles
        {
            Folder = folder,
            Base = @base ?? "",
            Tokenizer = tokenizer ?? "",
            Adapter = adapter,
            Others = Named("file of what was trained beside the adapter", OthersName),
            QFormer = Only("Q-Former", IsQFormer),
            ImageModel = Named("image encoder", ImageModelName),
            Classifier = Only("findings classifier", IsClassifier),
            Embeddings = files.FindAll(IsEmbeddings),
        };
        found.ExpectComplete();
        return found;
    }

    private static List<string> Below(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*", Deep).Order(StringComparer.Ordinal)]
        : [];

    private static bool IsQFormer(string file) => IsNamed(file, "checkpoint_", ".pth");

    private static bool IsClassifier(string file) => IsNamed(file, "ChexpertClassifier", ".ckpt");

    private static bool IsEmbeddings(string file) => IsNamed(file, "embeddings", ".pkl");

    private static bool IsNamed(string file, string part, string extension) =>
        Path.GetFileName(file) is var name && name.Contains(part, StringComparison.OrdinalIgnoreCase)
        && name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    private static bool HasModel(string folder) => File.Exists(Path.Combine(folder, ConfigNames[0]))
        && Array.Exists(ModelNames, name => File.Exists(Path.Combine(folder, name)));

    // The adapter names its base as whoever trained it did: a path of theirs, or a repository. The last part of that is what a
    // download of it is mostly called.
    private static string? BaseOf(string folder, string? adapterConfig)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var candidates = new List<string> { Path.Combine(folder, "base") };
        if (adapterConfig is not null && PeftConfig.Read(adapterConfig).BaseModel?.TrimEnd('/') is { Length: > 0 } name)
        {
            if (Path.IsPathRooted(name))
            {
                candidates.Add(name);
            }

            candidates.Add(Path.Combine(full, Path.GetFileName(name)));
            candidates.Add(Path.Combine(Path.GetDirectoryName(full) ?? full, Path.GetFileName(name)));
        }

        return candidates.Find(HasModel);
    }

    private void ExpectComplete()
    {
        const string Release = "the GitHub release 'weights' of ChantalMP/RaDialog";
        const string HuggingFace = "Hugging Face: ";
        const string OfProject = HuggingFace + "ChantalPellegrini/RaDialog-interactive-radiology-report-generation";
        var isProject = Others is not null;
        var missing = new List<string>();
        if (Adapter is null || !Array.Exists(AdapterNames, name => File.Exists(Path.Combine(Adapter, name))))
        {
            var where = isProject
                ? OfProject
                : $"RaDialog-align: vicuna-7b-img-instruct.zip of {Release}; RaDialog-project, with {OthersName}: {OfProject}";
            missing.Add($"the adapter, {PeftConfig.FileName} with {string.Join(" or ", AdapterNames)} ({where})");
        }

        if (!HasModel(Base))
        {
            missing.Add(
                $"the base language model, {ConfigNames[0]} with {string.Join(" or ", ModelNames)}, in "
                + $"{(Base.Length > 0 ? Base : "base/")} or in a folder that is named when the model is opened ({HuggingFace}"
                + $"{(isProject ? "liuhaotian/llava-v1.5-7b" : "lmsys/vicuna-7b-v1.3")})");
        }

        if (Tokenizer.Length == 0)
        {
            missing.Add($"the language model's {TokenizerNames[0]}, from the repository of the base language model");
        }

        // Without an image path a RaDialog-align still answers about the films that its authors encoded.
        if (!isProject && Embeddings.Count == 0)
        {
            if (QFormer is null)
            {
                missing.Add($"the Q-Former, checkpoint_4.pth, or else a file of embeddings, *embeddings*.pkl ({Release})");
            }

            if (ImageModel is null)
            {
                missing.Add($"the image encoder, {ImageModelName} ({HuggingFace}microsoft/BiomedVLP-BioViL-T, revision v1.0)");
            }
        }

        if (missing.Count > 0)
        {
            throw new InvalidDataException($"{Folder}: a RaDialog needs what is not there: {string.Join("; ", missing)}.");
        }
    }
}
