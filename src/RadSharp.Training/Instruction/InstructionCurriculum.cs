using RadSharp.Imaging;
using RadSharp.Instruct;
using RadSharp.Instruct.Reports;
using RadSharp.Instruct.Samples;
using RadSharp.Models.Systems;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Training.Instruction;

/// <summary>
/// An endless stream of instruction samples. Most of them show findings in the prompt that were drawn by chance, so that all
/// findings and their combinations come up and a decoder learns to say what stands there; those that show the film alone have
/// the film's own labels. A draw depends on the seed and its number alone.
/// </summary>
public sealed class InstructionCurriculum
{
    private const double LargestShift = 0.03;

    // Questions of a checklist.
    private static readonly int[] Rounds = [6, 8, 10, 12];

    // Short answers; questions of yes and no are the most frequent.
    private static readonly InstructionTask[] ShortTasks =
    [
        InstructionTask.YesNo, InstructionTask.YesNo, InstructionTask.YesNo, InstructionTask.YesNo, InstructionTask.YesNo,
        InstructionTask.FindingsList, InstructionTask.View, InstructionTask.Impression, InstructionTask.Explanation,
        InstructionTask.RegionLocation, InstructionTask.RegionLocation, InstructionTask.FindingLocation, InstructionTask.Term,
        InstructionTask.OffTopic, InstructionTask.OffTopic, InstructionTask.OtherFilms,
    ];

    // What a reader asks for in the course of a conversation.
    private static readonly InstructionTask[] AllTasks =
    [
        InstructionTask.Report, InstructionTask.Correction, InstructionTask.Correction, InstructionTask.YesNo, InstructionTask.YesNo,
        InstructionTask.YesNo, InstructionTask.FindingsList, InstructionTask.View, InstructionTask.Impression,
        InstructionTask.Impression, InstructionTask.Summary, InstructionTask.EasyLanguage, InstructionTask.Explanation,
        InstructionTask.RegionLocation, InstructionTask.RegionLocation, InstructionTask.FindingLocation, InstructionTask.Term,
        InstructionTask.OffTopic, InstructionTask.OtherFilms,
    ];

    private readonly IReadOnlyList<LabeledFilm> _films;
    private readonly SeededChoice _choice;
    private readonly CurriculumMixture _mixture;

    /// <summary>A stream about films.</summary>
    /// <param name="films">At least one. Their view, labels and lungs may be unknown.</param>
    /// <param name="seed">Another seed draws others.</param>
    /// <param name="mixture">How often what is drawn.</param>
    public InstructionCurriculum(IReadOnlyList<LabeledFilm> films, long seed, CurriculumMixture? mixture = null)
    {
        ArgumentNullException.ThrowIfNull(films);
        ArgumentOutOfRangeException.ThrowIfZero(films.Count);
        (_films, _choice, _mixture) = (films, new SeededChoice((ulong)seed), mixture ?? new());
    }

    /// <summary>A sample.</summary>
    /// <param name="number">0 or more.</param>
    public CurriculumDraw Draw(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        var choice = _choice.About($"draw {number}");
        var film = choice.Pick(_films, "film");
        var isMirrored = choice.Happens(0.5, "mirrored");
        var isKnown = film.Findings.ToSay.Any();
        var isShown = !isKnown || choice.Happens(_mixture.Shown, "shown");
        if (!isShown)
        {
            var alone = film with { Regions = new Dictionary<string, Box>(), FindingBoxes = new Dictionary<string, IReadOnlyList<Box>>() };
            return new(Sample(alone, SampleShape.RadVlm, choice), film.Id, isMirrored, null);
        }

        var findings = !isKnown || choice.Happens(_mixture.Changed, "changed")
            ? DrawnFindings(choice)
            : WithDoubts(film.Findings, choice);
        var shown = film with
        {
            View = choice.Happens(0.5, "view") ? View.PA : View.AP,
            Findings = findings,
            Regions = choice.Happens(_mixture.WithoutLungs, "without lungs")
                ? new Dictionary<string, Box>()
                : Lungs(film.Regions, isMirrored, choice),
        };
        return new(Sample(shown, SampleShape.RadSharpMini, choice), film.Id, isMirrored, Reading(shown));
    }

    private InstructionSample Sample(LabeledFilm film, SampleShape shape, SeededChoice choice)
    {
        var seed = (long)choice.About("words").Seed;
        var kind = choice.Unit("kind");
        var sample = (kind -= _mixture.Reports) < 0 ? null
            : (kind -= _mixture.Corrections) < 0 ? Corrections(film, shape, seed, choice)
            : (kind -= _mixture.Checklists) < 0 ? SampleBuilder.Checklist(film, choice.Pick(Rounds, "questions"), shape, seed)
            : (kind -= _mixture.Conversations) < 0 ? SampleBuilder.Conversation(film, shape, seed)
            : (kind -= _mixture.Dialogues) < 0 ? Dialogue(film, shape, seed, choice)
            : kind - _mixture.Questions < 0 ? Questions(film, shape, seed, choice)
            : SampleBuilder.Single(film, choice.Pick(Enum.GetValues<InstructionTask>(), "task"), shape, seed);
        return sample ?? SampleBuilder.Single(film, InstructionTask.Report, shape, seed)
            ?? SampleBuilder.Single(film, InstructionTask.Term, shape, seed)!;
    }

    private static InstructionSample? Corrections(LabeledFilm film, SampleShape shape, long seed, SeededChoice choice) =>
        shape is SampleShape.RadSharpMini
            ? SampleBuilder.Corrections(film, choice.Pick([1, 2, 3], "corrections"), shape, seed)
            : SampleBuilder.Single(film, InstructionTask.Correction, shape, seed);

    // Most begin with a report, or with a draft of one, which has an impression too.
    private static InstructionSample? Dialogue(LabeledFilm film, SampleShape shape, long seed, SeededChoice choice)
    {
        if (shape is not SampleShape.RadSharpMini)
        {
            return SampleBuilder.Conversation(film, shape, seed);
        }

        var count = choice.Pick([4, 5, 6, 7, 8], "rounds");
        var begin = choice.Pick<InstructionTask[]>(
            [[InstructionTask.Report], [InstructionTask.Report, InstructionTask.Impression], []], "first");
        return SampleBuilder.Dialogue(
            film, [.. begin, .. Enumerable.Range(0, count).Select(place => choice.Pick(AllTasks, $"round {place}"))], shape, seed);
    }

    private static InstructionSample? Questions(LabeledFilm film, SampleShape shape, long seed, SeededChoice choice)
    {
        var count = choice.Pick([4, 5, 6, 7, 8], "questions");
        return SampleBuilder.Dialogue(
            film, [.. Enumerable.Range(0, count).Select(place => choice.Pick(ShortTasks, $"question {place}"))], shape, seed);
    }

    private FilmFindings DrawnFindings(SeededChoice choice)
    {
        var chance = choice.Unit("count") * _mixture.Counts.Sum();
        var count = 0;
        while (count < _mixture.Counts.Count - 1 && (chance -= _mixture.Counts[count]) >= 0)
        {
            count++;
        }

        var there = choice.Shuffled(NihLabels.All, "findings").Take(count).ToHashSet();
        return FilmFindings.Of(NihLabels.All.Select(name => (name, there.Contains(name) ? Seen(name, choice) : FindingState.Absent)));
    }

    private FilmFindings WithDoubts(FilmFindings findings, SeededChoice choice) =>
        FilmFindings.Of(NihLabels.All.Select(name =>
            (name, findings[name] is FindingState.Present ? Seen(name, choice)
                : findings[name] is FindingState.Uncertain ? FindingState.Uncertain
                : FindingState.Absent)));

    private FindingState Seen(string name, SeededChoice choice) =>
        choice.Happens(_mixture.Uncertain, $"{name} uncertain") ? FindingState.Uncertain : FindingState.Present;

    private static Dictionary<string, Box> Lungs(IReadOnlyDictionary<string, Box> known, bool isMirrored, SeededChoice choice)
    {
        double Between(double least, double most, string about) => least + ((most - least) * choice.Unit(about));
        Box Jittered(Box box, string about) => new(
            Edge(box.X1, $"{about} x1"), Edge(box.Y1, $"{about} y1"), Edge(box.X2, $"{about} x2"), Edge(box.Y2, $"{about} y2"));
        double Edge(double edge, string about) => Math.Clamp(edge + Between(-LargestShift, LargestShift, about), 0, 1);
        Box Drawn(string about) => new(
            Between(0.02, 0.22, $"{about} x1"), Between(0.02, 0.25, $"{about} y1"),
            Between(0.38, 0.5, $"{about} x2"), Between(0.55, 0.98, $"{about} y2"));

        // The patient's right is on the film's left; on a mirror image the lung that is seen there counts as the right one.
        var (right, left) = isMirrored ? ("left lung", "right lung") : ("right lung", "left lung");
        Box Known(string name) => isMirrored ? known[name].Mirrored() : known[name];
        return new()
        {
            ["right lung"] = known.ContainsKey(right) ? Jittered(Known(right), "right") : Drawn("right"),
            ["left lung"] = known.ContainsKey(left) ? Jittered(Known(left), "left") : Drawn("left").Mirrored(),
        };
    }

    private static FilmReading Reading(LabeledFilm film) => new(
        film.View,
        [
            .. NihLabels.All.Select(name => film.Findings[name] switch
            {
                FindingState.Present => new FindingReading(name, 1, FindingState.Present),
                FindingState.Uncertain => new FindingReading(name, 0.5f, FindingState.Uncertain),
                _ => new FindingReading(name, 0, FindingState.Absent),
            }),
        ],
        film.Regions);
}
