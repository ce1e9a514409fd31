using System.Globalization;

namespace RadSharp.Models.Templates;

/// <summary>The functions, methods, filters and tests that the templates of models use.</summary>
internal static class TemplateFunctions
{
    private const long MostItems = 100_000;

    /// <summary>A function by its name; null where it is not supported.</summary>
    public static Func<TemplateArgumentValues, object?>? Function(string name) => name switch
    {
        "raise_exception" => arguments => throw new InvalidDataException(
            $"the template refuses these messages: {arguments.Text(0, "message", "")}"),
        "namespace" or "dict" => arguments => new Dictionary<string, object?>(arguments.Named),
        "range" => Range,
        "strftime_now" => arguments => DateTime.Now.ToString(FromStrftime(arguments.Text(0, "format", "")), CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>A method of a value.</summary>
    /// <exception cref="InvalidDataException">The value has no such method.</exception>
    public static object? CallMethod(object? value, string name, TemplateArgumentValues arguments) => (value, name) switch
    {
        (string text, "strip") => text.Trim(Characters(arguments)),
        (string text, "lstrip") => text.TrimStart(Characters(arguments)),
        (string text, "rstrip") => text.TrimEnd(Characters(arguments)),
        (string text, "upper") => text.ToUpperInvariant(),
        (string text, "lower") => text.ToLowerInvariant(),
        (string text, "title") => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(text),
        (string text, "startswith") => text.StartsWith(arguments.Text(0, "prefix", ""), StringComparison.Ordinal),
        (string text, "endswith") => text.EndsWith(arguments.Text(0, "suffix", ""), StringComparison.Ordinal),
        (string text, "replace") => text.Replace(arguments.Text(0, "old", ""), arguments.Text(1, "new", ""), StringComparison.Ordinal),
        (string text, "split") => Split(text, arguments),
        (Dictionary<string, object?> dictionary, "get") => dictionary.TryGetValue(arguments.Text(0, "key", ""), out var entry)
            ? entry
            : arguments.Get(1, "default") is Undefined ? null : arguments.Get(1, "default"),
        (Dictionary<string, object?> dictionary, "items") => Pairs(dictionary),
        (Dictionary<string, object?> dictionary, "keys") => dictionary.Keys.Cast<object?>().ToList(),
        (Dictionary<string, object?> dictionary, "values") => dictionary.Values.ToList(),
        _ => throw new InvalidDataException($"{TemplateValue.Describe(value)} has no method '{name}' here"),
    };

    /// <summary>A filter by its name; null where it is not supported.</summary>
    public static Func<object?, TemplateArgumentValues, object?>? Filter(string name) => name switch
    {
        "trim" => (value, _) => TemplateValue.Text(value).Trim(),
        "upper" => (value, _) => TemplateValue.Text(value).ToUpperInvariant(),
        "lower" => (value, _) => TemplateValue.Text(value).ToLowerInvariant(),
        "string" or "safe" => (value, _) => TemplateValue.Text(value),
        "int" => (value, _) => value is string text ? long.Parse(text, CultureInfo.InvariantCulture) : (long)TemplateValue.Number(value),
        "length" or "count" => (value, _) => TemplateValue.Length(value),
        "list" => (value, _) => TemplateValue.Items(value).ToList(),
        "first" => (value, _) => TemplateValue.Member(TemplateValue.Items(value), 0L),
        "last" => (value, _) => TemplateValue.Member(TemplateValue.Items(value), -1L),
        "reverse" => (value, _) => TemplateValue.Items(value).Reverse().ToList(),
        "items" => (value, _) => Pairs((Dictionary<string, object?>)value!),
        "tojson" => (value, _) => TemplateValue.ToJson(value),
        "join" => (value, arguments) => string.Join(
            arguments.Text(0, "d", ""), TemplateValue.Items(value).Select(TemplateValue.Text)),
        "replace" => (value, arguments) => TemplateValue.Text(value).Replace(
            arguments.Text(0, "old", ""), arguments.Text(1, "new", ""), StringComparison.Ordinal),
        "default" or "d" => (value, arguments) =>
            value is Undefined || (TemplateValue.IsTrue(arguments.Get(1, "boolean")) && !TemplateValue.IsTrue(value))
                ? arguments.Get(0, "default_value") : value,
        "map" => Map,
        "selectattr" => (value, arguments) => Select(value, arguments, wanted: true),
        "rejectattr" => (value, arguments) => Select(value, arguments, wanted: false),
        _ => null,
    };

    /// <summary>A test by its name; null where it is not supported.</summary>
    public static Func<object?, object?, bool>? Test(string name) => name switch
    {
        "defined" => (value, _) => value is not Undefined,
        "undefined" => (value, _) => value is Undefined,
        "none" => (value, _) => value is null,
        "string" => (value, _) => value is string,
        "mapping" => (value, _) => value is IDictionary<string, object?>,
        "iterable" or "sequence" => (value, _) => value is string or IReadOnlyList<object?> or IDictionary<string, object?>,
        "number" => (value, _) => value is long or double,
        "boolean" => (value, _) => value is bool,
        "true" => (value, _) => value is true,
        "false" => (value, _) => value is false,
        "odd" => (value, _) => TemplateValue.Number(value) % 2 != 0,
        "even" => (value, _) => TemplateValue.Number(value) % 2 == 0,
        "equalto" or "eq" or "==" => TemplateValue.AreEqual,
        "ne" => (value, other) => !TemplateValue.AreEqual(value, other),
        "in" => (value, container) => TemplateValue.Contains(container, value),
        _ => null,
    };

    /// <summary>Sums and products of numbers; texts and lists can be joined, texts repeated.</summary>
    public static object? Calculate(string symbol, object? left, object? right)
    {
        switch (symbol, left, right)
        {
            case ("+", string one, string other):
                return one + other;
            case ("+", IReadOnlyList<object?> one, IReadOnlyList<object?> other):
                return one.Concat(other).ToList();
            case ("*", string text, long count):
                return text.Length * Math.Max(0, count) <= MostItems
                    ? string.Concat(Enumerable.Repeat(text, (int)Math.Max(0, count)))
                    : throw new InvalidDataException($"a text of {text.Length} characters is repeated {count} times");
            case ("//" or "%" or "/", _, _) when TemplateValue.Number(right) == 0:
                throw new InvalidDataException("a division by zero");
            case (_, long one, long other):
                return symbol switch
                {
                    "+" => (object)(one + other),
                    "-" => one - other,
                    "*" => one * other,
                    "//" => (long)Math.Floor((double)one / other),
                    "%" => one - (other * (long)Math.Floor((double)one / other)),
                    _ => (double)one / other,
                };
        }

        var (first, second) = (TemplateValue.Number(left), TemplateValue.Number(right));
        return symbol switch
        {
            "+" => first + second,
            "-" => first - second,
            "*" => first * second,
            "//" => Math.Floor(first / second),
            "%" => first - (second * Math.Floor(first / second)),
            _ => first / second,
        };
    }

    private static List<object?> Range(TemplateArgumentValues arguments)
    {
        var numbers = arguments.Positional.Select(value => (long)TemplateValue.Number(value)).ToArray();
        var (from, to) = numbers is [var only] ? (0, only) : (numbers[0], numbers[1]);
        var step = numbers.ElementAtOrDefault(2) is not 0 and var given ? given : 1;
        var count = Math.Max(0, (to - from + step - Math.Sign(step)) / step);
        return count <= MostItems
            ? [.. Enumerable.Range(0, (int)count).Select(index => (object?)(from + (index * step)))]
            : throw new InvalidDataException($"a range of {count} numbers");
    }

    private static char[]? Characters(TemplateArgumentValues arguments) =>
        arguments.Get(0, "chars") is string characters ? characters.ToCharArray() : null;

    private static List<object?> Split(string text, TemplateArgumentValues arguments)
    {
        var most = arguments.Get(1, "maxsplit") is long given and >= 0 ? (int)given + 1 : int.MaxValue;
        return arguments.Get(0, "sep") is string separator
            ? [.. text.Split(separator, most)]
            : [.. text.Split((char[]?)null, most, StringSplitOptions.RemoveEmptyEntries)];
    }

    private static List<object?> Pairs(Dictionary<string, object?> dictionary) =>
        [.. dictionary.Select(entry => (object?)new List<object?> { entry.Key, entry.Value })];

    private static List<object?> Map(object? value, TemplateArgumentValues arguments)
    {
        if (arguments.Named.GetValueOrDefault("attribute") is string attribute)
        {
            return TemplateValue.Items(value).Select(item => TemplateValue.Member(item, attribute)).ToList();
        }

        var name = arguments.Text(0, "filter", "");
        var filter = Filter(name) ?? throw new InvalidDataException($"the filter '{name}' is not supported");
        return TemplateValue.Items(value).Select(item => filter(item, new([], arguments.Named))).ToList();
    }

    private static List<object?> Select(object? value, TemplateArgumentValues arguments, bool wanted)
    {
        var attribute = arguments.Text(0, "attribute", "");
        var name = arguments.Text(1, "test", "");
        var test = name.Length == 0 ? (item, _) => TemplateValue.IsTrue(item)
            : Test(name) ?? throw new InvalidDataException($"the test '{name}' is not supported");
        var other = arguments.Get(2);
        return [.. TemplateValue.Items(value).Where(item => test(TemplateValue.Member(item, attribute), other) == wanted)];
    }

    private static string FromStrftime(string format) => format
        .Replace("%Y", "yyyy", StringComparison.Ordinal).Replace("%m", "MM", StringComparison.Ordinal)
        .Replace("%d", "dd", StringComparison.Ordinal).Replace("%b", "MMM", StringComparison.Ordinal)
        .Replace("%B", "MMMM", StringComparison.Ordinal).Replace("%H", "HH", StringComparison.Ordinal)
        .Replace("%M", "mm", StringComparison.Ordinal);
}
