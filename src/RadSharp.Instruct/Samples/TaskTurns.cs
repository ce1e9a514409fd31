using RadSharp.Instruct.Reports;
using RadSharp.Radiology.Findings;

namespace RadSharp.Instruct.Samples;

/// <summary>The turns of each task about a film.</summary>
internal static class TaskTurns
{
    private const string NothingFound = "no common findings";

    /// <summary>Question and answer; for a correction the wrong report before them.</summary>
    /// <param name="task">What is asked for.</param>
    /// <param name="film">The film.</param>
    /// <param name="shape">RaDialog's answers are shorter.</param>
    /// <param name="reportChoice">The chance by which the film's report is composed, which all of its samples share.</param>
    /// <param name="choice">The chance of these turns.</param>
    /// <returns>Null where the film has no data for the task.</returns>
    public static ConversationTurn[]? Of(
        InstructionTask task, LabeledFilm film, SampleShape shape, SeededChoice reportChoice, SeededChoice choice) => task switch
        {
            InstructionTask.Report => Round(TaskWordings.Prompt(choice, "report"), Report(film, reportChoice).Findings),
            InstructionTask.FindingsList => FindingsList(film.Findings, shape, choice),
            InstructionTask.YesNo => YesNo(film.Findings, shape, choice),
            InstructionTask.View => ReportComposer.ViewWord(film.View) is { } view
                ? Round(TaskWordings.Prompt(choice, "view"), TaskWordings.Answer(choice, "view", ("view", view)))
                : null,
            InstructionTask.Impression => Round(TaskWordings.Prompt(choice, "impression"), Report(film, reportChoice).Impression),
            InstructionTask.Summary => Summary(film.Findings, choice),
            InstructionTask.EasyLanguage => EasyLanguage(film.Findings, choice),
            InstructionTask.Correction => ReportCorrection.Turns(film, shape, reportChoice, choice),
            InstructionTask.Explanation => Explanation(film.Findings, choice),
            InstructionTask.RegionLocation => LocationTurns.Region(film.Regions, shape, choice),
            InstructionTask.FindingLocation => LocationTurns.Finding(film, shape, choice),
            InstructionTask.Term => SmallTalkTurns.Term(choice),
            InstructionTask.OffTopic => SmallTalkTurns.OffTopic(shape, choice),
            InstructionTask.OtherFilms => SmallTalkTurns.OtherFilms(film.View, choice),
            _ => throw new ArgumentOutOfRangeException(nameof(task), task, "Expected a task."),
        };

    /// <summary>A question and its answer; null where there is nothing to answer.</summary>
    public static ConversationTurn[]? Round(string question, string answer) => answer.Length == 0
        ? null
        : [new(Speaker.User, question, false), new(Speaker.Assistant, answer, true)];

    /// <summary>
    /// What is present in lower case with commas between, as in RaDialog's prompts (RaDialog: data/create_data.py,
    /// MyReportProcessor).
    /// </summary>
    public static string Positives(FilmFindings findings) => findings.In(FindingState.Present) is { Count: > 0 } present
        ? string.Join(", ", present.Select(label => label.Name.Replace('_', ' ').ToLowerInvariant()))
        : NothingFound;

    /// <summary>A question whether a finding is there, and its answer.</summary>
    /// <param name="label">The finding.</param>
    /// <param name="state">What is known of it.</param>
    /// <param name="shape">RaDialog's answers are shorter.</param>
    /// <param name="choice">The chance of the words.</param>
    /// <param name="isTerse">Whether a word is all of the answer.</param>
    public static ConversationTurn[] YesNo(
        LabelWords label, FindingState state, SampleShape shape, SeededChoice choice, bool isTerse = false)
    {
        var kind = state switch { FindingState.Present => "yes", FindingState.Absent => "no", _ => "maybe" };
        return
        [
            new(
                Speaker.User,
                label.Fill(choice.Pick(
                    [.. TaskWordings.Prompts["yes-no"], .. TaskWordings.Questions.GetValueOrDefault(label.Name, [])],
                    "prompt yes-no")),
                false),
            new(
                Speaker.Assistant,
                shape is SampleShape.RaDialog && kind != "maybe"
                    ? kind
                    : label.Fill(choice.Pick(TaskWordings.Answers[isTerse ? $"{kind}-word" : kind], $"answer {kind}")),
                true),
        ];
    }

    private static ComposedReport Report(LabeledFilm film, SeededChoice choice) =>
        ReportComposer.Compose(film.Findings, film.View, choice);

    private static ConversationTurn[]? FindingsList(FilmFindings findings, SampleShape shape, SeededChoice choice)
    {
        if (!findings.ToSay.Any())
        {
            return null;
        }

        var list = Nouns(findings);
        var answer = shape is SampleShape.RaDialog ? Positives(findings)
            : list.Count > 0 ? TaskWordings.Answer(choice, "findings-some", ("list", WordingFile.List(list, "and")))
            : TaskWordings.Answer(choice, "findings-none");
        return Round(TaskWordings.Prompt(choice, "findings"), answer);
    }

    private static ConversationTurn[]? YesNo(FilmFindings findings, SampleShape shape, SeededChoice choice)
    {
        var known = findings.ToSay.ToArray();
        var there = known.Where(entry => entry.State != FindingState.Absent).ToArray();
        var absent = known.Where(entry => entry.State == FindingState.Absent).ToArray();
        var asksForPresent = absent.Length == 0
            || (there.Length > 0 && choice.Happens(TaskWordings.Probability("question-positive"), "question-positive"));
        var among = asksForPresent ? there : absent;
        if (among.Length == 0)
        {
            return null;
        }

        var (label, state) = choice.Pick(among, "asked for");
        return YesNo(label, state, shape, choice);
    }

    private static ConversationTurn[]? Summary(FilmFindings findings, SeededChoice choice)
    {
        if (!findings.ToSay.Any())
        {
            return null;
        }

        var list = Nouns(findings);
        return Round(
            TaskWordings.Prompt(choice, "summary"),
            list.Count > 0
                ? TaskWordings.Answer(choice, "summary-some", ("list", WordingFile.List(list, "and")))
                : TaskWordings.Answer(choice, "summary-none"));
    }

    // What is present, then what is possible.
    private static IReadOnlyList<string> Nouns(FilmFindings findings) =>
    [
        .. findings.In(FindingState.Present).Select(label => label.WithArticle),
        .. findings.In(FindingState.Uncertain).Select(label => $"possible {label.Noun}"),
    ];

    private static ConversationTurn[]? EasyLanguage(FilmFindings findings, SeededChoice choice)
    {
        if (!findings.ToSay.Any())
        {
            return null;
        }

        List<string> sentences = [];
        foreach (var label in findings.In(FindingState.Present).Concat(findings.In(FindingState.Uncertain)))
        {
            var kind = findings[label.Name] == FindingState.Uncertain ? "easy-uncertain"
                : label.Name == CheXpertFinding.SupportDevices.Name ? "easy-devices"
                : "easy-present";
            sentences.Add(label.Fill(choice.Pick(TaskWordings.Answers[kind], $"easy {label.Name}")));
        }

        // A sentence for each group, or they would be too long to follow.
        foreach (var group in findings.In(FindingState.Absent).GroupBy(label => label.Negatives ?? label.Name))
        {
            var list = WordingFile.List([.. group.Select(label => label.Everyday)], "or");
            sentences.Add(TaskWordings.Answer(choice.About(group.Key), "easy-absent", ("list", list)));
        }

        sentences.Add(TaskWordings.Answer(choice, "easy-end"));
        return Round(TaskWordings.Prompt(choice, "easy"), string.Join(' ', sentences));
    }

    private static ConversationTurn[]? Explanation(FilmFindings findings, SeededChoice choice)
    {
        if (findings.In(FindingState.Present) is not { Count: > 0 } present)
        {
            return null;
        }

        var label = choice.Pick(present, "explained");
        return Round(
            label.Fill(choice.Pick(TaskWordings.Prompts["explanation"], "prompt explanation")),
            choice.Pick(TaskWordings.Explanations[label.Name], "answer explanation"));
    }
}
