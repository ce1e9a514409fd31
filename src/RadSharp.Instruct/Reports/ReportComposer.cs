using RadSharp.Imaging;
using RadSharp.Radiology.Findings;

namespace RadSharp.Instruct.Reports;

/// <summary>
/// Makes a chest X-ray report of labels. Every known finding is spoken of once in the findings, and nothing else is: what is
/// unknown is not mentioned, and side, size and change are no part of the labels. Each sentence is chosen for itself, so that
/// another state of one finding changes only the sentences about it.
/// </summary>
public static class ReportComposer
{
    private const double Together = 0.6;
    private const int MostDenied = 3;

    private static readonly ILookup<(string Label, FindingState State), string> Phrasings =
        WordingFile.Read("Reports", "phrasings.tsv", 3)
            .ToLookup(columns => (columns[0], Enum.Parse<FindingState>(columns[1], ignoreCase: true)), columns => columns[2]);

    private static readonly IReadOnlyDictionary<string, string[]> Lists = WordingFile.ReadByKind("Reports", "lists.tsv");

    // The pairs that one sentence may deny.
    private static readonly string[][] Pairs =
    [
        .. Phrasings.Select(group => group.Key.Label).Where(label => label.Contains(", ")).Distinct()
            .Select(labels => labels.Split(", ")),
    ];

    // What has to be absent before the lungs may be called clear, or a film without acute disease.
    private static readonly string[] Acute = ["Consolidation", "Pneumonia", "Atelectasis", "Edema", "Lung Opacity"];
    private static readonly string[] Pleural = ["Pleural Effusion", "Pneumothorax"];

    /// <summary>The report of a film.</summary>
    /// <param name="findings">What is known.</param>
    /// <param name="view">From which side the film was taken.</param>
    /// <param name="choice">Which of the phrasings are taken: the same choice makes the same text.</param>
    public static ComposedReport Compose(FilmFindings findings, View view, SeededChoice choice)
    {
        ArgumentNullException.ThrowIfNull(findings);
        List<string> sentences = [];
        foreach (var topic in findings.ToSay.GroupBy(entry => entry.Label.Topic))
        {
            AddTopic(sentences, [.. topic], findings, choice);
        }

        return new(Technique(view, choice), sentences, Impression(findings, choice));
    }

    private static void AddTopic(
        List<string> sentences, (LabelWords Label, FindingState State)[] topic, FilmFindings findings, SeededChoice choice)
    {
        foreach (var state in new[] { FindingState.Present, FindingState.Uncertain })
        {
            sentences.AddRange(from entry in topic where entry.State == state select Sentence(entry.Label, state, choice));
        }

        var absent = topic.Where(entry => entry.State == FindingState.Absent).Select(entry => entry.Label).ToList();
        if (topic[0].Label.Topic == "lungs" && AreClear(findings) && choice.Happens(Together, "clear lungs"))
        {
            sentences.Add(choice.Pick(Lists["clear-lungs"], "clear lungs wording"));
        }

        foreach (var pair in Pairs)
        {
            if (pair.All(name => absent.Exists(label => label.Name == name)) && choice.Happens(Together, $"{pair[0]} in a pair"))
            {
                sentences.Add(choice.Pick([.. Phrasings[(string.Join(", ", pair), FindingState.Absent)]], $"{pair[0]} pair"));
                absent.RemoveAll(label => pair.Contains(label.Name));
            }
        }

        foreach (var group in absent.GroupBy(label => label.Negatives ?? label.Name))
        {
            sentences.Add(Denied([.. group], choice));
        }
    }

    private static string Sentence(LabelWords label, FindingState state, SeededChoice choice) =>
        label.Fill(choice.Pick(
            [
                .. Phrasings[("any", state)],
                .. label.Name == CheXpertFinding.SupportDevices.Name ? [] : Phrasings[("finding", state)],
                .. Phrasings[(label.Name, state)],
            ],
            $"{label.Name} {state}"));

    private static string Denied(LabelWords[] labels, SeededChoice choice) => labels is [var only]
        ? Sentence(only, FindingState.Absent, choice)
        : WordingFile.Fill(
            choice.Pick(Lists["denied"], $"denied {labels[0].Negatives}"),
            ("list", WordingFile.List([.. labels.Select(label => label.Noun)], "or")));

    private static bool AreClear(FilmFindings findings) =>
        Acute.All(name => findings[name] == FindingState.Absent)
        && findings.ToSay.All(entry => entry.Label.Topic != "lungs" || entry.State == FindingState.Absent);

    private static string Impression(FilmFindings findings, SeededChoice choice)
    {
        var (present, uncertain, absent) =
            (findings.In(FindingState.Present), findings.In(FindingState.Uncertain), findings.In(FindingState.Absent));
        List<string> sentences = [];
        if (present.Count > 0)
        {
            sentences.Add(Listed("impression-present", present, label => label.WithArticle, "and", choice));
        }

        if (uncertain.Count > 0)
        {
            sentences.Add(Listed("impression-uncertain", uncertain, label => label.Noun, "or", choice));
        }

        if (findings.IsNormal && Acute.Concat(Pleural).All(name => findings[name] == FindingState.Absent))
        {
            sentences.Add(choice.Pick(Lists[present.Count == 0 ? "impression-normal" : "impression-with-devices"], "normal"));
        }
        else if (sentences.Count == 0 && absent.Count > 0)
        {
            sentences.Add(Listed("impression-absent", [.. absent.Take(MostDenied)], label => label.Noun, "or", choice));
        }

        return sentences.Count > 1 && choice.Happens(0.5, "numbers")
            ? string.Join(' ', sentences.Select((sentence, index) => $"{index + 1}. {sentence}"))
            : string.Join(' ', sentences);
    }

    private static string Listed(
        string kind, IReadOnlyList<LabelWords> labels, Func<LabelWords, string> words, string conjunction, SeededChoice choice) =>
        WordingFile.Fill(choice.Pick(Lists[kind], kind), ("list", WordingFile.List([.. labels.Select(words)], conjunction)));

    private static string? Technique(View view, SeededChoice choice) => ViewWord(view) is { } word
        ? WordingFile.Fill(choice.Pick(Lists["technique"], "technique"), ("view", word))
        : null;

    /// <summary>What a view is called in a sentence; null where it is not known.</summary>
    internal static string? ViewWord(View view) => view switch
    {
        View.PA => "PA",
        View.AP => "AP",
        View.Frontal => "frontal",
        View.Lateral => "lateral",
        _ => null,
    };
}
