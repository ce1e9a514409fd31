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

        var wrongReport = ReportComposer.Compose(wrong, film.View, reportChoice).Findings;
        return wrongReport.Length > 0 && Corrected(film, film.Findings, kind, (added, removed), reportChoice, choice) is { } corrected
            ?
            [
                new(Speaker.User, TaskWordings.Prompt(choice, "report"), false), new(Speaker.Assistant, wrongReport, false),
                .. corrected,
            ]
            : null;
    }

    /// <summary>
    /// The prompt shows what the detectors found, and a person knows better: what is added was not found, and what is removed
    /// was. Each further correction is one of the report before it.
    /// </summary>
    /// <returns>Null where nothing can be added or removed.</returns>
    public static ConversationTurn[]? OfShownFindings(
        LabeledFilm film, int corrections, SeededChoice reportChoice, SeededChoice choice)
    {
        if (TaskTurns.Of(InstructionTask.Report, film, SampleShape.RadSharpMini, reportChoice, choice.About("round 0")) is not { } report)
        {
            return null;
        }

        List<ConversationTurn> turns = [.. report];
        for (var round = 0; round < corrections; round++)
        {
            if (Next(film, reportChoice, choice.About($"round {round}")) is not var (corrected, findings))
            {
                break;
            }

            turns.AddRange(corrected);
            film = film with { Findings = findings };
        }

        return turns.Count == report.Length ? null : [.. turns];
    }

    /// <summary>A correction of what was found, wherever in a conversation, and the report that follows from it.</summary>
    /// <returns>The turns, and what counts as found from then on; null where nothing can be added or removed.</returns>
    public static (ConversationTurn[] Turns, FilmFindings Findings)? Next(
        LabeledFilm film, SeededChoice reportChoice, SeededChoice choice)
    {
        var (right, kind, words) = Contradicted(film.Findings, choice);
        return kind is not null && Corrected(film, right, kind, words, reportChoice, choice) is { } turns ? (turns, right) : null;
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

    // The request and the right report; nothing is left of a report whose only sentence goes.
    private static ConversationTurn[]? Corrected(
        LabeledFilm film, FilmFindings right, string kind, (string Added, string Removed) words, SeededChoice reportChoice,
        SeededChoice choice) => TaskTurns.Round(
            TaskWordings.Prompt(choice, kind, ("add", words.Added), ("remove", words.Removed)),
            ReportComposer.Compose(right, film.View, reportChoice).Findings);

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
