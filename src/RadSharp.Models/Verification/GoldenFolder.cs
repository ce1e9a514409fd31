using System.Text.Json;
using System.Text.RegularExpressions;
using RadSharp.Models.Checkpoints;

namespace RadSharp.Models.Verification;

/// <summary>
/// A folder with inputs, weights and outputs of an original implementation, and the <c>golden.json</c> that says what they are.
/// </summary>
/// <remarks>
/// Fields that name files are written for people: <c>"adapter_model.bin: LoRA and img_proj_layer, PEFT names"</c>. What counts
/// are the names in them that end as files of weights and settings do.
/// </remarks>
internal sealed partial class GoldenFolder
{
    /// <summary>What makes a folder a golden one.</summary>
    public const string FileName = "golden.json";

    private const StringSplitOptions Parts = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    private readonly ConfigFields _fields;
    private readonly ConfigFields _tolerances;

    private GoldenFolder(string path, ConfigFields fields)
    {
        (Path, _fields) = (path, fields);
        _tolerances = fields.Has("tolerance")
            ? new(fields.Json.GetProperty("tolerance"), $"{fields.File}: tolerance")
            : throw fields.Wrong("tolerance", "the tolerances of the outputs", "no such field");
        Kind = fields.Text("kind");
        ModelType = fields.Has("model_type") ? fields.Text("model_type") : null;
        Outputs = NamesIn("outputs") ?? throw fields.Wrong("outputs", "an object of outputs", "something else");
        Inputs = NamesIn("inputs")?.Keys.ToArray() ?? [];
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What is verified: <c>kind</c>.</summary>
    public string Kind { get; }

    /// <summary>Which architecture: <c>model_type</c>, or null.</summary>
    public string? ModelType { get; }

    /// <summary>The outputs that are declared, with placeholders such as <c>grad.NAME</c>, and what is said of them.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; }

    /// <summary>The inputs that are declared; empty where they are said in another way.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Reads <c>golden.json</c>.</summary>
    /// <exception cref="IOException">There is no such folder, or it has no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged; the message says how.</exception>
    public static GoldenFolder Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new DirectoryNotFoundException(File.Exists(path)
                ? $"{path}: expected a folder with {FileName}, found a file."
                : $"{path}: expected a folder with {FileName}, found nothing.");
        }

        var file = System.IO.Path.Combine(path, FileName);
        return File.Exists(file)
            ? new(path, ConfigFields.Read(file))
            : throw new FileNotFoundException(
                $"{path}: expected a {FileName} that declares outputs, found none. Folders of tokenizers, images and metrics "
                + "have none; they are not verified here.");
    }

    /// <summary>Whether a field is there.</summary>
    public bool Has(string field) => _fields.Has(field);

    /// <summary>The file that a field names.</summary>
    /// <param name="field">Of <c>golden.json</c>.</param>
    /// <param name="ifMissing">The file where there is no such field; null where there must be one.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The field is missing, or names no file.</exception>
    public string FileOf(string field, string? ifMissing = null) =>
        ifMissing is not null && !Has(field) ? Existing(field, ifMissing) : FilesOf(field)[0];

    /// <summary>The files that a field names, in a text or in a list of texts; at least one.</summary>
    /// <inheritdoc cref="FileOf"/>
    public IReadOnlyList<string> FilesOf(string field)
    {
        var names = TextsOf(field).SelectMany(static text => FileNames().Matches(text)).Select(static match => match.Value)
            .Distinct().ToList();
        return names.Count > 0
            ? names.ConvertAll(name => Existing(field, name))
            : throw _fields.Wrong(field, "the name of a file", string.Join(", ", TextsOf(field)));
    }

    /// <summary>The folder that a field names in its first word, relative to this one.</summary>
    /// <inheritdoc cref="FileOf"/>
    public string FolderOf(string field)
    {
        var name = TextsOf(field)[0].Split([' ', ':', ',']) is [{ Length: > 0 } first, ..] ? first : ".";
        var folder = System.IO.Path.GetFullPath(name, System.IO.Path.GetFullPath(Path));
        return Directory.Exists(folder)
            ? folder
            : throw new DirectoryNotFoundException($"{_fields.File}: '{field}' names '{name}', but there is no folder {folder}.");
    }

    /// <summary>The weights that a field names, whole or as the index of shards.</summary>
    /// <inheritdoc cref="FileOf"/>
    public ICheckpoint OpenWeights(string field)
    {
        var file = FileOf(field);
        return CheckpointFiles.Open(file.EndsWith(".index.json", StringComparison.Ordinal) ? Path : file);
    }

    /// <summary>A file beside <c>golden.json</c>.</summary>
    /// <param name="field">What names it, for the message.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public string Existing(string field, string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{Path}: expected the file '{name}' ({field} of {FileName}), found none.");
    }

    /// <summary>The largest relative difference that is allowed.</summary>
    /// <param name="names">
    /// What the tolerance may stand under: the output's own name or that of its group; the first that is there counts.
    /// </param>
    /// <exception cref="InvalidDataException">There is none, or it is no number from 0.</exception>
    public double Tolerance(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (_tolerances.Has(name))
            {
                return _tolerances.Real(name, 0, "a number from 0", static number => number >= 0 && double.IsFinite(number));
            }
        }

        throw _fields.Wrong("tolerance", $"an object with {string.Join(" or ", names.ToArray())}", _tolerances.Json.GetRawText());
    }

    // The names of an object's entries with their texts, null where the field is none: "itg_logits / itg_loss" declares two.
    private OrderedDictionary<string, string>? NamesIn(string field)
    {
        if (!Has(field) || _fields.Json.GetProperty(field) is not { ValueKind: JsonValueKind.Object } entries)
        {
            return null;
        }

        var names = new OrderedDictionary<string, string>();
        foreach (var entry in entries.EnumerateObject())
        {
            foreach (var name in entry.Name.Split([" / ", ","], Parts))
            {
                names[name] = entry.Value.ToString();
            }
        }

        return names;
    }

    private string[] TextsOf(string field)
    {
        if (!Has(field) || _fields.Json.GetProperty(field) is not { ValueKind: JsonValueKind.Array } list)
        {
            return [_fields.Text(field)];
        }

        var texts = list.EnumerateArray().Where(static entry => entry.ValueKind == JsonValueKind.String)
            .Select(static entry => entry.GetString()!).ToArray();
        return texts.Length == list.GetArrayLength() && texts.Length > 0
            ? texts
            : throw _fields.Wrong(field, "a text or a list of texts", list.GetRawText());
    }

    [GeneratedRegex(@"[\w./-]+\.(?:safetensors|json|bin|pth|pt|ckpt|pkl)\b", RegexOptions.CultureInvariant)]
    private static partial Regex FileNames();
}
