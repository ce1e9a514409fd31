using System.Text.Json;

namespace RadSharp.Models.Checkpoints.Peft;

/// <summary>Fields of a JSON object; every error names file and field. A field that is null is one that is missing.</summary>
internal readonly struct PeftFields
{
    private readonly string _file;
    private readonly JsonElement _json;

    /// <exception cref="InvalidDataException">It is no object.</exception>
    public PeftFields(string file, JsonElement json)
    {
        (_file, _json) = (file, json);
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw CheckpointError.In(file, $"expected a JSON object, but found {json.ValueKind}");
        }
    }

    /// <summary>A whole number above zero.</summary>
    public int Count(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Number } field && field.TryGetInt32(out var count) && count > 0
        ? count
        : throw Wrong(name, "a whole number above 0");

    /// <summary>A finite number.</summary>
    public double Number(string name, double? missing = null) => Find(name) switch
    {
        { ValueKind: JsonValueKind.Number } field when double.IsFinite(field.GetDouble()) => field.GetDouble(),
        null when missing is { } value => value,
        _ => throw Wrong(name, "a number"),
    };

    /// <summary>A text; null where the field is missing or, if it is optional, a list.</summary>
    public string? Text(string name, bool isOptional) => Find(name) switch
    {
        { ValueKind: JsonValueKind.String } field => field.GetString(),
        null or { ValueKind: JsonValueKind.Array } when isOptional => null,
        _ => throw Wrong(name, "a text"),
    };

    /// <summary>A list of texts, empty where the field is missing.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name) is not { } field)
        {
            return [];
        }

        return field.ValueKind == JsonValueKind.Array
            && field.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String)
            ? [.. field.EnumerateArray().Select(static item => item.GetString()!)]
            : throw Wrong(name, "a list of texts");
    }

    /// <summary>True or false; false where the field is missing.</summary>
    public bool Flag(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        _ => throw Wrong(name, "true or false"),
    };

    /// <summary>Whether the field is an object with entries.</summary>
    public bool HasEntries(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Object } field && field.EnumerateObject().Any();

    /// <summary>Checks that a field has one text.</summary>
    public void RequireText(string name, string expected, string reason)
    {
        var found = Text(name, isOptional: false);
        if (found != expected)
        {
            throw CheckpointError.In(_file, $"{name}: expected {expected}, but found {CheckpointError.Quoted(found!)}; {reason}");
        }
    }

    /// <summary>Checks that something is not asked for.</summary>
    public void RequireFalse(string name)
    {
        if (Flag(name))
        {
            throw CheckpointError.In(
                _file, $"{name}: adapters of this kind cannot be read; merge it with PEFT and save the merged model");
        }
    }

    /// <summary>Checks that a field has no entries.</summary>
    public void RequireEmpty(string name)
    {
        if (HasEntries(name))
        {
            throw CheckpointError.In(
                _file, $"{name}: expected no entries; merge the adapter with PEFT and save the merged model");
        }
    }

    private JsonElement? Find(string name) =>
        _json.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null ? field : null;

    private InvalidDataException Wrong(string name, string expected) => CheckpointError.In(
        _file,
        $"{name}: expected {expected}, but found "
        + $"{(Find(name) is { } field ? CheckpointError.Quoted(field.GetRawText()) : "nothing")}");
}
