namespace RadSharp.Instruct.Reports;

/// <summary>A report that was made of labels.</summary>
/// <param name="Technique">What was taken; null where the view is not known.</param>
/// <param name="Sentences">Of the findings, in their order.</param>
/// <param name="Impression">Empty where nothing is known.</param>
public sealed record ComposedReport(string? Technique, IReadOnlyList<string> Sentences, string Impression)
{
    /// <summary>The findings as one paragraph.</summary>
    public string Findings => string.Join(' ', Sentences);

    /// <summary>The report with its headings.</summary>
    public override string ToString() => string.Join("\n\n", new[]
    {
        Technique is null ? null : $"TECHNIQUE: {Technique}",
        Findings.Length > 0 ? $"FINDINGS: {Findings}" : null,
        Impression.Length > 0 ? $"IMPRESSION: {Impression}" : null,
    }.OfType<string>());
}
