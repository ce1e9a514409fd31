using RadSharp.Instruct.Reports;
using RadSharp.Radiology.Findings;

namespace RadSharp.Instruct.Samples;

/// <summary>
/// Makes instruction samples of labeled films. All are functions of the film and the seed alone: a film's samples are the same
/// whatever other films there are, and in whatever order.
/// </summary>
public static class SampleBuilder
{
    private const int FewestRounds = 3;
    private const int MostRounds = 7;

    /// <summary>Every task that the film has data for, a sample each, and then a conversation of several.</summary>
    public static IEnumerable<InstructionSample> Build(LabeledFilm film, SampleShape shape, long seed)
    {
        foreach (var task in Enum.GetValues<InstructionTask>())
        {
            if (Single(film, task, shape, seed) is { } sample)
            {
                yield return sample;
            }
        }

        if (Conversation(film, shape, seed) is { } conversation)
        {
            yield return conversation;
        }
    }

    /// <summary>One task.</summary>
    /// <returns>Null where the film has no data for it: no view, no box, no finding to explain.</returns>
    public static InstructionSample? Single(LabeledFilm film, InstructionTask task, SampleShape shape, long seed)
    {
        ArgumentNullException.ThrowIfNull(film);
        var choice = Choice(film, seed).About(task.ToString());
        if (TaskTurns.Of(task, film, shape, ReportChoice(film, seed), choice) is not { } round)
        {
            return null;
        }

        var history = task is InstructionTask.Correction ? [] : History(task, Report(film, seed), choice.About("history"));
        return Sample(film, shape, task.ToString(), [task], [.. history, .. round]);
    }

    /// <summary>
    /// Several tasks about one film, a report first where one can be made. Corrections start from a wrong report of their own
    /// and do not take part.
    /// </summary>
    /// <returns>Null where the film has data for fewer than three tasks.</returns>
    public static InstructionSample? Conversation(LabeledFilm film, SampleShape shape, long seed)
    {
        ArgumentNullException.ThrowIfNull(film);
        var choice = Choice(film, seed).About("conversation");
        var rounds = Enum.GetValues<InstructionTask>()
            .Where(task => task is not InstructionTask.Correction)
            .Select(task => (
                Task: task, Turns: TaskTurns.Of(task, film, shape, ReportChoice(film, seed), choice.About(task.ToString()))))
            .Where(round => round.Turns is not null).ToList();
        if (rounds.Count(round => IsAboutTheFilm(round.Task)) < FewestRounds)
        {
            return null;
        }

        var count = choice.Pick([.. Enumerable.Range(FewestRounds, MostRounds - FewestRounds + 1)], "rounds");
        var taken = rounds.Where(round => round.Task is InstructionTask.Report)
            .Concat(choice.Shuffled(rounds.Where(round => round.Task is not InstructionTask.Report), "order"))
            .Take(count).ToList();
        return Sample(
            film, shape, "Conversation", [.. taken.Select(round => round.Task)], [.. taken.SelectMany(round => round.Turns!)]);
    }

    /// <summary>
    /// Several rounds of given tasks, in their order; a task that comes again is asked in other words, and about something else
    /// where there is a choice. What the film has no data for is left out.
    /// </summary>
    /// <param name="film">The film.</param>
    /// <param name="tasks">
    /// In the shape of <see cref="SampleShape.RadSharpMini"/> corrections may come anywhere, each of what was found until then; in
    /// others a correction begins with a wrong report and leads to the truth, and so comes first or not at all.
    /// </param>
    /// <param name="shape">How the sample is written.</param>
    /// <param name="seed">Another seed takes other words.</param>
    /// <returns>Null where nothing is left.</returns>
    public static InstructionSample? Dialogue(
        LabeledFilm film, IReadOnlyList<InstructionTask> tasks, SampleShape shape, long seed)
    {
        ArgumentNullException.ThrowIfNull(film);
        ArgumentNullException.ThrowIfNull(tasks);
        if (shape is not SampleShape.RadSharpMini && tasks.Skip(1).Contains(InstructionTask.Correction))
        {
            throw new ArgumentException("Expected a correction as the first task only, found one after others.", nameof(tasks));
        }

        var (choice, reportChoice) = (Choice(film, seed).About("dialogue"), ReportChoice(film, seed));
        var rounds = new List<(InstructionTask Task, ConversationTurn[] Turns)>();
        var known = film;
        foreach (var (place, task) in tasks.Index())
        {
            var about = choice.About($"{place} {task}");
            if (task is not InstructionTask.Correction || shape is not SampleShape.RadSharpMini)
            {
                rounds.AddRange(TaskTurns.Of(task, known, shape, reportChoice, about) is { } turns ? [(task, turns)] : []);
            }
            else if (ReportCorrection.Next(known, reportChoice, about) is var (corrected, findings))
            {
                rounds.Add((task, corrected));
                known = known with { Findings = findings };
            }
        }

        return rounds.Count == 0 ? null : Sample(
            film, shape, "Dialogue", [.. rounds.Select(round => round.Task)], [.. rounds.SelectMany(round => round.Turns)]);
    }

    /// <summary>
    /// Whether findings are there, asked one after another, each once: those that are there, as far as there is room, and as many
    /// of the others. Often a word is all of each answer.
    /// </summary>
    /// <param name="film">The film.</param>
    /// <param name="questions">At most so many; 1 or more.</param>
    /// <param name="shape">How the sample is written.</param>
    /// <param name="seed">Another seed asks for others, in other words.</param>
    /// <returns>Null where no finding is known.</returns>
    public static InstructionSample? Checklist(LabeledFilm film, int questions, SampleShape shape, long seed)
    {
        ArgumentNullException.ThrowIfNull(film);
        ArgumentOutOfRangeException.ThrowIfLessThan(questions, 1);
        var choice = Choice(film, seed).About("checklist");
        var isTerse = choice.Happens(TaskWordings.Probability("checklist-terse"), "terse");
        var known = choice.Shuffled(film.Findings.ToSay, "findings");
        var asked = choice.Shuffled(
            known.Where(entry => entry.State != FindingState.Absent).Take((questions + 1) / 2)
                .Concat(known.Where(entry => entry.State == FindingState.Absent)).Take(questions),
            "order");
        return asked.Count == 0 ? null : Sample(
            film, shape, "Checklist", [.. asked.Select(_ => InstructionTask.YesNo)],
            [.. asked.SelectMany(entry => TaskTurns.YesNo(entry.Label, entry.State, shape, choice.About(entry.Label.Name), isTerse))]);
    }

    /// <summary>A report and several corrections of it, one after another: a person knows more than what the prompt shows.</summary>
    /// <param name="film">The film.</param>
    /// <param name="corrections">At most so many; 1 or more.</param>
    /// <param name="shape">Is <see cref="SampleShape.RadSharpMini"/>: in others a correction leads to the truth, once.</param>
    /// <param name="seed">Another seed corrects something else, in other words.</param>
    /// <returns>Null where nothing can be added or removed.</returns>
    public static InstructionSample? Corrections(LabeledFilm film, int corrections, SampleShape shape, long seed)
    {
        ArgumentNullException.ThrowIfNull(film);
        ArgumentOutOfRangeException.ThrowIfLessThan(corrections, 1);
        if (shape is not SampleShape.RadSharpMini)
        {
            throw new ArgumentException($"Expected {SampleShape.RadSharpMini}, found {shape}.", nameof(shape));
        }

        var turns = ReportCorrection.OfShownFindings(
            film, corrections, ReportChoice(film, seed), Choice(film, seed).About("corrections"));
        return turns is null ? null : Sample(
            film, shape, "Corrections", [.. Enumerable.Repeat(InstructionTask.Correction, (turns.Length / 2) - 1)], turns);
    }

    /// <summary>The report of which a film's samples speak.</summary>
    public static ComposedReport Report(LabeledFilm film, long seed)
    {
        ArgumentNullException.ThrowIfNull(film);
        return ReportComposer.Compose(film.Findings, film.View, ReportChoice(film, seed));
    }

    private static bool IsAboutTheFilm(InstructionTask task) =>
        task is not (InstructionTask.Term or InstructionTask.OffTopic or InstructionTask.OtherFilms);

    private static SeededChoice ReportChoice(LabeledFilm film, long seed) => Choice(film, seed).About("report");

    private static SeededChoice Choice(LabeledFilm film, long seed) => new SeededChoice((ulong)seed).About(film.Id);

    // What stands before the question; a part of a report is nothing to learn from.
    private static ConversationTurn[] History(InstructionTask task, ComposedReport report, SeededChoice choice)
    {
        var context = task is InstructionTask.Report || !IsAboutTheFilm(task)
            ? ReportContext.None
            : ContextDropping.Choose(report.Sentences.Count, choice);
        return context is ReportContext.None
            ? []
            :
            [
                new(Speaker.User, TaskWordings.Prompt(choice, "report"), false),
                new(
                    Speaker.Assistant,
                    context is ReportContext.Full
                        ? report.Findings
                        : string.Join(' ', ContextDropping.Part(report.Sentences, choice)),
                    context is ReportContext.Full),
            ];
    }

    private static InstructionSample Sample(
        LabeledFilm film, SampleShape shape, string name, InstructionTask[] tasks, ConversationTurn[] turns) => new(
        $"{film.Id}-{name}",
        film.Image,
        shape,
        TaskTurns.Positives(film.Findings),
        tasks,
        [
            .. turns.Select((turn, place) => turn with
            {
                CountsForLoss = turn.CountsForLoss && (shape is not SampleShape.RaDialog || place == turns.Length - 1),
            }),
        ]);
}
