using RadSharp.Models.Systems;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Labeling;

namespace RadSharp.Assistant.Answers;

/// <summary>Reads what a model wrote: its sentences, the findings each speaks of, and the places each points to.</summary>
public static class AnswerReading
{
    private const string NamelessBox = "box";

    // An overlap from which a box that a sentence gives is the region that it names, and not a place within it.
    private const double SamePlace = 0.5;

    private static readonly Dictionary<string, CheXpertFinding> CheXpert = CheXpertFinding.All.ToDictionary(finding => finding.Name);

    /// <summary>Takes an answer apart.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="film">What the model's detectors saw, for the boxes of regions; null for none.</param>
    /// <returns>The sentences in their order; blanks between them belong to none.</returns>
    public static IReadOnlyList<AnswerSentence> Of(string text, FilmReading? film = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. Split(text).Select(place => Read(text, place.Start, place.End, film))];
    }

    // A line break ends a sentence too: lists and headings have no full stops.
    private static IEnumerable<(int Start, int End)> Split(string text)
    {
        for (var line = 0; line < text.Length;)
        {
            var end = text.IndexOf('\n', line) is >= 0 and var found ? found : text.Length;
            foreach (var (offset, sentence) in SentenceSplitter.Split(text[line..end]))
            {
                var start = line + offset;
                var length = sentence.TrimEnd().Length;
                if (length > 0)
                {
                    yield return (start, start + length);
                }
            }

            line = end + 1;
        }
    }

    private static AnswerSentence Read(string text, int start, int end, FilmReading? film)
    {
        var sentence = text[start..end];
        var findings = Findings(sentence);
        var regions = film?.Regions
            .Where(region => Names(sentence, region.Key)).Select(region => (region.Key, region.Value)).ToList() ?? [];
        var named = findings.FirstOrDefault(finding => finding.State != FindingState.Absent).Name;
        var boxes = new List<(string Name, Box Box)>();
        foreach (var (box, _) in BoxText.Parse(sentence))
        {
            // The sentence's own box goes before the detector's of the same region, which has more digits.
            var region = regions.FindIndex(region => region.Value.IntersectionOverUnion(box) > SamePlace);
            boxes.Add((region >= 0 ? regions[region].Key : named ?? NamelessBox, box));
            if (region >= 0)
            {
                regions.RemoveAt(region);
            }
        }

        return new(start, end, findings, [.. boxes, .. regions]);
    }

    private static List<(string Name, FindingState State)> Findings(string sentence)
    {
        var findings = new List<(string Name, FindingState State)>();
        foreach (var mention in ReportLabeler.Mentions(sentence))
        {
            var name = NameOf(mention.Finding);
            if (name is not null && !findings.Exists(finding => finding.Name == name))
            {
                findings.Add((name, mention.State));
            }
        }

        // A word for one of several findings says the group's name too: only the finding itself is of use.
        return
        [
            .. findings.Where(finding => !CheXpert.TryGetValue(finding.Name, out var group)
                || !findings.Exists(other => other.Name != finding.Name && group.NihNames.Contains(other.Name))),
        ];
    }

    private static string? NameOf(string finding) =>
        finding == FindingMention.Other || finding == CheXpertFinding.NoFinding.Name ? null
        : CheXpert.TryGetValue(finding, out var label) && label.NihNames is [var only] ? only
        : finding;

    private static bool Names(string sentence, string region) =>
        sentence.Contains(region, StringComparison.OrdinalIgnoreCase)
        || (region.EndsWith(" lung", StringComparison.Ordinal)
            && sentence.Contains("both lungs", StringComparison.OrdinalIgnoreCase));
}
