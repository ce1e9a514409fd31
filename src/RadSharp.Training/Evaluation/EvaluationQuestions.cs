using RadSharp.Instruct.Reports;

namespace RadSharp.Training.Evaluation;

/// <summary>What an evaluation asks (questions.tsv).</summary>
internal static class EvaluationQuestions
{
    private const string Resource = "RadSharp.Training.Evaluation.questions.tsv";

    private static readonly ILookup<string, string> Words = Read();

    /// <summary>Questions that have nothing to do with the film.</summary>
    public static IReadOnlyList<string> OffTopic { get; } = [.. Words["off-topic"]];

    /// <summary>A question about a finding.</summary>
    /// <param name="kind"><c>yes-no</c>, <c>correct-add</c> or <c>correct-remove</c>.</param>
    /// <param name="finding">As NIH ChestX-ray14 spells it.</param>
    /// <param name="turn">Which of the wordings: they take turns.</param>
    public static string About(string kind, string finding, int turn)
    {
        string[] wordings = [.. Words[kind]];
        var words = LabelWords.Of(finding);
        return wordings[turn % wordings.Length]
            .Replace("{noun}", words.Noun, StringComparison.Ordinal)
            .Replace("{a}", words.WithArticle, StringComparison.Ordinal)
            .Replace("{Is}", Capital(words.Verb), StringComparison.Ordinal)
            .Replace("{is}", words.Verb, StringComparison.Ordinal);
    }

    /// <summary>A question where a region is.</summary>
    /// <param name="region">Its name.</param>
    /// <param name="turn">Which of the wordings: they take turns.</param>
    public static string Where(string region, int turn)
    {
        string[] wordings = [.. Words["region"]];
        return wordings[turn % wordings.Length].Replace("{region}", region, StringComparison.Ordinal);
    }

    private static string Capital(string word) => $"{char.ToUpperInvariant(word[0])}{word[1..]}";

    private static ILookup<string, string> Read()
    {
        using var stream = typeof(EvaluationQuestions).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t')).ToLookup(columns => columns[0], columns => columns[1]);
    }
}
