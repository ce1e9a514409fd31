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
    public static ConversationTurn[]? Turns(LabeledFilm film, SeededChoice reportChoice, SeededChoice choice)
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

        // Nothing is left of a report whose only sentence goes.
        var report = ReportComposer.Compose(film.Findings, film.View, reportChoice).Findings;
        var wrongReport = ReportComposer.Compose(wrong, film.View, reportChoice).Findings;
        return wrongReport.Length == 0
            ? null
            :
            [
                new(Speaker.User, TaskWordings.Prompt(choice, "report"), false),
                new(Speaker.Assistant, wrongReport, false),
                new(Speaker.User, TaskWordings.Prompt(choice, kind, ("add", added), ("remove", removed)), false),
                new(Speaker.Assistant, report, true),
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
