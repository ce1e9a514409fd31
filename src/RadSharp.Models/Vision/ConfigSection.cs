using System.Text.Json;

namespace RadSharp.Models.Vision;

/// <summary>An object of a checkpoint's JSON file whose errors name the file and the field.</summary>
/// <param name="element">The object.</param>
/// <param name="file">Full path, for messages.</param>
internal readonly struct ConfigSection(JsonElement element, string file)
{
    /// <summary>Reads a file's outermost object.</summary>
    /// <exception cref="InvalidDataException">It is no JSON object.</exception>
    public static ConfigSection Read(string path)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            root = document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: expected JSON, but found something else ({error.Message}).", error);
        }

        return root.ValueKind == JsonValueKind.Object
            ? new(root, path)
            : throw new InvalidDataException($"{path}: expected a JSON object, but found {root.ValueKind}.");
    }

    /// <summary>The field's value; false where it is missing or null.</summary>
    public bool TryGet(string field, out JsonElement value) =>
        element.TryGetProperty(field, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>An object below this one; this one itself where the field is missing.</summary>
    public ConfigSection SectionOrThis(string field) =>
        TryGet(field, out var value) && value.ValueKind == JsonValueKind.Object ? new(value, file) : this;

    /// <summary>A whole number of at least one.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="missing">What a missing field means; null where it must be there.</param>
    /// <param name="most">Far above any published model's: a damaged file must not fill the memory.</param>
    public int Count(string field, int? missing = null, int most = 1 << 24) =>
        !TryGet(field, out var value) ? missing ?? throw Missing(field)
        : value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number) || number < 1
        ? throw Wrong(field, "a whole number of at least 1")
        : number <= most ? number : throw Wrong(field, $"at most {most}");

    /// <summary>A finite number.</summary>
    /// <inheritdoc cref="Count"/>
    public double Number(string field, double? missing = null) =>
        !TryGet(field, out var value) ? missing ?? throw Missing(field)
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number
        : throw Wrong(field, "a number");

    /// <summary>A truth value.</summary>
    /// <inheritdoc cref="Count"/>
    public bool Flag(string field, bool missing) =>
        !TryGet(field, out var value) ? missing
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong(field, "true or false");

    /// <summary>A text.</summary>
    /// <inheritdoc cref="Count"/>
    public string Text(string field, string? missing = null) =>
        !TryGet(field, out var value) ? missing ?? throw Missing(field)
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw Wrong(field, "a text");

    /// <summary>That a field is not there.</summary>
    public InvalidDataException Missing(string field) =>
        new($"{file}: expected a field '{field}', but found none. Is this the file of another kind of model?");

    /// <summary>That a field is there, but not as it should be.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="expected">What it should be.</param>
    public InvalidDataException Wrong(string field, string expected) =>
        new($"{file}: expected '{field}' to be {expected}, but found {element.GetProperty(field).GetRawText()}.");
}
