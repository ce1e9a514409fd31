using RadSharp.Evaluation.Classification;
using RadSharp.Evaluation.Tables;
using RadSharp.Imaging;
using RadSharp.Instruct;
using RadSharp.Instruct.Reports;
using RadSharp.Models.Systems;
using RadSharp.Models.Templates;
using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Labeling;

namespace RadSharp.Training.Evaluation;

/// <summary>
/// Whether the language model says what stands in its prompt, and does as it is asked. Not whether that is right: what stands in
/// the prompt is the detectors' word.
/// </summary>
internal static class LanguageEvaluation
{
    private const string Group = "Answers (against the findings in the prompt)";

    private static readonly string[] CorrectionKinds = [EvaluationQuestions.Add, EvaluationQuestions.Remove];

    // Which wrong reports are made.
    private static readonly SeededChoice Choice = new SeededChoice(0).About("evaluation");

    /// <summary>
    /// Reports: whether the labeler finds in them, and in the impressions that follow, what the prompt said was there, and whether
    /// they speak of each finding once.
    /// </summary>
    public static IEnumerable<Measurement> Reports(
        IVisionLanguageModel model, IReadOnlyList<EvaluatedFilm> films, CancellationToken cancellation)
    {
        var reports = ModelAnswers.To(
            model, [.. films.Select(film => (film.Encoded, ModelAnswers.Asked(model.ReportRequest)))], cancellation);
        var said = reports.Select(Read).ToList();
        yield return Says("report says what is present, macro F1", FindingState.Present);
        yield return Says("report says what is possible, macro F1", FindingState.Uncertain);
        yield return new(
            Group, "no finding is spoken of twice in a report", Part(reports.Count(SpeaksOnce), films.Count), films.Count, "reports");

        // As a draft's last section is made.
        var impressions = ModelAnswers.To(
            model,
            [
                .. films.Zip(reports, (film, report) => (Film: film, Report: report)).Select((entry, turn) => (
                    entry.Film.Encoded, (IReadOnlyList<ChatMessage>)
                    [
                        .. ModelAnswers.Asked(model.ReportRequest), new("assistant", entry.Report),
                        new("user", EvaluationQuestions.Of(EvaluationQuestions.Impression, turn)),
                    ])),
            ],
            cancellation);
        yield return new(
            Group, "impression says what was found and nothing else",
            Part(films.Zip(impressions).Count(entry => SaysWhatIsKnown(entry.Second, entry.First.Known)), films.Count),
            films.Count, "impressions");

        Measurement Says(string name, FindingState state)
        {
            var scores = from finding in NihLabels.All
                         let counts = DecisionCounts.Sum(films.Zip(
                             said, (film, report) => DecisionCounts.Of(report[finding] == state, film.Told[finding] == state)))
                         where counts.HasPositives
                         select counts.F1;
            return new(Group, name, Ranking.Macro(scores), films.Count, "reports");
        }
    }

    /// <summary>Questions for each finding: whether yes is said to what is present, no to what is absent.</summary>
    public static IEnumerable<Measurement> YesNo(
        IVisionLanguageModel model, IReadOnlyList<EvaluatedFilm> films, CancellationToken cancellation)
    {
        var asked = films.SelectMany(_ => NihLabels.All, (film, name) => (Film: film, Name: name)).ToList();
        var answers = ModelAnswers.To(
            model,
            [.. asked.Select((entry, turn) => (
                entry.Film.Encoded, ModelAnswers.Asked(EvaluationQuestions.About(EvaluationQuestions.YesNo, entry.Name, turn))))],
            cancellation);
        var said = asked.Zip(answers, (entry, answer) => (Told: entry.Film.Told[entry.Name], Said: YesOrNo(answer))).ToList();
        yield return Agreement("question for each finding answered so", _ => true);
        yield return Agreement("of these, findings that are present", told => told == FindingState.Present);
        yield return Agreement("of these, findings that are possible", told => told == FindingState.Uncertain);

        Measurement Agreement(string name, Func<FindingState, bool> isMeant)
        {
            var meant = said.Where(entry => isMeant(entry.Told)).ToList();
            return new(Group, name, Part(meant.Count(entry => entry.Told == entry.Said), meant.Count), meant.Count, "questions");
        }
    }

    /// <summary>Questions for the view: whether the answer names the one that the prompt says, and no other.</summary>
    public static IEnumerable<Measurement> Views(
        IVisionLanguageModel model, IReadOnlyList<EvaluatedFilm> films, CancellationToken cancellation)
    {
        EvaluatedFilm[] known = [.. films.Where(film => film.Reading.View is View.PA or View.AP)];
        var answers = ModelAnswers.To(
            model,
            [.. known.Select((film, turn) => (film.Encoded, ModelAnswers.Asked(EvaluationQuestions.Of(EvaluationQuestions.View, turn))))],
            cancellation);
        foreach (var view in new[] { View.PA, View.AP })
        {
            var said = known.Zip(answers).Where(entry => entry.First.Reading.View == view).Select(entry => ViewOf(entry.Second)).ToList();
            yield return new(
                Group, $"question for the view answered so, {view} films", Part(said.Count(named => named == view), said.Count), said.Count,
                "questions");
        }
    }

    /// <summary>
    /// Corrections: a report that says what the prompt says stands in the history, and something is to be added to it or taken
    /// out. Right is an answer with the finding that was asked for, or without it, and all others as they were.
    /// </summary>
    public static IEnumerable<Measurement> Corrections(
        IVisionLanguageModel model, IReadOnlyList<EvaluatedFilm> films, CancellationToken cancellation)
    {
        foreach (var kind in CorrectionKinds)
        {
            var conversations = films.Select((film, turn) => Correction(model, film, kind, turn)).OfType<Corrected>().ToList();
            var answers = ModelAnswers.To(
                model, [.. conversations.Select(entry => (entry.Film.Encoded, entry.Messages))], cancellation);
            var right = conversations.Zip(answers).Count(entry => SaysWhatIsKnown(entry.Second, entry.First.Right));
            var name = kind == EvaluationQuestions.Add ? "finding added, nothing else changed" : "finding removed, nothing else changed";
            yield return new(Group, name, Part(right, conversations.Count), conversations.Count, "corrections");
        }
    }

    /// <summary>
    /// What follows a correction: whether a question about the finding is answered as the person has said, whatever the detectors
    /// found, and whether a question that has nothing to do with the film is still told from one that has.
    /// </summary>
    public static IEnumerable<Measurement> AfterCorrections(
        IVisionLanguageModel model, IReadOnlyList<EvaluatedFilm> films, CancellationToken cancellation)
    {
        var corrected = CorrectionKinds.SelectMany(kind => films.Select((film, turn) => Correction(model, film, kind, turn)))
            .OfType<Corrected>().ToList();
        var asked = Answers((entry, turn) => EvaluationQuestions.About(EvaluationQuestions.YesNo, entry.Finding, turn));
        var right = corrected.Zip(asked).Count(entry => YesOrNo(entry.Second) == entry.First.Right[entry.First.Finding]);
        yield return new(
            Group, "question about a finding after its correction", Part(right, corrected.Count), corrected.Count, "questions");
        var without = Answers((_, turn) => EvaluationQuestions.OffTopic[turn % EvaluationQuestions.OffTopic.Count])
            .Count(IsWithoutFindings);
        yield return new(
            Group, "off-topic question after a correction", Part(without, corrected.Count), corrected.Count, "questions");

        IReadOnlyList<string> Answers(Func<Corrected, int, string> question) => ModelAnswers.To(
            model,
            [
                .. corrected.Select((entry, turn) => (entry.Film.Encoded, (IReadOnlyList<ChatMessage>)
                    [.. entry.Messages, new("assistant", entry.RightReport), new("user", question(entry, turn))])),
            ],
            cancellation);
    }

    /// <summary>Questions that have nothing to do with the film: whether the answer keeps from speaking of findings.</summary>
    public static IEnumerable<Measurement> OffTopic(
        IVisionLanguageModel model, IReadOnlyList<EvaluatedFilm> films, CancellationToken cancellation)
    {
        var questions = films.SelectMany(
            _ => EvaluationQuestions.OffTopic, (film, question) => (film.Encoded, ModelAnswers.Asked(question)));
        var answers = ModelAnswers.To(model, [.. questions], cancellation);
        var without = answers.Count(IsWithoutFindings);
        yield return new(
            Group, "off-topic question answered without findings", Part(without, answers.Count), answers.Count, "questions");
    }

    /// <summary>Whether no two sentences speak of the same finding.</summary>
    internal static bool SpeaksOnce(string findings)
    {
        var said = SentenceSplitter.Split(findings).Select(sentence => ReportLabeler.Label(sentence.Sentence)).ToList();
        return NihLabels.All.All(name => said.Count(labels => labels[name] != FindingState.Unknown) <= 1);
    }

    /// <summary>What an answer says of a finding that was asked for.</summary>
    internal static FindingState YesOrNo(string answer)
    {
        var word = new string([.. answer.TrimStart().TakeWhile(char.IsLetter)]);
        return word.ToUpperInvariant() switch
        {
            "YES" => FindingState.Present,
            "NO" => FindingState.Absent,
            "" => FindingState.Unknown,

            // What is neither is said to be possible in many words: perhaps, it is not certain, cannot be excluded.
            _ => FindingState.Uncertain,
        };
    }

    /// <summary>The view that an answer names; unknown where it names none or both.</summary>
    internal static View ViewOf(string answer)
    {
        var words = answer.Split([' ', '.', ',', ':', ';', '-'], StringSplitOptions.RemoveEmptyEntries);
        return (words.Contains("PA"), words.Contains("AP")) switch
        {
            (true, false) => View.PA,
            (false, true) => View.AP,
            _ => View.Unknown,
        };
    }

    /// <summary>Whether a report says what is known of every finding; what it does not speak of counts as absent.</summary>
    internal static bool SaysWhatIsKnown(string report, FilmFindings known)
    {
        var said = Read(report);
        return NihLabels.All.All(name => Said(known[name]) == Said(said[name]));
    }

    /// <summary>Whether an answer says something, but of no finding.</summary>
    // A text that mentions nothing is labeled with No Finding.
    internal static bool IsWithoutFindings(string answer) => answer.Trim().Length > 0
        && ReportLabeler.Label(answer).Mentioned.All(mention => mention.Name == CheXpertFinding.NoFinding.Name);

    private static Corrected? Correction(IVisionLanguageModel model, EvaluatedFilm film, string kind, int turn)
    {
        var told = film.Known;
        var choice = Choice.About($"{kind} {film.Truth.Id}");
        var isAdded = kind == EvaluationQuestions.Add;
        string[] among = [.. NihLabels.All.Where(name => film.Told[name] == FindingState.Absent == isAdded)];
        if (among.Length == 0)
        {
            return null;
        }

        var finding = choice.Pick(among, "finding");
        var right = told.With(finding, isAdded ? FindingState.Present : FindingState.Absent);
        return new(
            film,
            [
                .. ModelAnswers.Asked(model.ReportRequest), new("assistant", Report(told)),
                new("user", EvaluationQuestions.About(kind, finding, turn)),
            ],
            finding, right, Report(right));

        string Report(FilmFindings findings) => ReportComposer.Compose(findings, film.Reading.View, choice).Findings;
    }

    private static FindingState Said(FindingState state) => state == FindingState.Unknown ? FindingState.Absent : state;

    private static FilmFindings Read(string report) => FilmFindings.OfReport(ReportLabeler.Label(report));

    private static double Part(int part, int whole) => whole == 0 ? double.NaN : (double)part / whole;

    private sealed record Corrected(
        EvaluatedFilm Film, IReadOnlyList<ChatMessage> Messages, string Finding, FilmFindings Right, string RightReport);
}
