using System.Text.Json;

namespace RadSharp.Models.Checkpoints;

/// <summary>The fields of a configuration, each read with an error that names file, field, and what was expected.</summary>
/// <param name="Json">The object that has the fields.</param>
/// <param name="File">Where it is from.</param>
internal readonly record struct ConfigFields(JsonElement Json, string File)
{
    /// <summary>Reads a file of one JSON object.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static ConfigFields Read(string path)
    {
        using var stream = System.IO.File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads one JSON object.</summary>
    /// <param name="stream">Its text.</param>
    /// <param name="path">What to call it in messages.</param>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static ConfigFields Read(Stream stream, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(stream);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? new ConfigFields(json.RootElement.Clone(), path)
                : throw new InvalidDataException($"{path}: expected a JSON object, found {json.RootElement.ValueKind}.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: expected a JSON object, found something else: {error.Message}", error);
        }
    }

    /// <summary>More layers than any model has.</summary>
    public const int MostLayers = 1024;

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>An object below this one.</summary>
    public ConfigFields Section(string name) =>
        new(Find(name) ?? throw Wrong(name, "an object", "no such field"), $"{File}: {name}");

    /// <summary>A list of objects below this one.</summary>
    public IReadOnlyList<ConfigFields> Sections(string name)
    {
        var list = Find(name) is { ValueKind: JsonValueKind.Array } found
            ? found : throw Wrong(name, "a list of objects", Find(name)?.GetRawText() ?? "no such field");
        var file = File;
        return [.. list.EnumerateArray().Select((item, index) => new ConfigFields(item, $"{file}: {name}[{index}]"))];
    }

    /// <summary>A list of texts.</summary>
    public string[] Texts(string name) => Find(name) is { ValueKind: JsonValueKind.Array } list
        && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
        ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
        : throw Wrong(name, "a list of texts", Find(name)?.GetRawText() ?? "no such field");

    /// <summary>A list of whole numbers above zero.</summary>
    /// <param name="name">The field.</param>
    /// <param name="mostItems">How long it may be; it has one at least.</param>
    /// <param name="most">How large each may be.</param>
    public int[] Counts(string name, int mostItems, int most)
    {
        var text = Find(name)?.GetRawText() ?? "no such field";
        return Find(name) is { ValueKind: JsonValueKind.Array } list
            && list.GetArrayLength() is var length && length > 0 && length <= mostItems
            && list.EnumerateArray().All(item =>
                item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var number) && number > 0 && number <= most)
            ? [.. list.EnumerateArray().Select(item => item.GetInt32())]
            : throw Wrong(name, $"a list of 1 to {mostItems} whole numbers from 1 to {most}", text);
    }

    /// <summary>A whole number above zero.</summary>
    /// <param name="name">The field.</param>
    /// <param name="ifMissing">What a missing field means; null where it must be there.</param>
    /// <param name="most">Far above any published model's: a damaged file must not fill the memory.</param>
    public int Positive(string name, int? ifMissing = null, int most = 1 << 24)
    {
        if (Find(name) is not { } value)
        {
            return ifMissing ?? throw Wrong(name, "a positive whole number", "no such field");
        }

        return value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number) || number <= 0
            ? throw Wrong(name, "a positive whole number", value.GetRawText())
            : number <= most ? number : throw Wrong(name, $"at most {most}", value.GetRawText());
    }

    /// <summary>A finite number above zero.</summary>
    public double PositiveReal(string name, double ifMissing) =>
        Real(name, ifMissing, "a positive number", number => number > 0 && double.IsFinite(number));

    /// <summary>A number of which <paramref name="isRight"/> holds.</summary>
    public double Real(string name, double ifMissing, string expected, Func<double, bool> isRight)
    {
        if (Find(name) is not { } value)
        {
            return ifMissing;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && isRight(number)
            ? number
            : throw Wrong(name, expected, value.GetRawText());
    }

    /// <summary>A number that must be there, of which <paramref name="isRight"/> holds.</summary>
    public double Real(string name, string expected, Func<double, bool> isRight) => Has(name)
        ? Real(name, ifMissing: 0, expected, isRight)
        : throw Wrong(name, expected, "no such field");

    /// <summary>true or false.</summary>
    public bool Flag(string name, bool ifMissing = false)
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
    public string Text(string name, string? ifMissing = null)
    {
        if (Find(name) is not { } value)
        {
            return ifMissing ?? throw Wrong(name, "a text", "no such field");
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(name, "a text", value.GetRawText());
    }

    /// <summary>A token or a list of tokens.</summary>
    public int[] Tokens(string name, int[] ifMissing)
    {
        // A field that is there as null says that there is no such token.
        if (Json.ValueKind != JsonValueKind.Object || !Json.TryGetProperty(name, out var value))
        {
            return ifMissing;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return [];
            case JsonValueKind.Array:
                var tokens = new int[value.GetArrayLength()];
                for (var index = 0; index < tokens.Length; index++)
                {
                    tokens[index] = Token(name, value[index]);
                }

                return tokens;
            default:
                return [Token(name, value)];
        }
    }

    /// <summary>Base and linear scaling of rotary positions, in the spelling of old and of new files.</summary>
    public (double Theta, double Scaling) Rotary()
    {
        var theta = PositiveReal("rope_theta", 10_000);
        var scaling = 1.0;
        foreach (var name in (ReadOnlySpan<string>)["rope_scaling", "rope_parameters"])
        {
            if (Find(name) is not { } value)
            {
                continue;
            }

            var rope = new ConfigFields(value, $"{File}: {name}");
            theta = rope.PositiveReal("rope_theta", theta);
            switch (rope.Text("rope_type", rope.Text("type", "default")))
            {
                case "default":
                    break;
                case "linear":
                    scaling = rope.PositiveReal("factor", 1);
                    break;
                case var other:
                    throw Wrong(name, "the type default or linear", $"'{other}'");
            }
        }

        return (theta, scaling);
    }

    /// <summary>The error about a field.</summary>
    public InvalidDataException Wrong(string name, string expected, string found) =>
        new($"{File}: expected '{name}' to be {expected}; found {found}.");

    private int Token(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var token) && token >= 0
            ? token
            : throw Wrong(name, "a token's number or a list of them", value.GetRawText());

    private JsonElement? Find(string name) => Json.ValueKind != JsonValueKind.Object
        ? throw new InvalidDataException($"{File}: expected a JSON object, found {Json.ValueKind}.")
        : Json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
