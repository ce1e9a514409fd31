using RadSharp.Evaluation.Tables;
using RadSharp.Instruct;
using RadSharp.Instruct.Reports;
using RadSharp.Models.Systems;
using RadSharp.Models.Templates;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Training.Evaluation;

/// <summary>
/// Whether a long conversation goes well to its end: a report, questions, corrections, places, another report, with the model's
/// own answers between them, right or wrong.
/// </summary>
internal static class DialogueEvaluation
{
    // Kinds of turns beside those of EvaluationQuestions; a region's name asks where it is.
    private const string Report = "report";
    private const string OffTopic = "off-topic";

    private const string Group = "Conversations of ten turns";

    // Overlap of a box that was said with the one that the prompt has.
    private const double SameBox = 0.9;

    private static readonly string[] Turns =
    [
        Report, EvaluationQuestions.YesNo, EvaluationQuestions.Add, "left lung", OffTopic, EvaluationQuestions.Remove,
        EvaluationQuestions.YesNo, "right lung", Report, EvaluationQuestions.YesNo,
    ];

    /// <summary>Has a conversation about each film.</summary>
    /// <returns>How often each kind of turn was answered as it should be.</returns>
    public static IEnumerable<Measurement> Of(
        IVisionLanguageModel model, IReadOnlyList<EvaluatedFilm> films, CancellationToken cancellation)
    {
        var dialogues = films.Select(film => new Dialogue(film, model.ReportRequest)).ToList();
        var right = new List<(string Kind, bool IsRight)>();
        foreach (var (place, kind) in Turns.Index())
        {
            dialogues.ForEach(dialogue => dialogue.Ask(kind, place));

            // One that has become too long for the model goes wrong from here on.
            var open = dialogues.Where(Fits).ToList();
            var answers = ModelAnswers.To(
                model, [.. open.Select(dialogue => (dialogue.Film.Encoded, (IReadOnlyList<ChatMessage>)dialogue.Messages))], cancellation);
            right.AddRange(open.Zip(answers, (dialogue, answer) => (Name(kind, place), dialogue.Hear(kind, answer))));
            right.AddRange(dialogues.Except(open).Select(_ => (Name(kind, place), false)));
        }

        return from answer in right
               group answer.IsRight by answer.Kind into kind
               select new Measurement(Group, kind.Key, kind.Average(isRight => isRight ? 1 : 0), kind.Count(), "answers");

        bool Fits(Dialogue dialogue) =>
            model.Prompt(dialogue.Messages, [dialogue.Film.Encoded]).Ids.Length < model.Decoder.Config.MaxPositions;
    }

    private static string Name(string kind, int place) => kind switch
    {
        Report => place == 0 ? "first report says what was found and nothing else" : "last report says what is known by then",
        EvaluationQuestions.YesNo => "question for a finding answered as is known by then",
        EvaluationQuestions.Add or EvaluationQuestions.Remove => "corrected report says what is known by then",
        OffTopic => "off-topic question among them answered without findings",
        _ => $"box of a lung as the detector has it (overlap of {SameBox:0.0})",
    };

    private sealed class Dialogue(EvaluatedFilm film, string reportRequest)
    {
        private readonly SeededChoice _choice = new SeededChoice(0).About($"dialogue {film.Truth.Id}");
        private FilmFindings _known = film.Known;
        private string _asked = "";

        public EvaluatedFilm Film => film;

        public List<ChatMessage> Messages { get; } = [];

        public void Ask(string kind, int place)
        {
            _asked = Chosen(kind, place);
            Messages.Add(new("user", Question(kind, place), Images: place == 0 ? 1 : 0));
            _known = kind switch
            {
                EvaluationQuestions.Add => _known.With(_asked, FindingState.Present),
                EvaluationQuestions.Remove => _known.With(_asked, FindingState.Absent),
                _ => _known,
            };
        }

        public bool Hear(string kind, string answer)
        {
            Messages.Add(new("assistant", answer));
            return kind switch
            {
                Report or EvaluationQuestions.Add or EvaluationQuestions.Remove => LanguageEvaluation.SaysWhatIsKnown(answer, _known),
                EvaluationQuestions.YesNo => LanguageEvaluation.YesOrNo(answer) == _known[_asked],
                OffTopic => LanguageEvaluation.IsWithoutFindings(answer),
                _ => film.Reading.Regions.TryGetValue(kind, out var box)
                    ? BoxText.Parse(answer) is [var (said, _)] && said.IntersectionOverUnion(box) >= SameBox
                    : BoxText.Parse(answer).Count == 0,
            };
        }

        // What is added was not there, what is removed is; another question is as often for what is there as for what is not.
        private string Chosen(string kind, int place)
        {
            var isThere = kind == EvaluationQuestions.Remove || (kind == EvaluationQuestions.YesNo && _choice.Happens(0.5, $"is there {place}"));
            string[] among = [.. NihLabels.All.Where(name => _known[name] != FindingState.Absent == isThere)];
            return _choice.Pick(among.Length > 0 ? among : [.. NihLabels.All], $"finding {place}");
        }

        private string Question(string kind, int place) => kind switch
        {
            Report => reportRequest,
            OffTopic => _choice.Pick(EvaluationQuestions.OffTopic, $"off topic {place}"),
            EvaluationQuestions.YesNo or EvaluationQuestions.Add or EvaluationQuestions.Remove => EvaluationQuestions.About(kind, _asked, Wording(place)),
            _ => EvaluationQuestions.Where(kind, Wording(place)),
        };

        private int Wording(int place) => _choice.Pick([0, 1, 2, 3], $"wording {place}");
    }
}
