using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RadSharp.Models.Templates;

/// <summary>A name that stands for nothing.</summary>
internal sealed class Undefined
{
    public static readonly Undefined Value = new();
}

/// <summary>
/// The values of a template: null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, lists and
/// dictionaries of them, and <see cref="Undefined"/>; with Python's rules for truth, equality and text.
/// </summary>
internal static class TemplateValue
{
    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined or false or 0L or 0.0 or "" => false,
        ICollection { Count: 0 } => false,
        _ => true,
    };

    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (long or double or bool, long or double or bool) => Number(left) == Number(right),
        (IReadOnlyList<object?> one, IReadOnlyList<object?> other) =>
            one.Count == other.Count && one.Zip(other).All(pair => AreEqual(pair.First, pair.Second)),
        _ => Equals(left, right),
    };

    public static double Number(object? value) => value switch
    {
        long whole => whole,
        double real => real,
        bool truth => truth ? 1 : 0,
        _ => throw new InvalidDataException($"expected a number, found {Describe(value)}"),
    };

    /// <summary>What <c>{{ value }}</c> writes.</summary>
    public static string Text(object? value) => value switch
    {
        null => "None",
        Undefined => "",
        string text => text,
        bool truth => truth ? "True" : "False",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => ToJson(value),
    };

    public static string ToJson(object? value)
    {
        // With blanks after commas and colons, as Python writes it.
        var text = new StringBuilder();
        Write(value);
        return text.ToString();

        void Write(object? item)
        {
            switch (item)
            {
                case IDictionary<string, object?> dictionary:
                    text.Append('{');
                    var isFirst = true;
                    foreach (var (key, entry) in dictionary)
                    {
                        text.Append(isFirst ? "" : ", ").Append(Quoted(key)).Append(": ");
                        Write(entry);
                        isFirst = false;
                    }

                    text.Append('}');
                    break;
                case IList list:
                    text.Append('[');
                    for (var index = 0; index < list.Count; index++)
                    {
                        text.Append(index == 0 ? "" : ", ");
                        Write(list[index]);
                    }

                    text.Append(']');
                    break;
                case string part:
                    text.Append(Quoted(part));
                    break;
                case bool truth:
                    text.Append(truth ? "true" : "false");
                    break;
                default:
                    text.Append(item is null or Undefined ? "null" : Text(item));
                    break;
            }
        }
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    /// <summary>The elements of a list, the keys of a dictionary, or the characters of a text.</summary>
    public static IReadOnlyList<object?> Items(object? value) => value switch
    {
        IReadOnlyList<object?> list => list,
        IDictionary<string, object?> dictionary => [.. dictionary.Keys],
        string text => [.. text.Select(character => (object?)character.ToString())],
        Undefined => [],
        _ => throw new InvalidDataException($"expected something to go through, found {Describe(value)}"),
    };

    public static long Length(object? value) => value is string text ? text.Length : Items(value).Count;

    public static bool Contains(object? container, object? item) => container switch
    {
        string text => item is string part && text.Contains(part, StringComparison.Ordinal),
        IDictionary<string, object?> dictionary => item is string key && dictionary.ContainsKey(key),
        Undefined or null => false,
        _ => Items(container).Any(element => AreEqual(element, item)),
    };

    /// <summary>What <c>value.name</c> and <c>value['name']</c> stand for, or an element of a list or text.</summary>
    public static object? Member(object? value, object? key) => (value, key) switch
    {
        (IDictionary<string, object?> dictionary, string name) => dictionary.TryGetValue(name, out var entry) ? entry : Undefined.Value,
        (string text, long index) => At(text.Length, index) is { } at ? text[at].ToString() : Undefined.Value,
        (IReadOnlyList<object?> list, long index) => At(list.Count, index) is { } at ? list[at] : Undefined.Value,
        (Undefined or null, _) => throw new InvalidDataException($"expected something with '{Text(key)}', found {Describe(value)}"),
        _ => Undefined.Value,
    };

    /// <summary><c>value[from:to:step]</c> with Python's rules for negative places.</summary>
    public static object? Slice(object? value, long? from, long? to, long? step)
    {
        var items = Items(value);
        var (stride, count) = (step ?? 1, items.Count);
        if (stride == 0)
        {
            throw new InvalidDataException("a slice's step is 0");
        }

        var start = Place(from, stride > 0 ? 0 : count - 1);
        var end = to is null ? (stride > 0 ? count : -1) : Place(to, 0);
        List<object?> slice = [];
        for (var at = start; stride > 0 ? at < end : at > end; at += stride)
        {
            if (at >= 0 && at < count)
            {
                slice.Add(items[(int)at]);
            }
        }

        return value is string ? string.Concat(slice) : slice;

        long Place(long? place, long missing) => place is null ? missing
            : Math.Clamp(place.Value < 0 ? place.Value + count : place.Value, stride > 0 ? 0 : -1, stride > 0 ? count : count - 1);
    }

    public static string Describe(object? value) => value switch
    {
        null => "none",
        Undefined => "something that is not defined",
        string => "a text",
        bool => "a truth value",
        long or double => "a number",
        IDictionary<string, object?> => "a dictionary",
        _ => "a list",
    };

    private static int? At(int count, long index) =>
        (index < 0 ? index + count : index) is >= 0 and var place && place < count ? (int)place : null;
}
