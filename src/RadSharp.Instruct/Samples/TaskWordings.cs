using System.Globalization;

namespace RadSharp.Instruct.Samples;

/// <summary>The data behind the samples: prompts, answers, explanations, terms and probabilities.</summary>
internal static class TaskWordings
{
    /// <summary>What users say, by kind (prompts.tsv).</summary>
    public static IReadOnlyDictionary<string, string[]> Prompts { get; } = WordingFile.ReadByKind("Samples", "prompts.tsv");

    /// <summary>What the assistant says, by kind (answers.tsv).</summary>
    public static IReadOnlyDictionary<string, string[]> Answers { get; } = WordingFile.ReadByKind("Samples", "answers.tsv");

    /// <summary>By which signs findings are recognized, by label (explanations.tsv).</summary>
    public static IReadOnlyDictionary<string, string[]> Explanations { get; } =
        WordingFile.ReadByKind("Samples", "explanations.tsv");

    /// <summary>What words of radiology mean (terms.tsv).</summary>
    public static IReadOnlyDictionary<string, string[]> Terms { get; } = WordingFile.ReadByKind("Samples", "terms.tsv");

    /// <summary>Questions about a finding in words of their own, by label (questions.tsv).</summary>
    public static IReadOnlyDictionary<string, string[]> Questions { get; } = WordingFile.ReadByKind("Samples", "questions.tsv");

    /// <summary>What users say that is not about the film, by kind (off_topic.tsv).</summary>
    public static IReadOnlyDictionary<string, string[]> OffTopic { get; } = WordingFile.ReadByKind("Samples", "off_topic.tsv");

    private static readonly Dictionary<string, double> Probabilities = WordingFile.Read("Samples", "probabilities.tsv", 2)
        .ToDictionary(columns => columns[0], columns => double.Parse(columns[1], CultureInfo.InvariantCulture));

    /// <summary>How often something is so (probabilities.tsv).</summary>
    public static double Probability(string of) => Probabilities[of];

    /// <summary>One of the prompts of a kind, with words in its places.</summary>
    public static string Prompt(SeededChoice choice, string kind, params ReadOnlySpan<(string, string)> words) =>
        WordingFile.Fill(choice.Pick(Prompts[kind], $"prompt {kind}"), words);

    /// <summary>One of the answers of a kind, with words in its places.</summary>
    public static string Answer(SeededChoice choice, string kind, params ReadOnlySpan<(string, string)> words) =>
        WordingFile.Fill(choice.Pick(Answers[kind], $"answer {kind}"), words);
}
