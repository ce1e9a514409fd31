using RadSharp.Instruct.Reports;
using RadSharp.Radiology.Findings;

namespace RadSharp.Instruct.Samples;

/// <summary>
/// Corrections: a wrong report is made by changing one or two labels, with the choices of the right one, so that the answer
/// differs from it in the sentences about those labels and nowhere else.
/// </summary>
internal static class ReportCorrection
{
    private const string Add = "correct-add";
    private const string Remove = "correct-remove";

    /// <summary>The request for a report, the wrong report, what is wrong with it, and the right report.</summary>
    /// <returns>Null where nothing can be added or removed.</returns>
    public static ConversationTurn[]? Turns(
        LabeledFilm film, SampleShape shape, SeededChoice reportChoice, SeededChoice choice) =>
        shape is SampleShape.RadSharpMini
            ? OfShownFindings(film, corrections: 1, reportChoice, choice)
            : OfTrueFindings(film, reportChoice, choice);

    private static ConversationTurn[]? OfTrueFindings(LabeledFilm film, SeededChoice reportChoice, SeededChoice choice)
    {
        var (present, absent) = (film.Findings.In(FindingState.Present), film.Findings.In(FindingState.Absent));
        if (Kind(present.Count > 0, absent.Count > 0, choice) is not { } kind)
        {
            return null;
        }

        var (wrong, added, removed) = (film.Findings, "", "");
        if (kind != Remove)
        {
            var label = choice.Pick(present, "missing");
            var isDenied = choice.Happens(TaskWordings.Probability("missing-denied"), "missing-denied");
            wrong = wrong.With(label.Name, isDenied ? FindingState.Absent : FindingState.Unknown);
            added = label.Noun;
        }

        if (kind != Add)
        {
            var label = choice.Pick(absent, "made up");
            wrong = wrong.With(label.Name, FindingState.Present);
            removed = label.Noun;
        }

        return Turns(film, wrong, film.Findings, kind, (added, removed), isWrongLearned: false, reportChoice, choice);
    }

    /// <summary>
    /// The prompt shows what the detectors found, and a person knows better: what is added was not found, and what is removed
    /// was. Each further correction is one of the report before it.
    /// </summary>
    /// <returns>Null where nothing can be added or removed.</returns>
    public static ConversationTurn[]? OfShownFindings(
        LabeledFilm film, int corrections, SeededChoice reportChoice, SeededChoice choice)
    {
        List<ConversationTurn> turns = [];
        var findings = film.Findings;
        for (var round = 0; round < corrections; round++)
        {
            var (right, kind, words) = Contradicted(findings, choice.About($"round {round}"));
            if (kind is null || Turns(
                film, findings, right, kind, words, isWrongLearned: true, reportChoice, choice.About($"round {round}")) is not { } added)
            {
                break;
            }

            turns.AddRange(round == 0 ? added : added[^2..]);
            findings = right;
        }

        return turns.Count == 0 ? null : [.. turns];
    }

    private static (FilmFindings Right, string? Kind, (string Added, string Removed) Words) Contradicted(
        FilmFindings findings, SeededChoice choice)
    {
        var (absent, uncertain) = (findings.In(FindingState.Absent), findings.In(FindingState.Uncertain));
        LabelWords[] said = [.. findings.In(FindingState.Present), .. uncertain];
        var (right, added, removed) = (findings, "", "");
        var kind = Kind(absent.Count > 0, said.Length > 0, choice);
        if (kind is not (null or Remove))
        {
            var label = choice.Pick(kind == Add ? [.. absent, .. uncertain] : absent, "missing");
            right = right.With(label.Name, FindingState.Present);
            added = label.Noun;
        }

        if (kind is not (null or Add))
        {
            var label = choice.Pick(said, "made up");
            right = right.With(label.Name, FindingState.Absent);
            removed = label.Noun;
        }

        return (right, kind, (added, removed));
    }

    private static ConversationTurn[]? Turns(
        LabeledFilm film, FilmFindings wrong, FilmFindings right, string kind, (string Added, string Removed) words,
        bool isWrongLearned, SeededChoice reportChoice, SeededChoice choice)
    {
        // Nothing is left of a report whose only sentence goes.
        var wrongReport = ReportComposer.Compose(wrong, film.View, reportChoice).Findings;
        return wrongReport.Length == 0
            ? null
            :
            [
                new(Speaker.User, TaskWordings.Prompt(choice, "report"), false),
                new(Speaker.Assistant, wrongReport, isWrongLearned),
                new(Speaker.User, TaskWordings.Prompt(choice, kind, ("add", words.Added), ("remove", words.Removed)), false),
                new(Speaker.Assistant, ReportComposer.Compose(right, film.View, reportChoice).Findings, true),
            ];
    }

    private static string? Kind(bool canAdd, bool canRemove, SeededChoice choice)
    {
        var (chance, add) = (choice.Unit("kind"), TaskWordings.Probability(Add));
        return (canAdd, canRemove) switch
        {
            (false, false) => null,
            (true, false) => Add,
            (false, true) => Remove,
            _ when chance < add => Add,
            _ when chance < add + TaskWordings.Probability(Remove) => Remove,
            _ => "correct-both",
        };
    }
}
