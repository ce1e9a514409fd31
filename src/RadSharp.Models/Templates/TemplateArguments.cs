namespace RadSharp.Models.Templates;

/// <summary>The arguments of a call as they are written.</summary>
internal sealed record TemplateArguments(
    IReadOnlyList<TemplateExpression> Positional, IReadOnlyDictionary<string, TemplateExpression> Named)
{
    public static TemplateArguments None { get; } = new([], new Dictionary<string, TemplateExpression>());

    /// <summary>Their values at a place.</summary>
    public TemplateArgumentValues At(TemplateScope scope) => new(
        [.. Positional.Select(argument => argument(scope))], Named.ToDictionary(argument => argument.Key, argument => argument.Value(scope)));
}

/// <summary>The arguments of a call.</summary>
internal sealed record TemplateArgumentValues(IReadOnlyList<object?> Positional, IReadOnlyDictionary<string, object?> Named)
{
    /// <summary>An argument by place or name; <see cref="Undefined"/> where it is not given.</summary>
    public object? Get(int place, string name = "") =>
        place < Positional.Count ? Positional[place] : Named.TryGetValue(name, out var value) ? value : Undefined.Value;

    /// <summary>An argument that is a text.</summary>
    public string Text(int place, string name, string missing) =>
        Get(place, name) is not Undefined and var value ? TemplateValue.Text(value) : missing;
}
