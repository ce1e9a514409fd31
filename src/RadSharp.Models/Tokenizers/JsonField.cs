using System.Text.Json;

namespace RadSharp.Models.Tokenizers;

/// <summary>A value in a JSON file, which knows its place for errors.</summary>
internal readonly record struct JsonField(string File, string Place, JsonElement Value)
{
    /// <summary>Whether there is a value, and not null.</summary>
    public bool Exists => Value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>Whether it is text.</summary>
    public bool IsText => Value.ValueKind == JsonValueKind.String;

    /// <summary>A field of this object; one that does not exist if the object has none of the name, or does not exist.</summary>
    public JsonField this[string name]
    {
        get
        {
            Expect(!Exists || Value.ValueKind == JsonValueKind.Object, "an object");
            return new(File, Place.Length == 0 ? name : $"{Place}.{name}",
                Exists && Value.TryGetProperty(name, out var field) ? field : default);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is no JSON.</exception>
    public static JsonField Read(string file)
    {
        try
        {
            // A stream may begin with a byte order mark.
            using var stream = System.IO.File.OpenRead(file);
            using var document = JsonDocument.Parse(stream);
            return new JsonField(file, "", document.RootElement.Clone());
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                $"{file}: not valid JSON at line {error.LineNumber + 1}, byte {error.BytePositionInLine}. Copy the file again.",
                error);
        }
    }

    /// <summary>Reads a file that may be missing.</summary>
    public static JsonField ReadIfThere(string file) => System.IO.File.Exists(file) ? Read(file) : new(file, "", default);

    /// <summary>The text.</summary>
    public string Text()
    {
        Expect(IsText, "text");
        return Unescaped(Value);
    }

    /// <summary>The whole number.</summary>
    public int Integer()
    {
        var value = 0;
        Expect(Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out value), "a whole number");
        return value;
    }

    /// <summary>The flag, or null if there is none.</summary>
    public bool? Flag()
    {
        Expect(!Exists || Value.ValueKind is JsonValueKind.True or JsonValueKind.False, "true or false");
        return Exists ? Value.GetBoolean() : null;
    }

    /// <summary>The items of a list; none if it does not exist.</summary>
    public IEnumerable<JsonField> Items()
    {
        Expect(!Exists || Value.ValueKind == JsonValueKind.Array, "a list");
        return Exists ? Each(this) : [];

        static IEnumerable<JsonField> Each(JsonField list)
        {
            var index = 0;
            foreach (var item in list.Value.EnumerateArray())
            {
                yield return new JsonField(list.File, $"{list.Place}[{index++}]", item);
            }
        }
    }

    /// <summary>The fields of an object; none if it does not exist.</summary>
    public IEnumerable<(string Name, JsonField Field)> Fields()
    {
        Expect(!Exists || Value.ValueKind == JsonValueKind.Object, "an object");
        return Exists ? Each(this) : [];

        static IEnumerable<(string, JsonField)> Each(JsonField parent)
        {
            foreach (var property in parent.Value.EnumerateObject())
            {
                var name = parent.NameOf(property);
                yield return (name, new JsonField(parent.File, $"{parent.Place}['{name}']", property.Value));
            }
        }
    }

    /// <summary>An error at this place.</summary>
    public InvalidDataException Wrong(string what) => new($"{File}: {(Place.Length == 0 ? "the file" : Place)} {what}.");

    private string Unescaped(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidDataException($"{File}: {Place} has half a surrogate pair in its text.", error);
        }
    }

    private string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidDataException($"{File}: {Place} has a name with half a surrogate pair.", error);
        }
    }

    private void Expect(bool isSo, string what)
    {
        if (!isSo)
        {
            throw Wrong($"should be {what}, but is {(Exists ? Value.ValueKind.ToString().ToLowerInvariant() : "missing")}");
        }
    }
}
