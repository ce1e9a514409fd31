using System.Text.RegularExpressions;
using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Labeling;

namespace RadSharp.Models.Systems;

/// <summary>
/// What is known of the findings in the course of a conversation: what was found on the film, and what the person has said since.
/// A turn that speaks of findings repeats what is known of them beside it, because a decoder of two million parameters learns
/// far sooner to say what stands beside a question than to look it up at the conversation's beginning. Training and inference
/// both write it here.
/// </summary>
internal sealed partial class DialogFindings
{
    // By name, in the order of the reading.
    private readonly Dictionary<string, FindingState> _states;

    /// <summary>Begins with what a film's prompt tells.</summary>
    public DialogFindings(Dictionary<string, FindingState> states) => _states = states;

    /// <summary>Hears a turn of the person.</summary>
    /// <param name="text">What the person says.</param>
    /// <returns>
    /// The sentences that stand before it: of all findings where the person says what is there or is not, of those that are asked
    /// for where the person asks; empty where no finding is named.
    /// </returns>
    public string Hear(string text)
    {
        List<string> asked = [];
        var isChanged = false;
        foreach (var sentence in SentenceEnd().Split(text).Where(sentence => sentence.Length > 0))
        {
            var isQuestion = IsQuestion(sentence);
            var labels = ReportLabeler.Label(isQuestion ? sentence : AsStatement(sentence));
            foreach (var name in _states.Keys.Where(name => labels[name] != FindingState.Unknown).ToList())
            {
                if (isQuestion)
                {
                    asked.Add(name);
                }
                else
                {
                    _states[name] = labels[name];
                    isChanged = true;
                }
            }
        }

        return isChanged
            ? FilmText.Findings(Prompts.Mini.Changed, _states)
            : string.Join(' ', asked.Distinct().Select(Known));
    }

    private string Known(string name)
    {
        var words = Prompts.Mini;
        var spoken = FilmText.Spoken(name);
        return words.Asked
            .Replace("{finding}", $"{char.ToUpperInvariant(spoken[0])}{spoken[1..]}", StringComparison.Ordinal)
            .Replace("{state}", words.States[_states[name]], StringComparison.Ordinal);
    }

    // Also what is asked for with a command: "Explain the mass" does not say that there is one.
    private static bool IsQuestion(string sentence)
    {
        var words = Word().Matches(sentence).Select(word => word.Value.ToLowerInvariant());
        return sentence.TrimEnd().EndsWith('?')
            || (words.FirstOrDefault(word => !Prompts.Mini.Politeness.Contains(word)) is { } first
                && Prompts.Mini.Asking.Contains(first));
    }

    // A wish about the report in the words of a report: "remove the mass" as "no mass".
    private static string AsStatement(string wish) => Prompts.Mini.Wishes.Aggregate(
        wish, (text, rewriting) => Regex.Replace(
            text, rewriting.Pattern, rewriting.Statement, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

    [GeneratedRegex(@"(?<=[.!?])\s+")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();
}
