namespace RadSharp.Models.Templates;

/// <summary>The names that are known at a place of a template; those of a loop's body end with it.</summary>
internal sealed class TemplateScope(TemplateScope? outer = null)
{
    private readonly Dictionary<string, object?> _values = [];

    public object? this[string name]
    {
        get => _values.TryGetValue(name, out var value) ? value : outer is null ? Undefined.Value : outer[name];
        set => _values[name] = value;
    }
}

/// <summary>How a statement ends.</summary>
internal enum TemplateFlow
{
    /// <summary>The next one follows.</summary>
    Next,

    /// <summary>The loop is left.</summary>
    Break,

    /// <summary>The loop goes on with its next element.</summary>
    Continue,
}

/// <summary>A parsed expression: its value at a place.</summary>
internal delegate object? TemplateExpression(TemplateScope scope);

/// <summary>A parsed statement: writes to the output.</summary>
internal delegate TemplateFlow TemplateStatement(TemplateScope scope, TemplateOutput output);

/// <summary>What a template writes, up to a limit, because a template can be an endless one.</summary>
internal sealed class TemplateOutput
{
    private const int MostCharacters = 16 << 20;
    private const int MostSteps = 1_000_000;

    private readonly System.Text.StringBuilder _text = new();
    private int _steps;

    public void Write(string text)
    {
        if (_text.Length + text.Length > MostCharacters)
        {
            throw new InvalidDataException($"the result has more than {MostCharacters:N0} characters");
        }

        _text.Append(text);
    }

    /// <summary>Counts an iteration.</summary>
    public void Step()
    {
        if (++_steps > MostSteps)
        {
            throw new InvalidDataException($"it takes more than {MostSteps:N0} steps");
        }
    }

    public override string ToString() => _text.ToString();
}
