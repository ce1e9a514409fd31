using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace RadSharp.Tensors.Safetensors;

/// <summary>
/// The tokens of one JSON document, which must be exactly what the caller asks for. Nothing is built, nothing recurses;
/// every deviation is an <see cref="InvalidDataException"/> that names the file.
/// </summary>
internal ref struct JsonTokens
{
    // Digits of a number that a message repeats.
    private const int LongestNumber = 40;

    private readonly string _file;
    private Utf8JsonReader _reader;

    /// <exception cref="InvalidDataException">The bytes are not UTF-8.</exception>
    public JsonTokens(ReadOnlySpan<byte> utf8, string file)
    {
        _file = file;
        _reader = new Utf8JsonReader(utf8);
        if (!Utf8.IsValid(utf8))
        {
            throw SafetensorsError.In(file, "expected JSON in UTF-8, but the bytes are not valid UTF-8");
        }
    }

    /// <summary>Moves on and returns the token found; the end of the document is <see cref="JsonTokenType.None"/>.</summary>
    public JsonTokenType Next()
    {
        try
        {
            return _reader.Read() ? _reader.TokenType : JsonTokenType.None;
        }
        catch (JsonException error)
        {
            throw NotJson(error);
        }
    }

    /// <summary>Moves on to a token of one type.</summary>
    /// <param name="expected">The type.</param>
    /// <param name="subject">What is being read, for the message.</param>
    /// <param name="part">Which part of that, for the message.</param>
    public void Expect(JsonTokenType expected, string subject, string part = "")
    {
        if (Next() != expected)
        {
            throw Unexpected(expected.ToString(), subject, part);
        }
    }

    /// <summary>Moves on to a property name, or to the end of the object.</summary>
    /// <returns>The name; null at the end.</returns>
    public string? NextName() => Next() == JsonTokenType.PropertyName ? Text() : null;

    /// <summary>Moves on to a string.</summary>
    public string NextText(string subject)
    {
        Expect(JsonTokenType.String, subject);
        return Text();
    }

    /// <summary>Moves on to a whole number from 0 to 2^63 − 1, or to the end of the array.</summary>
    /// <returns>False at the end of the array.</returns>
    public bool TryNextCount(string subject, string part, out long count)
    {
        count = 0;
        if (Next() == JsonTokenType.EndArray)
        {
            return false;
        }

        if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetUInt64(out var value) || value > long.MaxValue)
        {
            throw Unexpected("a whole number from 0 to 2^63 − 1", subject, part);
        }

        count = (long)value;
        return true;
    }

    /// <summary>Moves past the value that follows, whatever it holds.</summary>
    public void SkipValue()
    {
        Next();
        try
        {
            _reader.Skip();
        }
        catch (JsonException error)
        {
            throw NotJson(error);
        }
    }

    /// <summary>Checks that only white space follows.</summary>
    public void End()
    {
        if (Next() != JsonTokenType.None)
        {
            throw Unexpected("the end", "the JSON", "");
        }
    }

    private readonly string Text()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw SafetensorsError.In(_file, $"byte {_reader.TokenStartIndex} begins a string with half a surrogate pair in it");
        }
    }

    private readonly InvalidDataException NotJson(JsonException error) =>
        SafetensorsError.In(_file, $"expected JSON, but byte {_reader.BytesConsumed} does not continue it ({error.Message})");

    private readonly InvalidDataException Unexpected(string expected, string subject, string part)
    {
        var number = _reader.TokenType == JsonTokenType.Number
            ? $" {Encoding.UTF8.GetString(_reader.ValueSpan[..Math.Min(_reader.ValueSpan.Length, LongestNumber)])}"
            : "";
        var place = part.Length == 0 ? subject : $"{subject}, {part}";
        return SafetensorsError.In(
            _file, $"{place}: expected {expected}, but found {_reader.TokenType}{number} at byte {_reader.TokenStartIndex}");
    }
}
