namespace RadSharp.Instruct.Reports;

/// <summary>The words for a label (labels.tsv).</summary>
/// <param name="Name">As in <see cref="Radiology.Labeling.ReportLabels.Names"/>.</param>
/// <param name="Noun">What it is called within a sentence: <c>pleural effusion</c>.</param>
/// <param name="WithArticle">The same with its article, where it has one: <c>a pleural effusion</c>.</param>
/// <param name="Verb"><c>is</c> or <c>are</c>.</param>
/// <param name="Topic">The part of a report in which it is spoken of.</param>
/// <param name="Negatives">Findings of one group are denied in one sentence; null for those that stand alone.</param>
/// <param name="Everyday">What a patient understands, with its article.</param>
public sealed record LabelWords(
    string Name, string Noun, string WithArticle, string Verb, string Topic, string? Negatives, string Everyday)
{
    /// <summary>All labels but <c>No Finding</c>, in the order in which a report comes to them.</summary>
    public static IReadOnlyList<LabelWords> All { get; } =
    [
        .. WordingFile.Read("Reports", "labels.tsv", 7).Select(columns => new LabelWords(
            columns[0], columns[1], columns[2], columns[3], columns[4], columns[5] == "-" ? null : columns[5], columns[6])),
    ];

    /// <summary>The words for a label.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static LabelWords Of(string name) =>
        All.FirstOrDefault(label => label.Name == (name == "Effusion" ? "Pleural Effusion" : name))
        ?? throw new ArgumentException(
            $"Expected one of {string.Join(", ", All.Select(label => label.Name))}, found '{name}'.", nameof(name));

    /// <summary>Puts the label's words in a template's places.</summary>
    internal string Fill(string template) =>
        WordingFile.Fill(template, ("noun", Noun), ("a", WithArticle), ("is", Verb), ("everyday", Everyday));
}
