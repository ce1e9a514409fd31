using RadSharp.Assistant;
using RadSharp.Assistant.Answers;
using RadSharp.Imaging;
using RadSharp.Models.Systems;
using RadSharp.Radiology.Findings;
using RadSharp.Server.Api;
using RadSharp.Server.Films;

namespace RadSharp.Server.Conversations;

/// <summary>What an answer's words say of findings and places, and what speaks against them, as the API has it.</summary>
internal static class AnswerMarks
{
    /// <summary>Takes an answer apart.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="film">What the detectors saw; null for nothing.</param>
    /// <param name="context">What it is checked against.</param>
    public static (IReadOnlyList<TurnSentence> Sentences, IReadOnlyList<TurnWarning> Warnings) Of(
        string text, FilmReading? film, AnswerContext context)
    {
        var sentences = AnswerReading.Of(text, film);
        var warnings = AnswerWarnings.Of(text, sentences, context);
        return (
            [
                .. sentences.Select(sentence => new TurnSentence(
                    sentence.Start, sentence.End,
                    [.. sentence.Findings.Where(finding => finding.State != FindingState.Absent).Select(finding => finding.Name)],
                    [.. sentence.Boxes.Select(box => new NamedBox(box.Name, FilmBox.Of(box.Box)))])),
            ],
            [.. warnings.Select(warning => new TurnWarning(warning.Kind, warning.Text, warning.Start, warning.End))]);
    }

    /// <summary>What an answer about a film is checked against.</summary>
    public static AnswerContext Context(
        ShownFilm? film, bool hasPrior, string readerText, IReadOnlyDictionary<string, FindingState>? reader = null)
    {
        var classifier = film?.Reading is { } reading
            ? reading.Findings.ToDictionary(finding => finding.Name, finding => (finding.State, (double)finding.Probability))
            : film?.Probabilities.ToDictionary(
                finding => finding.Name, finding => (FilmLook.StateOf(finding.Probability), finding.Probability)) ?? [];
        return new()
        {
            HasPrior = hasPrior,
            View = film?.View ?? View.Unknown,
            ReaderText = readerText,
            Classifier = classifier,
            Reader = reader ?? new Dictionary<string, FindingState>(),
        };
    }
}
