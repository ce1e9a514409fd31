namespace RadSharp.Models.Templates;

/// <summary>The pieces of a template, taken one after the other.</summary>
internal sealed class TemplateTokens(List<TemplateToken> tokens, string name)
{
    private int _at;

    public TemplateToken Next => tokens[_at];

    public TemplateToken AfterNext => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public TemplateToken Take() => tokens[_at] is { Kind: TemplateTokenKind.End } end ? end : tokens[_at++];

    public bool TryTake(string symbolOrName)
    {
        var isThere = Next.Is(symbolOrName);
        _at += isThere ? 1 : 0;
        return isThere;
    }

    public string Expect(TemplateTokenKind kind)
    {
        if (Next.Kind != kind)
        {
            throw Error($"expected {Named(kind)}, found '{Next.Text}'");
        }

        return Take().Text;
    }

    public void Expect(string symbolOrName)
    {
        if (!TryTake(symbolOrName))
        {
            throw Error($"expected '{symbolOrName}', found '{Next.Text}'");
        }
    }

    public InvalidDataException Error(string what) => new($"{name}, line {Next.Line}: {what}.");

    private static string Named(TemplateTokenKind kind) => kind switch
    {
        TemplateTokenKind.Close => "the end of the statement",
        TemplateTokenKind.Name => "a name",
        _ => kind.ToString(),
    };
}
