using RadSharp.Assistant.Answers;
using RadSharp.Models.Systems;
using RadSharp.Radiology.Reports;
using RadSharp.Server.Api;
using RadSharp.Server.Conversations;
using RadSharp.Server.Store;

namespace RadSharp.Server.Reports;

/// <summary>Sentences of reports: a draft cut into them, and changes put together with what was there.</summary>
internal static class ReportSentences
{
    private const int MostSentences = 500;
    private const int LongestSentence = 4_000;

    /// <summary>Cuts a draft.</summary>
    /// <param name="draft">What a model wrote, and what was known without it.</param>
    /// <param name="film">What the detectors saw.</param>
    /// <param name="context">What the sentences are checked against.</param>
    public static IReadOnlyList<ReportSentence> OfDraft(ReportSections draft, FilmReading? film, AnswerContext context)
    {
        var sentences = new List<ReportSentence>();
        foreach (var section in Enum.GetValues<ReportSection>())
        {
            var text = draft[section] ?? "";
            foreach (var place in AnswerReading.Of(text))
            {
                var isReaders = section is ReportSection.Indication;
                var isModels = section is ReportSection.Findings or ReportSection.Impression;
                var words = text[place.Start..place.End];
                sentences.Add(Marked(
                    new(
                        Ids.New(), Enum.Parse<SectionName>(section.ToString()), words, isReaders ? null : words,
                        isReaders ? SentenceOrigin.Reader : SentenceOrigin.Model, SentenceState.Open, [], [], []),
                    film, isModels ? context : AnswerContext.Empty with { HasPrior = true }));
            }
        }

        return sentences;
    }

    /// <summary>Puts a reader's changes together with the sentences of the version before.</summary>
    /// <exception cref="Problem">A sentence is not known, twice there, or too long; or there are too many.</exception>
    public static IReadOnlyList<ReportSentence> Change(
        IReadOnlyList<ReportSentence> before, ReportChange change, FilmReading? film, AnswerContext context)
    {
        if (change.Sentences is not { Count: <= MostSentences } || change.Sentences.Any(sentence => sentence is null))
        {
            throw Problem.Invalid($"Expected at most {MostSentences} sentences, found more or none.");
        }

        var known = before.ToDictionary(sentence => sentence.Id);
        var seen = new HashSet<string>();
        return
        [
            .. change.Sentences.Select(wanted =>
            {
                var text = Checked(wanted.Text);
                if (wanted.Id is null)
                {
                    var added = new ReportSentence(
                        Ids.New(), wanted.Section, text, null, SentenceOrigin.Reader, wanted.State, [], [], []);
                    return Marked(added, film, context);
                }

                if (!known.TryGetValue(wanted.Id, out var sentence) || !seen.Add(wanted.Id))
                {
                    throw Problem.Invalid("Expected sentences of the version before, each once, or new ones without id; found another id.");
                }

                var isEdited = sentence.DraftText is not null && sentence.DraftText != text && wanted.State != SentenceState.Rejected;
                return Marked(
                    sentence with { Section = wanted.Section, Text = text, State = isEdited ? SentenceState.Edited : wanted.State },
                    film, context);
            }),
        ];
    }

    /// <summary>A sentence on its own lines only, not empty and not too long.</summary>
    /// <exception cref="Problem">It is.</exception>
    public static string Checked(string? text)
    {
        var line = (text ?? "").ReplaceLineEndings(" ").Trim();
        return line.Length is > 0 and <= LongestSentence ? line : throw Problem.Invalid(
            $"Expected sentences of 1 to {LongestSentence:N0} characters, found one of {line.Length:N0}.");
    }

    private static ReportSentence Marked(ReportSentence sentence, FilmReading? film, AnswerContext context)
    {
        var (places, warnings) = AnswerMarks.Of(sentence.Text, film, context);
        return sentence with
        {
            Findings = [.. places.SelectMany(place => place.Findings).Distinct()],
            Boxes = [.. places.SelectMany(place => place.Boxes)],
            Warnings = sentence.Section is SectionName.Findings or SectionName.Impression ? warnings : [],
        };
    }
}
