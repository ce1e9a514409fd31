using RadSharp.Models.Checkpoints;
using RadSharp.Models.Checkpoints.Peft;
using RadSharp.Tensors;

namespace RadSharp.Models.Systems;

/// <summary>
/// All tensors of a RaDialog out of its several files, under names that differ, the adapter merged into its base.
/// </summary>
internal sealed class RaDialogCheckpoint : ICheckpoint
{
    /// <summary>What the names of RaDialog-align's image encoder begin with, without the last dot.</summary>
    public const string ImageModel = "visual_encoder";

    /// <summary>What the names of RaDialog-project's image encoder begin with, without the last dot.</summary>
    public const string VisionTower = "model.vision_tower";

    /// <summary>What the names of RaDialog-project's connector begin with, without the last dot.</summary>
    public const string MlpConnector = "model.mm_projector";

    /// <summary>What the names of RaDialog-align's connector begin with, without the last dot.</summary>
    public const string LinearConnector = "model.img_proj_layer";

    /// <summary>What the names of the findings classifier's encoder begin with, without the last dot.</summary>
    public const string Classifier = "model.biovil_encoder";

    private readonly List<IDisposable> _files = [];
    private readonly List<string> _locations = [];
    private readonly Dictionary<string, (ICheckpoint File, string Name)> _tensors = new(StringComparer.Ordinal);

    private RaDialogCheckpoint()
    {
    }

    /// <inheritdoc/>
    public string Location => string.Join(", ", _locations);

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <summary>Whether a name is of an image network, a connector or the classifier: anything but the language model.</summary>
    public static bool IsImageSide(string name) =>
        BeginsWithOne(name, ImageModel, "Qformer.", LinearConnector) || IsOfVisionTower(name) || IsOfClassifier(name);

    /// <summary>Opens the files.</summary>
    /// <param name="files">As found.</param>
    /// <exception cref="InvalidDataException">
    /// A file is damaged or malicious, or the adapter is of another language model.
    /// </exception>
    public static RaDialogCheckpoint Open(RaDialogFiles files)
    {
        var checkpoint = new RaDialogCheckpoint();
        try
        {
            checkpoint.Join(files);
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <inheritdoc/>
    public IReadOnlyList<long> ShapeOf(string name) => _tensors[name].File.ShapeOf(_tensors[name].Name);

    /// <inheritdoc/>
    public DType ExactTypeOf(string name) => _tensors[name].File.ExactTypeOf(_tensors[name].Name);

    /// <inheritdoc/>
    public Tensor Read(string name, DType dtype) => _tensors[name].File.Read(_tensors[name].Name, dtype);

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(file => file.Dispose());

    private static bool IsOfClassifier(string name) => BeginsWithOne(name, Classifier, "model.fc1.", "model.fc2.");

    private static bool IsOfVisionTower(string name) => BeginsWithOne(name, VisionTower, MlpConnector);

    private static bool BeginsWithOne(string name, params ReadOnlySpan<string> beginnings)
    {
        foreach (var beginning in beginnings)
        {
            if (name.StartsWith(beginning, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // RaDialog-project's names begin as PEFT's do, the ones from before it was wrapped in PEFT do not (RaDialog_LLaVA:
    // LLAVA/llava/model/builder.py).
    private static string? OfOthers(string name)
    {
        name = WithoutStart(name, "base_model.");
        name = name.StartsWith("model.model.", StringComparison.Ordinal) ? WithoutStart(name, "model.") : name;
        return IsOfVisionTower(name) ? name : null;
    }

    // LLaVA 1.5 comes with CLIP and a connector of its own, which RaDialog-project replaces.
    private static string? OfLanguageModel(string name) => IsOfVisionTower(name) ? null : name;

    // RaDialog drops the published projector and takes the rest (RaDialog: biovil_t/model.py).
    private static string? OfImageModel(string name) =>
        name.StartsWith("encoder.", StringComparison.Ordinal) ? $"{ImageModel}.{name}" : null;

    private static string? OfClassifier(string name) => IsOfClassifier(name) ? name : null;

    private static string WithoutStart(string name, string start) =>
        name.StartsWith(start, StringComparison.Ordinal) ? name[start.Length..] : name;

    private void Join(RaDialogFiles files)
    {
        var @base = Own(CheckpointFiles.Open(files.Base));
        var adapter = PeftAdapter.Open(files.Adapter!);
        _files.Add(adapter);
        Join(adapter.MergedInto(@base), OfLanguageModel);
        Join(files.Others, OfOthers);

        // What the Q-Former's file has of the image encoder goes before the encoder's own file, as the original loads them.
        Join(files.QFormer, name => name);
        Join(files.ImageModel, OfImageModel);
        Join(files.Classifier, OfClassifier);
    }

    private ICheckpoint Own(ICheckpoint file)
    {
        _files.Add(file);
        return file;
    }

    private void Join(string? file, Func<string, string?> nameOf)
    {
        if (file is not null)
        {
            Join(Own(CheckpointFiles.Open(file)), nameOf);
        }
    }

    // Of two tensors of one name the first counts.
    private void Join(ICheckpoint file, Func<string, string?> nameOf)
    {
        _locations.Add(file.Location);
        foreach (var name in file.Names)
        {
            if (nameOf(name) is { } joined)
            {
                _tensors.TryAdd(joined, (file, name));
            }
        }
    }
}
