using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RadSharp.Imaging;
using RadSharp.Radiology.Findings;

namespace RadSharp.Assistant.Answers;

/// <summary>
/// Checks an answer by its words, without a model: priors that are not loaded (RadVLM takes such sentences out of its training
/// reports, because a model sees one film), values that nobody measured, findings that the classifier does not share, a view that
/// the film does not have. The words are data (<c>warnings.json</c>).
/// </summary>
public static partial class AnswerWarnings
{
    // "AP projection.", in characters.
    private const int LongestViewAlone = 24;

    private static readonly JsonElement Words = Read();
    private static readonly Regex Prior = AnyOf(Words.GetProperty("prior").GetProperty("phrases"));
    private static readonly Regex ViewOfFilm = AnyOf(Words.GetProperty("view").GetProperty("phrases"));
    private static readonly Regex PriorExempt = AnyOf(Words.GetProperty("prior").GetProperty("exempt"));

    /// <summary>Finds what speaks against an answer.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="sentences">Of <see cref="AnswerReading.Of"/>.</param>
    /// <param name="context">What it is checked against.</param>
    /// <returns>In the order of the text.</returns>
    public static IReadOnlyList<AnswerWarning> Of(string text, IReadOnlyList<AnswerSentence> sentences, AnswerContext context)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentNullException.ThrowIfNull(context);
        var warnings = new List<AnswerWarning>();
        foreach (var sentence in sentences)
        {
            var words = text[sentence.Start..sentence.End];
            warnings.AddRange(OfPrior(words, sentence, context));
            warnings.AddRange(OfMeasurements(words, sentence, context));
            warnings.AddRange(OfView(words, sentence, context));
            warnings.AddRange(sentence.Findings.Select(finding => OfFinding(finding.Name, finding.State, sentence, context))
                .OfType<AnswerWarning>());
        }

        return warnings;
    }

    private static IEnumerable<AnswerWarning> OfPrior(string words, AnswerSentence sentence, AnswerContext context)
    {
        if (!context.HasPrior && !PriorExempt.IsMatch(words) && Prior.Match(words) is { Success: true } match)
        {
            var start = sentence.Start + match.Index;
            yield return new(
                AnswerWarningKind.Prior, Words.GetProperty("prior").GetProperty("text").GetString()!, start, start + match.Length);
        }
    }

    private static IEnumerable<AnswerWarning> OfMeasurements(string words, AnswerSentence sentence, AnswerContext context)
    {
        foreach (Match match in Measurement().Matches(words))
        {
            if (!context.ReaderText.Contains(match.Groups["number"].Value, StringComparison.Ordinal))
            {
                var start = sentence.Start + match.Index;
                var message = Words.GetProperty("measurement").GetProperty("text").GetString()!;
                yield return new(
                    AnswerWarningKind.Measurement, message.Replace("{value}", match.Value, StringComparison.Ordinal), start,
                    start + match.Length);
            }
        }
    }

    // "The view is PA", or "PA projection." alone; not "In a PA view the beam passes from back to front", which is true of any film.
    private static IEnumerable<AnswerWarning> OfView(string words, AnswerSentence sentence, AnswerContext context)
    {
        var named = ViewName().Matches(words).Select(match => match.Value).Distinct().ToList();
        var isOfFilm = words.Trim().Length <= LongestViewAlone || ViewOfFilm.IsMatch(words);
        if (isOfFilm && context.View is View.PA or View.AP && named is [var only] && only != context.View.ToString())
        {
            var message = Words.GetProperty("view").GetProperty("text").GetString()!
                .Replace("{said}", only, StringComparison.Ordinal)
                .Replace("{view}", context.View.ToString(), StringComparison.Ordinal);
            yield return new(AnswerWarningKind.Disagreement, message, sentence.Start, sentence.End);
        }
    }

    private static AnswerWarning? OfFinding(string name, FindingState said, AnswerSentence sentence, AnswerContext context)
    {
        var (sources, isReader) = Sources(name, context);
        var opposite = said switch
        {
            FindingState.Present => FindingState.Absent,
            FindingState.Absent => FindingState.Present,
            _ => FindingState.Unknown,
        };

        // A group's name is denied by none of its members, and is there with any.
        var isOpposed = opposite switch
        {
            FindingState.Absent => sources.Count > 0 && sources.TrueForAll(source => source.State == FindingState.Absent),
            FindingState.Present => sources.Exists(source => source.State == FindingState.Present),
            _ => false,
        };
        if (!isOpposed)
        {
            return null;
        }

        var key = (isReader ? "reader_" : "") + (said == FindingState.Present ? "present" : "absent");
        var percent = (100 * sources.Max(source => source.Probability)).ToString("0", CultureInfo.InvariantCulture);
        var message = Words.GetProperty("disagreement").GetProperty(key).GetString()!
            .Replace("{finding}", name.Replace('_', ' ').ToLowerInvariant(), StringComparison.Ordinal)
            .Replace("{percent}", percent, StringComparison.Ordinal);
        return new(AnswerWarningKind.Disagreement, message, sentence.Start, sentence.End);
    }

    private static (List<(FindingState State, double Probability)> Sources, bool IsReader) Sources(
        string name, AnswerContext context)
    {
        if (context.Reader.TryGetValue(name, out var marked) && marked != FindingState.Unknown)
        {
            return ([(marked, 0)], true);
        }

        if (context.Classifier.TryGetValue(name, out var found))
        {
            return ([found], false);
        }

        var members = CheXpertFinding.All.FirstOrDefault(finding => finding.Name == name)?.NihNames ?? [];
        return ([.. members.Where(context.Classifier.ContainsKey).Select(member => context.Classifier[member])], false);
    }

    private static Regex AnyOf(JsonElement phrases) => new(
        $@"\b(?:{string.Join('|', phrases.EnumerateArray().Select(phrase => Regex.Escape(phrase.GetString()!)))})\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static JsonElement Read()
    {
        using var stream = typeof(AnswerWarnings).Assembly.GetManifestResourceStream("RadSharp.Assistant.warnings.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    [GeneratedRegex(@"\b(?:PA|AP)\b")]
    private static partial Regex ViewName();

    [GeneratedRegex(
        @"(?<number>\d+(?:[.,]\d+)?)(?:\s*(?:x|×|by|to|-)\s*\d+(?:[.,]\d+)?)*\s*-?\s*(?:mm|cm|ml|millimet(?:er|re)s?|centimet(?:er|re)s?)\b"
        + @"|\bratio\s+(?:of|is)\s+(?:about\s+)?(?<number>0?\.\d+|\d+\s*%)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Measurement();
}
