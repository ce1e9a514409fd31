using RadSharp.Instruct.Reports;

namespace RadSharp.Training.Evaluation;

/// <summary>What an evaluation asks (questions.tsv).</summary>
internal static class EvaluationQuestions
{
    /// <summary>Whether a finding is there.</summary>
    public const string YesNo = "yes-no";

    /// <summary>From which side the film was taken.</summary>
    public const string View = "view";

    /// <summary>The impression is to be written.</summary>
    public const string Impression = "impression";

    /// <summary>A finding is to be added to a report.</summary>
    public const string Add = "correct-add";

    /// <summary>A finding is to be taken out of a report.</summary>
    public const string Remove = "correct-remove";

    private const string Resource = "RadSharp.Training.Evaluation.questions.tsv";

    private static readonly ILookup<string, string> Words = Read();

    /// <summary>Questions that have nothing to do with the film.</summary>
    public static IReadOnlyList<string> OffTopic { get; } = [.. Words["off-topic"]];

    /// <summary>A question about a finding.</summary>
    /// <param name="kind"><see cref="YesNo"/>, <see cref="Add"/> or <see cref="Remove"/>.</param>
    /// <param name="finding">As NIH ChestX-ray14 spells it.</param>
    /// <param name="turn">Which of the wordings: they take turns.</param>
    public static string About(string kind, string finding, int turn)
    {
        var words = LabelWords.Of(finding);
        return Of(kind, turn)
            .Replace("{noun}", words.Noun, StringComparison.Ordinal)
            .Replace("{a}", words.WithArticle, StringComparison.Ordinal)
            .Replace("{Is}", Capital(words.Verb), StringComparison.Ordinal)
            .Replace("{is}", words.Verb, StringComparison.Ordinal);
    }

    /// <summary>A question that names nothing.</summary>
    /// <param name="kind"><see cref="Impression"/> or <see cref="View"/>.</param>
    /// <param name="turn">Which of the wordings: they take turns.</param>
    public static string Of(string kind, int turn) => Words[kind].ElementAt(turn % Words[kind].Count());

    /// <summary>A question where a region is.</summary>
    /// <param name="region">Its name.</param>
    /// <param name="turn">Which of the wordings: they take turns.</param>
    public static string Where(string region, int turn) =>
        Of("region", turn).Replace("{region}", region, StringComparison.Ordinal);

    private static string Capital(string word) => $"{char.ToUpperInvariant(word[0])}{word[1..]}";

    private static ILookup<string, string> Read()
    {
        using var stream = typeof(EvaluationQuestions).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t')).ToLookup(columns => columns[0], columns => columns[1]);
    }
}
