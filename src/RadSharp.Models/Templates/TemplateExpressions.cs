using System.Globalization;

namespace RadSharp.Models.Templates;

/// <summary>
/// Expressions, from the loosest to the tightest binding: <c>a if c else b</c>, <c>or</c>, <c>and</c>, <c>not</c>, comparisons
/// and <c>in</c> and <c>is</c>, <c>~</c>, sums, products, sign, filters, members and calls.
/// </summary>
internal sealed class TemplateExpressions(TemplateTokens tokens)
{
    private const int MostDepth = 200;

    private int _depth;

    /// <summary>Parses one expression.</summary>
    public TemplateExpression Parse()
    {
        if (++_depth > MostDepth)
        {
            throw tokens.Error($"an expression is nested more than {MostDepth} deep");
        }

        var value = ParseOr();
        if (tokens.TryTake("if"))
        {
            var condition = ParseOr();
            var otherwise = tokens.TryTake("else") ? Parse() : _ => Undefined.Value;
            var then = value;
            value = scope => TemplateValue.IsTrue(condition(scope)) ? then(scope) : otherwise(scope);
        }

        _depth--;
        return value;
    }

    /// <summary>Parses an expression after which an <c>if</c> belongs to the statement.</summary>
    public TemplateExpression ParseWithoutCondition() => ParseOr();

    private TemplateExpression ParseOr()
    {
        var left = ParseAnd();
        while (tokens.TryTake("or"))
        {
            var (one, other) = (left, ParseAnd());
            left = scope => one(scope) is var value && TemplateValue.IsTrue(value) ? value : other(scope);
        }

        return left;
    }

    private TemplateExpression ParseAnd()
    {
        var left = ParseNot();
        while (tokens.TryTake("and"))
        {
            var (one, other) = (left, ParseNot());
            left = scope => one(scope) is var value && !TemplateValue.IsTrue(value) ? value : other(scope);
        }

        return left;
    }

    private TemplateExpression ParseNot()
    {
        if (!tokens.TryTake("not"))
        {
            return ParseComparison();
        }

        var value = ParseNot();
        return scope => !TemplateValue.IsTrue(value(scope));
    }

    private TemplateExpression ParseComparison()
    {
        var left = ParseConcatenation();
        while (true)
        {
            var one = left;
            if (tokens.TryTake("is"))
            {
                left = ParseTest(one);
            }
            else if (tokens.TryTake("in"))
            {
                var other = ParseConcatenation();
                left = scope => TemplateValue.Contains(other(scope), one(scope));
            }
            else if (tokens.Next.Is("not"))
            {
                tokens.Take();
                tokens.Expect("in");
                var other = ParseConcatenation();
                left = scope => !TemplateValue.Contains(other(scope), one(scope));
            }
            else if (tokens.Next is { Kind: TemplateTokenKind.Symbol, Text: "==" or "!=" or "<" or "<=" or ">" or ">=" })
            {
                var symbol = tokens.Take().Text;
                var other = ParseConcatenation();
                left = scope => Compare(symbol, one(scope), other(scope));
            }
            else
            {
                return left;
            }
        }
    }

    private static bool Compare(string symbol, object? left, object? right)
    {
        if (symbol is "==" or "!=")
        {
            return TemplateValue.AreEqual(left, right) == (symbol == "==");
        }

        var order = left is string one && right is string other
            ? string.CompareOrdinal(one, other)
            : TemplateValue.Number(left).CompareTo(TemplateValue.Number(right));
        return symbol switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    }

    private TemplateExpression ParseTest(TemplateExpression value)
    {
        var isNegated = tokens.TryTake("not");
        var name = tokens.Expect(TemplateTokenKind.Name);
        var test = TemplateFunctions.Test(name) ?? throw tokens.Error($"the test '{name}' is not supported");
        var argument = tokens.TryTake("(") && ParseArguments().Positional is [var first, ..] ? first : null;
        return scope => test(value(scope), argument?.Invoke(scope)) != isNegated;
    }

    private TemplateExpression ParseConcatenation()
    {
        var left = ParseSum();
        while (tokens.TryTake("~"))
        {
            var (one, other) = (left, ParseSum());
            left = scope => TemplateValue.Text(one(scope)) + TemplateValue.Text(other(scope));
        }

        return left;
    }

    private TemplateExpression ParseSum()
    {
        var left = ParseProduct();
        while (tokens.Next is { Kind: TemplateTokenKind.Symbol, Text: "+" or "-" })
        {
            var (symbol, one, other) = (tokens.Take().Text, left, ParseProduct());
            left = scope => TemplateFunctions.Calculate(symbol, one(scope), other(scope));
        }

        return left;
    }

    private TemplateExpression ParseProduct()
    {
        var left = ParseSign();
        while (tokens.Next is { Kind: TemplateTokenKind.Symbol, Text: "*" or "/" or "//" or "%" })
        {
            var (symbol, one, other) = (tokens.Take().Text, left, ParseSign());
            left = scope => TemplateFunctions.Calculate(symbol, one(scope), other(scope));
        }

        return left;
    }

    private TemplateExpression ParseSign()
    {
        if (tokens.TryTake("-"))
        {
            var value = ParseSign();
            return scope => TemplateFunctions.Calculate("-", 0L, value(scope));
        }

        var operand = ParseMembers(ParsePrimary());
        while (tokens.TryTake("|"))
        {
            var name = tokens.Expect(TemplateTokenKind.Name);
            var filter = TemplateFunctions.Filter(name) ?? throw tokens.Error($"the filter '{name}' is not supported");
            var arguments = tokens.TryTake("(") ? ParseArguments() : TemplateArguments.None;
            var value = operand;
            operand = ParseMembers(scope => filter(value(scope), arguments.At(scope)));
        }

        return operand;
    }

    private TemplateExpression ParseMembers(TemplateExpression value)
    {
        while (true)
        {
            var container = value;
            if (tokens.TryTake("."))
            {
                var name = tokens.Expect(TemplateTokenKind.Name);
                if (tokens.TryTake("("))
                {
                    var arguments = ParseArguments();
                    value = scope => TemplateFunctions.CallMethod(container(scope), name, arguments.At(scope));
                }
                else
                {
                    value = scope => TemplateValue.Member(container(scope), name);
                }
            }
            else if (tokens.TryTake("["))
            {
                value = ParseSubscript(container);
            }
            else
            {
                return value;
            }
        }
    }

    private TemplateExpression ParseSubscript(TemplateExpression container)
    {
        var first = tokens.Next.Is(":") ? null : Parse();
        if (tokens.TryTake("]"))
        {
            return scope => TemplateValue.Member(container(scope), first!(scope));
        }

        var parts = new TemplateExpression?[] { first, null, null };
        for (var part = 1; part < parts.Length && tokens.TryTake(":"); part++)
        {
            parts[part] = tokens.Next.Is(":") || tokens.Next.Is("]") ? null : Parse();
        }

        tokens.Expect("]");
        return scope => TemplateValue.Slice(container(scope), Place(scope, 0), Place(scope, 1), Place(scope, 2));

        long? Place(TemplateScope scope, int part) =>
            parts[part]?.Invoke(scope) is { } value ? (long)TemplateValue.Number(value) : null;
    }

    private TemplateExpression ParsePrimary()
    {
        var token = tokens.Take();
        switch (token.Kind)
        {
            case TemplateTokenKind.String:
                var text = token.Text;
                while (tokens.Next.Kind == TemplateTokenKind.String)
                {
                    text += tokens.Take().Text;
                }

                return _ => text;
            case TemplateTokenKind.Integer:
                var whole = long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
                    ? parsed : throw tokens.Error($"{token.Text} is too large a number");
                return _ => whole;
            case TemplateTokenKind.Real:
                var real = double.Parse(token.Text, CultureInfo.InvariantCulture);
                return _ => real;
            case TemplateTokenKind.Name:
                return ParseName(token.Text);
            case TemplateTokenKind.Symbol when token.Text == "(":
                var inner = Parse();
                tokens.Expect(")");
                return inner;
            case TemplateTokenKind.Symbol when token.Text == "[":
                return ParseList();
            case TemplateTokenKind.Symbol when token.Text == "{":
                return ParseDictionary();
            default:
                throw tokens.Error($"expected a value, found '{token.Text}'");
        }
    }

    private TemplateExpression ParseName(string name)
    {
        switch (name)
        {
            case "true" or "True":
                return _ => true;
            case "false" or "False":
                return _ => false;
            case "none" or "None":
                return _ => null;
        }

        if (!tokens.TryTake("("))
        {
            return scope => scope[name];
        }

        var function = TemplateFunctions.Function(name) ?? throw tokens.Error($"the function '{name}' is not supported");
        var arguments = ParseArguments();
        return scope => function(arguments.At(scope));
    }

    private TemplateExpression ParseList()
    {
        List<TemplateExpression> items = [];
        while (!tokens.TryTake("]"))
        {
            items.Add(Parse());
            if (!tokens.TryTake(","))
            {
                tokens.Expect("]");
                break;
            }
        }

        return scope => items.ConvertAll(item => item(scope));
    }

    private TemplateExpression ParseDictionary()
    {
        List<(TemplateExpression Key, TemplateExpression Value)> entries = [];
        while (!tokens.TryTake("}"))
        {
            var key = Parse();
            tokens.Expect(":");
            entries.Add((key, Parse()));
            if (!tokens.TryTake(","))
            {
                tokens.Expect("}");
                break;
            }
        }

        return scope => entries.ToDictionary(entry => TemplateValue.Text(entry.Key(scope)), entry => entry.Value(scope));
    }

    // After the opening bracket, up to the closing one.
    private TemplateArguments ParseArguments()
    {
        List<TemplateExpression> positional = [];
        Dictionary<string, TemplateExpression> named = [];
        while (!tokens.TryTake(")"))
        {
            var value = Parse(out var name);
            if (name is null)
            {
                positional.Add(value);
            }
            else
            {
                named[name] = value;
            }

            if (!tokens.TryTake(","))
            {
                tokens.Expect(")");
                break;
            }
        }

        return new(positional, named);
    }

    private TemplateExpression Parse(out string? name)
    {
        name = null;
        if (tokens.Next.Kind == TemplateTokenKind.Name && tokens.AfterNext.Is("="))
        {
            name = tokens.Take().Text;
            tokens.Expect("=");
        }

        return Parse();
    }
}
