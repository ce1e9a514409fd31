using RadSharp.Imaging;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Models.Systems;

/// <summary>
/// What radsharp-mini's prompt says of a film, such as <c>View: PA. Right lung: [0.1, 0.2, 0.45, 0.9]. Predicted Findings:
/// cardiomegaly. Possible: edema.</c>; the words are data. Training and inference both write it here.
/// </summary>
public static class FilmText
{
    /// <summary>The sentences, without what is not known.</summary>
    /// <param name="reading">What the detectors say; null for no facts at all.</param>
    /// <param name="findings">
    /// What was found, in place of the reading's findings: a list with commas, empty where nothing was; null for the reading's.
    /// </param>
    public static string Of(FilmReading? reading, string? findings = null)
    {
        var words = Prompts.Mini;
        var sentences = new List<string>();
        if (reading is not null)
        {
            sentences.Add(Of(reading.View));
            sentences.AddRange(words.Regions.Where(reading.Regions.ContainsKey).Select(region => Of(region, reading.Regions[region])));
        }

        if (findings is not null)
        {
            sentences.Add(Found(words.Findings, findings.Trim()));
        }
        else if (reading is not null)
        {
            sentences.Add(Findings(words.Findings, reading.Findings.ToDictionary(finding => finding.Name, finding => finding.State)));
        }

        return Joined(sentences);
    }

    /// <summary>From which side the film was taken; empty where that is not known.</summary>
    internal static string Of(View view) => view is View.PA or View.AP ? Fill(Prompts.Mini.View, "view", $"{view}") : "";

    /// <summary>Where a region is, or that it has no box.</summary>
    internal static string Of(string region, Box? box)
    {
        var words = Prompts.Mini;
        var sentence = box is { } known ? Fill(words.Region, "box", BoxText.Format(known)) : words.WithoutBox;
        return Fill(sentence, "region", Capitalized(region));
    }

    /// <summary>What is present, and then what is possible, if anything is; both in the order of reports.</summary>
    /// <param name="sentence">Says what is present.</param>
    /// <param name="states">By name.</param>
    internal static string Findings(string sentence, IReadOnlyDictionary<string, FindingState> states)
    {
        var present = Found(sentence, Names(FindingState.Present));
        return Names(FindingState.Uncertain) is { Length: > 0 } possible
            ? $"{present} {Fill(Prompts.Mini.Possible, "findings", possible)}"
            : present;

        string Names(FindingState state) => string.Join(
            ", ",
            Prompts.Mini.Order.Union(states.Keys).Where(name => states.TryGetValue(name, out var known) && known == state).Select(Spoken));
    }

    /// <summary>A finding's name in lower case with blanks, as sentences have it.</summary>
    internal static string Spoken(string name) => name.Replace('_', ' ').ToLowerInvariant();

    /// <summary>Sentences one after another, without those that are empty.</summary>
    internal static string Joined(IEnumerable<string> sentences) => string.Join(' ', sentences.Where(sentence => sentence.Length > 0));

    /// <summary>Words that begin a sentence.</summary>
    internal static string Capitalized(string words) => $"{char.ToUpperInvariant(words[0])}{words[1..]}";

    private static string Found(string sentence, string findings) =>
        Fill(sentence, "findings", findings.Length == 0 ? Prompts.Mini.NoFindings : findings);

    private static string Fill(string sentence, string place, string words) =>
        sentence.Replace($"{{{place}}}", words, StringComparison.Ordinal);
}
