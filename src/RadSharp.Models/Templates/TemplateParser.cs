namespace RadSharp.Models.Templates;

/// <summary>Statements: text, output, <c>if</c>, <c>for</c>, <c>set</c>, <c>break</c>, <c>continue</c>, <c>generation</c>.</summary>
internal sealed class TemplateParser
{
    // Deeper nesting is no template of a model.
    private const int MostDepth = 100;

    private readonly TemplateTokens _tokens;
    private readonly TemplateExpressions _expressions;
    private int _depth;

    private TemplateParser(TemplateTokens tokens) => (_tokens, _expressions) = (tokens, new(tokens));

    /// <summary>Parses a whole template.</summary>
    /// <exception cref="InvalidDataException">It is not of the language, or uses what is not supported.</exception>
    public static TemplateStatement Parse(string source, string name)
    {
        var tokens = new TemplateTokens(new TemplateLexer(source, name).Run(), name);
        return new TemplateParser(tokens).ParseBody(out _);
    }

    // Up to the end, or to one of the statements given, whose name is taken and handed out.
    private TemplateStatement ParseBody(out string end, params ReadOnlySpan<string> ends)
    {
        if (++_depth > MostDepth)
        {
            throw _tokens.Error($"statements are nested more than {MostDepth} deep");
        }

        List<TemplateStatement> statements = [];
        while (true)
        {
            switch (_tokens.Take())
            {
                case { Kind: TemplateTokenKind.Text, Text: var text }:
                    statements.Add((_, output) =>
                    {
                        output.Write(text);
                        return TemplateFlow.Next;
                    });
                    break;
                case { Kind: TemplateTokenKind.OpenOutput }:
                    var value = _expressions.Parse();
                    _tokens.Expect(TemplateTokenKind.Close);
                    statements.Add((scope, output) =>
                    {
                        output.Write(TemplateValue.Text(value(scope)));
                        return TemplateFlow.Next;
                    });
                    break;
                case { Kind: TemplateTokenKind.OpenStatement }:
                    var name = _tokens.Expect(TemplateTokenKind.Name);
                    if (ends.Contains(name))
                    {
                        _depth--;
                        end = name;
                        return Sequence(statements);
                    }

                    statements.Add(ParseStatement(name));
                    break;
                default:
                    if (ends.Length > 0)
                    {
                        throw _tokens.Error($"expected {string.Join(" or ", ends.ToArray())}, found the end");
                    }

                    end = "";
                    return Sequence(statements);
            }
        }
    }

    private static TemplateStatement Sequence(List<TemplateStatement> statements)
    {
        var all = statements.ToArray();
        return (scope, output) =>
        {
            foreach (var statement in all)
            {
                if (statement(scope, output) is var flow and not TemplateFlow.Next)
                {
                    return flow;
                }
            }

            return TemplateFlow.Next;
        };
    }

    private TemplateStatement ParseStatement(string name)
    {
        switch (name)
        {
            case "if":
                return ParseIf();
            case "for":
                return ParseFor();
            case "set":
                return ParseSet();
            case "break" or "continue":
                _tokens.Expect(TemplateTokenKind.Close);
                var flow = name == "break" ? TemplateFlow.Break : TemplateFlow.Continue;
                return (_, _) => flow;

            // Hugging Face's own: marks what the assistant says, for training; it changes nothing of the text.
            case "generation":
                _tokens.Expect(TemplateTokenKind.Close);
                var body = ParseBody(out _, "endgeneration");
                _tokens.Expect(TemplateTokenKind.Close);
                return body;
            default:
                throw _tokens.Error(
                    $"expected if, for, set, break, continue or generation, found '{name}', which is not supported");
        }
    }

    private TemplateStatement ParseIf()
    {
        var condition = _expressions.Parse();
        _tokens.Expect(TemplateTokenKind.Close);
        var then = ParseBody(out var end, "elif", "else", "endif");
        TemplateStatement? otherwise = null;
        if (end == "elif")
        {
            otherwise = ParseIf();
        }
        else
        {
            _tokens.Expect(TemplateTokenKind.Close);
            if (end == "else")
            {
                otherwise = ParseBody(out _, "endif");
                _tokens.Expect(TemplateTokenKind.Close);
            }
        }

        return (scope, output) => TemplateValue.IsTrue(condition(scope))
            ? then(scope, output)
            : otherwise?.Invoke(scope, output) ?? TemplateFlow.Next;
    }

    private TemplateStatement ParseFor()
    {
        List<string> names = [_tokens.Expect(TemplateTokenKind.Name)];
        while (_tokens.TryTake(","))
        {
            names.Add(_tokens.Expect(TemplateTokenKind.Name));
        }

        _tokens.Expect("in");
        var items = _expressions.ParseWithoutCondition();
        var filter = _tokens.TryTake("if") ? _expressions.Parse() : null;
        _tokens.Expect(TemplateTokenKind.Close);
        var body = ParseBody(out var end, "else", "endfor");
        _tokens.Expect(TemplateTokenKind.Close);
        TemplateStatement? empty = null;
        if (end == "else")
        {
            empty = ParseBody(out _, "endfor");
            _tokens.Expect(TemplateTokenKind.Close);
        }

        return (scope, output) =>
        {
            var chosen = TemplateValue.Items(items(scope)).ToList();
            if (filter is not null)
            {
                chosen = chosen.FindAll(item => TemplateValue.IsTrue(filter(Bind(new(scope), names, item))));
            }

            for (var index = 0; index < chosen.Count; index++)
            {
                output.Step();
                var inner = Bind(new(scope), names, chosen[index]);
                inner["loop"] = Loop(chosen, index);
                if (body(inner, output) == TemplateFlow.Break)
                {
                    break;
                }
            }

            return chosen.Count == 0 && empty is not null ? empty(scope, output) : TemplateFlow.Next;
        };
    }

    private static TemplateScope Bind(TemplateScope scope, List<string> names, object? item)
    {
        if (names is [var only])
        {
            scope[only] = item;
            return scope;
        }

        var parts = TemplateValue.Items(item);
        if (parts.Count != names.Count)
        {
            throw new InvalidDataException($"expected {names.Count} values for {string.Join(", ", names)}, found {parts.Count}");
        }

        for (var index = 0; index < parts.Count; index++)
        {
            scope[names[index]] = parts[index];
        }

        return scope;
    }

    private static Dictionary<string, object?> Loop(List<object?> items, int index) => new()
    {
        ["index"] = index + 1L,
        ["index0"] = (long)index,
        ["revindex"] = (long)(items.Count - index),
        ["revindex0"] = items.Count - index - 1L,
        ["first"] = index == 0,
        ["last"] = index == items.Count - 1,
        ["length"] = (long)items.Count,
        ["previtem"] = index > 0 ? items[index - 1] : Undefined.Value,
        ["nextitem"] = index + 1 < items.Count ? items[index + 1] : Undefined.Value,
    };

    private TemplateStatement ParseSet()
    {
        var name = _tokens.Expect(TemplateTokenKind.Name);
        var member = _tokens.TryTake(".") ? _tokens.Expect(TemplateTokenKind.Name) : null;
        _tokens.Expect("=");
        var value = _expressions.Parse();
        _tokens.Expect(TemplateTokenKind.Close);
        return (scope, _) =>
        {
            if (member is null)
            {
                scope[name] = value(scope);
            }
            else if (scope[name] is Dictionary<string, object?> container)
            {
                container[member] = value(scope);
            }
            else
            {
                throw new InvalidDataException($"'{name}' is no namespace, so that '{member}' cannot be set");
            }

            return TemplateFlow.Next;
        };
    }
}
