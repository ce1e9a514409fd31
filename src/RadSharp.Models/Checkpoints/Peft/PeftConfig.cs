using System.Text.Json;
using System.Text.RegularExpressions;

namespace RadSharp.Models.Checkpoints.Peft;

/// <summary>What <c>adapter_config.json</c> says about a low-rank adapter (peft: src/peft/tuners/lora/config.py).</summary>
public sealed record PeftConfig
{
    /// <summary>The file's name in an adapter's folder.</summary>
    public const string FileName = "adapter_config.json";

    // A pattern comes with the file, and some patterns take forever.
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1);

    /// <summary>Rows of A and columns of B: <c>r</c>.</summary>
    public required int Rank { get; init; }

    /// <summary>What is divided by the rank to scale the product: <c>lora_alpha</c>.</summary>
    public required double Alpha { get; init; }

    /// <summary>Share of inputs left out in training: <c>lora_dropout</c>.</summary>
    public float Dropout { get; init; }

    /// <summary>
    /// Last parts of the names of the layers that are adapted; empty where <see cref="TargetPattern"/> says them.
    /// </summary>
    public IReadOnlyList<string> TargetModules { get; init; } = [];

    /// <summary>A regular expression of the whole names of the layers that are adapted, or <c>all-linear</c>; or null.</summary>
    public string? TargetPattern { get; init; }

    /// <summary>Which biases are trained too: <c>none</c>, <c>all</c> or <c>lora_only</c>.</summary>
    public string Bias { get; init; } = "none";

    /// <summary>Last parts of the names of modules that are trained in full and saved with the adapter.</summary>
    public IReadOnlyList<string> ModulesToSave { get; init; } = [];

    /// <summary>
    /// Whether the adapted layers keep their matrix as [in, out]. No layer here does, so this changes nothing, as in PEFT,
    /// which sets it back for linear layers.
    /// </summary>
    public bool FanInFanOut { get; init; }

    /// <summary>Whether the product is scaled by alpha / √rank: <c>use_rslora</c>.</summary>
    public bool IsRankStabilized { get; init; }

    /// <summary>Whether layers may have other ranks than <see cref="Rank"/>: <c>rank_pattern</c> has entries.</summary>
    public bool RanksDiffer { get; init; }

    /// <summary>The model that was adapted, as whoever trained it called it, or null.</summary>
    public string? BaseModel { get; init; }

    /// <summary>What the model does, such as <c>CAUSAL_LM</c>, or null.</summary>
    public string? TaskType { get; init; }

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">
    /// A field is missing or wrong, or the adapter is of a kind that is not known here.
    /// </exception>
    public static PeftConfig Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(new PeftFields(path, json.RootElement));
        }
        catch (JsonException error)
        {
            throw CheckpointError.In(path, $"expected JSON, but {error.Message.TrimEnd('.')}");
        }
    }

    /// <summary>What the product of a layer is scaled by.</summary>
    /// <param name="rank">The layer's rank.</param>
    public float ScalingOf(int rank) => (float)(Alpha / (IsRankStabilized ? Math.Sqrt(rank) : rank));

    /// <summary>Whether a layer is to be adapted.</summary>
    /// <param name="name">Its full name without <c>.weight</c>.</param>
    /// <exception cref="InvalidDataException">The pattern is none, or takes too long.</exception>
    public bool Targets(string name)
    {
        if (TargetPattern is null)
        {
            return TargetModules.Any(target => IsLastPart(name, target));
        }

        if (TargetPattern == "all-linear")
        {
            return !IsLastPart(name, "lm_head");
        }

        try
        {
            return Regex.IsMatch(name, $"^(?:{TargetPattern})$", RegexOptions.CultureInvariant, LongestMatch);
        }
        catch (Exception error) when (error is ArgumentException or RegexMatchTimeoutException)
        {
            throw CheckpointError.In(
                FileName,
                $"target_modules: expected a regular expression, but {CheckpointError.Quoted(TargetPattern)} fails: "
                + error.Message.TrimEnd('.'));
        }
    }

    /// <summary>Writes the file.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    public void Write(string path)
    {
        using var stream = File.Create(path);
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteString("peft_type", "LORA");
        json.WriteString("task_type", TaskType);
        json.WriteString("base_model_name_or_path", BaseModel);
        json.WriteNumber("r", Rank);
        json.WriteNumber("lora_alpha", Alpha);
        json.WriteNumber("lora_dropout", Dropout);
        if (TargetPattern is null)
        {
            Write(json, "target_modules", TargetModules);
        }
        else
        {
            json.WriteString("target_modules", TargetPattern);
        }

        json.WriteString("bias", Bias);
        json.WriteBoolean("fan_in_fan_out", FanInFanOut);
        json.WriteBoolean("use_rslora", IsRankStabilized);
        if (ModulesToSave.Count > 0)
        {
            Write(json, "modules_to_save", ModulesToSave);
        }
        else
        {
            json.WriteNull("modules_to_save");
        }

        json.WriteEndObject();
    }

    /// <summary>Whether a dotted name is, or ends with, the given parts.</summary>
    internal static bool IsLastPart(string name, string part) =>
        name == part || name.EndsWith($".{part}", StringComparison.Ordinal);

    private static PeftConfig Read(PeftFields fields)
    {
        fields.RequireText("peft_type", "LORA", "only low-rank adapters can be read");
        foreach (var field in (ReadOnlySpan<string>)["use_dora", "use_qalora"])
        {
            fields.RequireFalse(field);
        }

        fields.RequireEmpty("alpha_pattern");
        var pattern = fields.Text("target_modules", isOptional: true);
        return new PeftConfig
        {
            Rank = fields.Count("r"),
            Alpha = fields.Number("lora_alpha"),
            Dropout = (float)fields.Number("lora_dropout", 0),
            TargetModules = pattern is null ? fields.Texts("target_modules") : [],
            TargetPattern = pattern,
            Bias = fields.Text("bias", isOptional: true) ?? "none",
            ModulesToSave = fields.Texts("modules_to_save"),
            FanInFanOut = fields.Flag("fan_in_fan_out"),
            IsRankStabilized = fields.Flag("use_rslora"),
            RanksDiffer = fields.HasEntries("rank_pattern"),
            BaseModel = fields.Text("base_model_name_or_path", isOptional: true),
            TaskType = fields.Text("task_type", isOptional: true),
        };
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
