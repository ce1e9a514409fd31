namespace RadSharp.Models.Templates;

/// <summary>What a piece of a template is.</summary>
internal enum TemplateTokenKind
{
    /// <summary>Text that is written as it is.</summary>
    Text,

    /// <summary>The beginning of an expression that is written: <c>{{</c>.</summary>
    OpenOutput,

    /// <summary>The beginning of a statement: <c>{%</c>.</summary>
    OpenStatement,

    /// <summary>The end of either.</summary>
    Close,

    /// <summary>A name or a word of the language.</summary>
    Name,

    /// <summary>A quoted text, without quotes and with its escapes resolved.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number with a fraction.</summary>
    Real,

    /// <summary>An operator or a bracket.</summary>
    Symbol,

    /// <summary>The end of the template.</summary>
    End,
}

/// <summary>A piece of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text.</param>
/// <param name="Line">The line in which it begins, from 1.</param>
internal readonly record struct TemplateToken(TemplateTokenKind Kind, string Text, int Line)
{
    public bool Is(string symbolOrName) =>
        Kind is TemplateTokenKind.Symbol or TemplateTokenKind.Name && Text == symbolOrName;
}
