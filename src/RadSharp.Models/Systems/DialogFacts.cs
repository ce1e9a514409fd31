using System.Text.RegularExpressions;
using RadSharp.Imaging;
using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Labeling;
using RadSharp.Radiology.Regions;

namespace RadSharp.Models.Systems;

/// <summary>
/// What is known of a film in the course of a conversation: what was found on it, and what the person has said since. A turn
/// repeats beside it what it asks for, because a decoder of two million parameters learns far sooner to say what stands beside a
/// question than to look it up at the conversation's beginning. Training and inference both write it here.
/// </summary>
/// <param name="reading">Has the view and the boxes of regions; null where neither is told.</param>
/// <param name="states">Of the findings, by name; what the person says changes them.</param>
internal sealed partial class DialogFacts(FilmReading? reading, Dictionary<string, FindingState> states)
{
    // A longer name goes before one that is a part of it.
    private static readonly Regex RegionName = new(
        $@"\b(?:{string.Join('|', AnatomicalRegion.Names.OrderByDescending(name => name.Length).Select(Regex.Escape))})\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly Regex AllRegions = new(
        Prompts.Mini.AllRegions, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>The view and all findings.</summary>
    public string All => FilmText.Joined([FilmText.Of(reading?.View ?? View.Unknown), FilmText.Findings(Prompts.Mini.Now, states)]);

    /// <summary>Hears a turn of the person.</summary>
    /// <param name="text">What the person says.</param>
    /// <returns>
    /// The sentences that stand before it: <see cref="All"/> where the person says what is there or is not; what is known of the
    /// findings that are asked for, and the boxes of the regions, where the person asks; empty where neither is named.
    /// </returns>
    public string Hear(string text)
    {
        List<string> asked = [];
        var isChanged = false;
        foreach (var sentence in SentenceEnd().Split(text).Where(sentence => sentence.Length > 0))
        {
            var isQuestion = IsQuestion(sentence);
            var labels = ReportLabeler.Label(isQuestion ? sentence : AsStatement(sentence));
            var named = states.Keys.Where(name => labels[name] != FindingState.Unknown).ToList();
            if (named.Count == 0)
            {
                asked.AddRange(Places(sentence));
            }
            else if (isQuestion)
            {
                asked.AddRange(named.Select(Known));
            }
            else
            {
                named.ForEach(name => states[name] = labels[name]);
                isChanged = true;
            }
        }

        return isChanged ? All : string.Join(' ', asked.Distinct());
    }

    private string Known(string name)
    {
        var words = Prompts.Mini;
        return words.Asked
            .Replace("{finding}", FilmText.Capitalized(FilmText.Spoken(name)), StringComparison.Ordinal)
            .Replace("{state}", words.States[states[name]], StringComparison.Ordinal);
    }

    // Of the regions whose place is asked for.
    private IEnumerable<string> Places(string sentence)
    {
        if (!Words(sentence).Any(Prompts.Mini.Locating.Contains))
        {
            return [];
        }

        var named = AllRegions.IsMatch(sentence)
            ? Prompts.Mini.Regions
            : RegionName.Matches(sentence).Select(match => match.Value.ToLowerInvariant());
        return named.Select(region => FilmText.Of(region, reading?.Regions.TryGetValue(region, out var box) is true ? box : null));
    }

    // Also what is asked for with a command, or is only mentioned: neither "Explain the mass" nor "I have read the word mass" says
    // that there is one.
    private static bool IsQuestion(string sentence) => sentence.TrimEnd().EndsWith('?')
        || Words(sentence).Any(Prompts.Mini.Mentioning.Contains)
        || (Words(sentence).FirstOrDefault(word => !Prompts.Mini.Politeness.Contains(word)) is { } first
            && Prompts.Mini.Asking.Contains(first));

    private static IEnumerable<string> Words(string sentence) =>
        Word().Matches(sentence).Select(word => word.Value.ToLowerInvariant());

    // A wish about the report in the words of a report: "remove the mass" as "no mass".
    private static string AsStatement(string wish) => Prompts.Mini.Wishes.Aggregate(
        wish, (text, rewriting) => Regex.Replace(
            text, rewriting.Pattern, rewriting.Statement, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

    [GeneratedRegex(@"(?<=[.!?])\s+")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();
}
