using System.Text.Json;

namespace RadSharp.Models.Encoders.Bert;

/// <summary>The fields of a configuration, each read with an error that names file, field, and what was expected.</summary>
/// <param name="Json">The object that has the fields.</param>
/// <param name="File">Where it is from.</param>
internal readonly record struct ConfigFields(JsonElement Json, string File)
{
    /// <summary>Reads a file of one JSON object.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static ConfigFields Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? new ConfigFields(json.RootElement.Clone(), path)
                : throw new InvalidDataException($"{path}: expected a JSON object, found {json.RootElement.ValueKind}.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: expected a JSON object, found something else: {error.Message}", error);
        }
    }

    /// <summary>A whole number above zero.</summary>
    public int Positive(string name, int? ifMissing = null)
    {
        if (Find(name) is not { } value)
        {
            return ifMissing ?? throw Wrong(name, "a positive whole number", "no such field");
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0
            ? number
            : throw Wrong(name, "a positive whole number", value.GetRawText());
    }

    /// <summary>A number of which <paramref name="isRight"/> holds.</summary>
    public float Real(string name, float ifMissing, string expected, Func<double, bool> isRight)
    {
        if (Find(name) is not { } value)
        {
            return ifMissing;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && isRight(number)
            ? (float)number
            : throw Wrong(name, expected, value.GetRawText());
    }

    /// <summary>true or false.</summary>
    public bool Flag(string name, bool ifMissing)
    {
        if (Find(name) is not { } value)
        {
            return ifMissing;
        }

        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Wrong(name, "true or false", value.GetRawText());
    }

    /// <summary>A text.</summary>
    public string Text(string name, string ifMissing)
    {
        if (Find(name) is not { } value)
        {
            return ifMissing;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(name, "a text", value.GetRawText());
    }

    /// <summary>The error about a field.</summary>
    public InvalidDataException Wrong(string name, string expected, string found) =>
        new($"{File}: expected '{name}' to be {expected}; found {found}.");

    private JsonElement? Find(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
