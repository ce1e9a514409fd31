using System.Text;

namespace RadSharp.Models.Templates;

/// <summary>
/// Cuts a template into pieces, with white space as Hugging Face configures Jinja: the line break after a statement and the
/// blanks before it on its line are not written (<c>trim_blocks</c>, <c>lstrip_blocks</c>); a minus takes all white space.
/// </summary>
internal sealed class TemplateLexer(string source, string name)
{
    private static readonly string[] Symbols =
        ["==", "!=", "<=", ">=", "//", "**", "<", ">", "+", "-", "*", "/", "%", "~", "|", ".", ",", ":", "(", ")", "[", "]", "{", "}", "="];

    private readonly List<TemplateToken> _tokens = [];
    private int _at;
    private int _line = 1;

    /// <summary>All pieces, the end last.</summary>
    /// <exception cref="InvalidDataException">Something is not closed or no piece of the language.</exception>
    public List<TemplateToken> Run()
    {
        var trimsNext = false;
        var trimsLineBreak = false;
        while (_at < source.Length)
        {
            var open = NextOpening();
            var text = source[_at..open];
            var isStatement = open < source.Length && source[open + 1] is '%' or '#';
            var trims = open < source.Length && open + 2 < source.Length && source[open + 2] == '-';
            AddText(text, trimsNext, trimsLineBreak, trims, isStatement && !trims && !(open + 2 < source.Length && source[open + 2] == '+'));
            _line += text.Count(character => character == '\n');
            _at = open;
            if (open == source.Length)
            {
                break;
            }

            (trimsNext, trimsLineBreak) = source[open + 1] == '#' ? SkipComment() : ReadTag(source[open + 1] == '%');
        }

        _tokens.Add(new(TemplateTokenKind.End, "", _line));
        return _tokens;
    }

    private int NextOpening()
    {
        for (var open = source.IndexOf('{', _at); open >= 0 && open + 1 < source.Length; open = source.IndexOf('{', open + 1))
        {
            if (source[open + 1] is '{' or '%' or '#')
            {
                return open;
            }
        }

        return source.Length;
    }

    private void AddText(string text, bool trimsStart, bool trimsLineBreak, bool trimsEnd, bool trimsLine)
    {
        if (trimsStart)
        {
            text = text.TrimStart();
        }
        else if (trimsLineBreak && text.StartsWith('\n'))
        {
            text = text[1..];
        }

        if (trimsEnd)
        {
            text = text.TrimEnd();
        }
        else if (trimsLine)
        {
            // Blanks alone between the line's beginning and the statement.
            var blank = text.TrimEnd(' ', '\t');
            text = blank.EndsWith('\n') || (blank.Length == 0 && (_at == 0 || source[_at - 1] == '\n' || trimsLineBreak)) ? blank : text;
        }

        if (text.Length > 0)
        {
            _tokens.Add(new(TemplateTokenKind.Text, text, _line));
        }
    }

    private (bool TrimsNext, bool TrimsLineBreak) SkipComment()
    {
        var end = source.IndexOf("#}", _at + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Error("a comment is not closed with '#}'");
        }

        _line += source[_at..end].Count(character => character == '\n');
        _at = end + 2;
        return (source[end - 1] == '-', true);
    }

    private (bool TrimsNext, bool TrimsLineBreak) ReadTag(bool isStatement)
    {
        var close = isStatement ? "%}" : "}}";
        _tokens.Add(new(isStatement ? TemplateTokenKind.OpenStatement : TemplateTokenKind.OpenOutput, source.Substring(_at, 2), _line));
        _at += 2;
        if (_at < source.Length && source[_at] is '-' or '+')
        {
            _at++;
        }

        var depth = 0;
        while (true)
        {
            SkipBlanks();
            if (_at >= source.Length)
            {
                throw Error($"expected '{close}', found the end");
            }

            var trims = source[_at] is '-' or '+' && string.CompareOrdinal(source, _at + 1, close, 0, 2) == 0;
            if (trims || (depth == 0 && string.CompareOrdinal(source, _at, close, 0, 2) == 0))
            {
                var takesAll = trims && source[_at] == '-';
                _at += trims ? 3 : 2;
                _tokens.Add(new(TemplateTokenKind.Close, close, _line));
                return (takesAll, isStatement);
            }

            var token = ReadToken();
            depth += token.Text switch
            {
                "{" or "[" or "(" when token.Kind == TemplateTokenKind.Symbol => 1,
                "}" or "]" or ")" when token.Kind == TemplateTokenKind.Symbol => -1,
                _ => 0,
            };
            _tokens.Add(token);
        }
    }

    private void SkipBlanks()
    {
        for (; _at < source.Length && char.IsWhiteSpace(source[_at]); _at++)
        {
            _line += source[_at] == '\n' ? 1 : 0;
        }
    }

    private TemplateToken ReadToken()
    {
        var first = source[_at];
        if (first is '\'' or '"')
        {
            return new(TemplateTokenKind.String, ReadString(first), _line);
        }

        if (char.IsAsciiDigit(first))
        {
            var digits = ReadWhile(char.IsAsciiDigit);
            return _at + 1 < source.Length && source[_at] == '.' && char.IsAsciiDigit(source[_at + 1])
                ? new(TemplateTokenKind.Real, digits + "." + Skip().ReadWhile(char.IsAsciiDigit), _line)
                : new(TemplateTokenKind.Integer, digits, _line);
        }

        if (char.IsLetter(first) || first == '_')
        {
            return new(TemplateTokenKind.Name, ReadWhile(character => char.IsLetterOrDigit(character) || character == '_'), _line);
        }

        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(source, _at, symbol, 0, symbol.Length) == 0)
            {
                _at += symbol.Length;
                return new(TemplateTokenKind.Symbol, symbol, _line);
            }
        }

        throw Error($"'{first}' is no piece of the language");
    }

    private TemplateLexer Skip()
    {
        _at++;
        return this;
    }

    private string ReadWhile(Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < source.Length && belongs(source[_at]))
        {
            _at++;
        }

        return source[start.._at];
    }

    private string ReadString(char quote)
    {
        var text = new StringBuilder();
        for (_at++; _at < source.Length && source[_at] != quote; _at++)
        {
            var character = source[_at];
            if (character == '\\' && _at + 1 < source.Length)
            {
                character = source[++_at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var escaped => escaped };
            }

            text.Append(character);
        }

        if (_at >= source.Length)
        {
            throw Error($"a text is not closed with {quote}");
        }

        _at++;
        return text.ToString();
    }

    private InvalidDataException Error(string what) => new($"{name}, line {_line}: {what}.");
}
