using System.Text.Json;
using RadSharp.Imaging;
using RadSharp.Instruct.Reports;
using RadSharp.Instruct.Samples;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Labeling;

namespace RadSharp.Instruct.Tests.Samples;

public class SampleBuilderTests
{
    private static readonly LabeledFilm[] Films = [.. Enumerable.Range(0, 300).Select(Film)];

    [Theory]
    [InlineData(SampleShape.RaDialog)]
    [InlineData(SampleShape.RadVlm)]
    public void Samples_are_the_same_in_any_order_and_others_with_another_seed(SampleShape shape)
    {
        var forward = Films.ToDictionary(film => film.Id, film => Lines(film, shape, 7));
        var backward = Films.Reverse().ToDictionary(film => film.Id, film => Lines(film, shape, 7));
        Assert.All(Films, film => Assert.Equal(forward[film.Id], backward[film.Id]));
        Assert.True(Films.Count(film => forward[film.Id] != Lines(film, shape, 8)) > Films.Length * 0.99);
    }

    [Fact]
    public void A_film_with_everything_gives_every_task_and_a_conversation()
    {
        var samples = SampleBuilder.Build(Films[1], SampleShape.RadVlm, 1).ToArray();
        Assert.Equal(Enum.GetValues<InstructionTask>(), samples.SkipLast(1).Select(sample => Assert.Single(sample.Tasks)));
        Assert.InRange(samples[^1].Tasks.Count, 3, 7);
        Assert.Equal(samples.Length, samples.Select(sample => sample.Id).Distinct().Count());
    }

    [Fact]
    public void A_film_without_data_is_asked_only_what_needs_no_film()
    {
        var film = new LabeledFilm("empty", "empty.png", View.Unknown, FilmFindings.Unknown);
        Assert.Equal(
            [InstructionTask.Term, InstructionTask.OffTopic, InstructionTask.OtherFilms],
            SampleBuilder.Build(film, SampleShape.RadVlm, 3).Select(sample => Assert.Single(sample.Tasks)));
    }

    [Fact]
    public void Users_and_assistant_take_turns_and_only_answers_count()
    {
        foreach (var sample in Enum.GetValues<SampleShape>().SelectMany(All))
        {
            Assert.Equal(0, sample.Turns.Count % 2);
            Assert.All(sample.Turns.Index(), turn =>
                Assert.Equal(turn.Index % 2 == 0 ? Speaker.User : Speaker.Assistant, turn.Item.Speaker));
            Assert.DoesNotContain(sample.Turns, turn => turn.CountsForLoss && turn.Speaker is Speaker.User);
            Assert.All(sample.Turns, turn => Assert.DoesNotMatch(@"[{}]|^\s*$|  | ,|\.\.", turn.Text));
            Assert.True(sample.Turns[^1].CountsForLoss);
            if (sample.Shape is SampleShape.RaDialog)
            {
                Assert.Single(sample.Turns, turn => turn.CountsForLoss);
            }
        }
    }

    [Fact]
    public void Yes_and_no_answers_agree_with_the_labels()
    {
        var answers = new Dictionary<string, int>();
        foreach (var film in Films)
        {
            var turns = SampleBuilder.Single(film, InstructionTask.YesNo, SampleShape.RadVlm, 5)!.Turns;
            var word = turns[^1].Text.Split(' ', ',', '.')[0];
            Assert.Equal(film.Findings[AskedFor(turns[^2].Text).Name], Said(turns[^1].Text));
            answers[word] = answers.GetValueOrDefault(word) + 1;
        }

        Assert.InRange(answers["Yes"], 60, 200);
        Assert.InRange(answers["No"], 60, 220);
    }

    [Fact]
    public void A_checklist_asks_for_each_finding_once_and_for_those_that_are_there_first()
    {
        foreach (var film in Films.Take(100))
        {
            var doubtful = film with { Findings = film.Findings.With("Edema", FindingState.Uncertain) };
            var turns = SampleBuilder.Checklist(doubtful, questions: 6, SampleShape.RadSharpMini, 5)!.Turns;
            var asked = turns.Where(turn => turn.Speaker is Speaker.User).Select(turn => AskedFor(turn.Text).Name).ToArray();
            Assert.Equal(6, asked.Distinct().Count());
            Assert.All(asked.Index(), entry =>
                Assert.Equal(doubtful.Findings[entry.Item], Said(turns[(2 * entry.Index) + 1].Text)));
            var there = doubtful.Findings.ToSay.Count(entry => entry.State != FindingState.Absent);
            Assert.True(asked.Count(name => doubtful.Findings[name] != FindingState.Absent) == Math.Min(there, 3));
        }

        var unknown = new LabeledFilm("empty", "empty.png", View.Unknown, FilmFindings.Unknown);
        Assert.Null(SampleBuilder.Checklist(unknown, 6, SampleShape.RadSharpMini, 5));
    }

    [Fact]
    public void Corrections_follow_each_other_and_each_changes_what_was_asked_for_in_the_report_before()
    {
        foreach (var film in Films.Where(film => film.Findings.ToSay.Count() > 3).Take(100))
        {
            var turns = SampleBuilder.Corrections(film, corrections: 3, SampleShape.RadSharpMini, 5)!.Turns;
            Assert.Equal(8, turns.Count);
            Assert.Equal(SampleBuilder.Report(film, 5).Findings, turns[1].Text);
            foreach (var place in new[] { 2, 4, 6 })
            {
                var (before, after) = (ReportLabeler.Label(turns[place - 1].Text), ReportLabeler.Label(turns[place + 1].Text));
                string[] derived = ["No Finding", "Lung Lesion", "Lung Opacity", "Pleural Other"];
                var changed = ReportLabels.Names.Except(derived).Where(name => before[name] != after[name]).ToArray();
                Assert.InRange(changed.Length, 0, 2);
                Assert.NotEqual(turns[place - 1].Text, turns[place + 1].Text);
                Assert.All(changed, name => Assert.Contains(
                    LabelWords.Of(name).Noun, turns[place].Text, StringComparison.OrdinalIgnoreCase));
            }
        }

        Assert.Throws<ArgumentException>(() => SampleBuilder.Corrections(Films[0], 2, SampleShape.RaDialog, 5));
    }

    [Fact]
    public void Corrections_change_what_was_asked_for_and_nothing_else()
    {
        var kinds = new HashSet<(bool Added, bool Removed)>();
        foreach (var film in Films)
        {
            var turns = SampleBuilder.Single(film, InstructionTask.Correction, SampleShape.RadVlm, 11)!.Turns;
            var (wrong, right) = (ReportLabeler.Label(turns[1].Text), ReportLabeler.Label(turns[3].Text));
            string[] derived = ["No Finding", "Lung Lesion", "Lung Opacity", "Pleural Other"];
            var changed = ReportLabels.Names.Where(name => wrong[name] != right[name]).ToArray();
            var own = changed.Except(derived).ToArray();
            Assert.InRange(own.Length, changed.Length > own.Length ? 0 : 1, 2);
            Assert.All(own, name => Assert.Contains(LabelWords.Of(name).Noun, turns[2].Text, StringComparison.OrdinalIgnoreCase));
            var added = own.Any(name => right[name] == FindingState.Present);
            kinds.Add((added, own.Any(name => wrong[name] == FindingState.Present)));
            Assert.False(turns[1].CountsForLoss);
            Assert.All(ReportLabels.Names.Except(["No Finding"]), name => Assert.Equal(film.Findings[name], right[name]));
        }

        Assert.Superset(new HashSet<(bool, bool)> { (true, false), (false, true), (true, true) }, kinds);
    }

    [Fact]
    public void Reports_stand_in_the_history_in_full_in_part_and_not_at_all()
    {
        var (full, partial, none) = (0, 0, 0);
        foreach (var film in Films)
        {
            var report = SampleBuilder.Report(film, 2).Findings;
            var turns = SampleBuilder.Single(film, InstructionTask.View, SampleShape.RadVlm, 2)!.Turns;
            var context = turns.Count == 2 ? null : turns[1].Text;
            none += context is null ? 1 : 0;
            full += context == report ? 1 : 0;
            partial += context is not null && context != report ? 1 : 0;
            Assert.True(context is null || turns[1].CountsForLoss == (context == report));
            Assert.True(context is null || context.Length <= report.Length);
        }

        Assert.InRange(full, 120, 185);
        Assert.InRange(partial, 50, 105);
        Assert.InRange(none, 50, 105);
    }

    [Fact]
    public void Boxes_of_answers_are_those_of_the_film()
    {
        foreach (var film in Films.Where(film => film.FindingBoxes.Count > 0))
        {
            var region = SampleBuilder.Single(film, InstructionTask.RegionLocation, SampleShape.RadVlm, 4)!.Turns;
            var name = Assert.Single(film.Regions.Keys, known => region[^2].Text.Contains(known, StringComparison.Ordinal));
            Assert.Equal(film.Regions[name], Assert.Single(BoxText.Parse(region[^1].Text)).Box);
            var finding = SampleBuilder.Single(film, InstructionTask.FindingLocation, SampleShape.RadVlm, 4)!.Turns;
            Assert.Equal(film.FindingBoxes.Values.Single(), BoxText.Parse(finding[^1].Text).Select(found => found.Box));
        }
    }

    [Fact]
    public void Every_task_has_at_least_ten_phrasings()
    {
        Assert.All(TaskWordings.Prompts, kind => Assert.True(kind.Value.Distinct().Count() >= 10, kind.Key));
        Assert.Equal(14, TaskWordings.Questions.Count);
        Assert.All(TaskWordings.Questions, label => Assert.NotNull(LabelWords.Of(label.Key)));
        Assert.All(LabelWords.All, label => Assert.True(TaskWordings.Explanations[label.Name].Length >= 2));
    }

    [Fact]
    public void Json_lines_are_in_the_form_of_llava()
    {
        var sample = SampleBuilder.Conversation(Films[1], SampleShape.RadVlm, 1)!;
        var line = SampleJson.Write(sample);
        Assert.DoesNotContain('\n', line);
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal(sample.Id, json.GetProperty("id").GetString());
        Assert.Equal("films/1.png", json.GetProperty("image").GetString());
        var turns = json.GetProperty("conversations").EnumerateArray().ToArray();
        Assert.Equal(sample.Turns.Count, turns.Length);
        Assert.Equal(["human", "gpt"], turns.Take(2).Select(turn => turn.GetProperty("from").GetString()));
        Assert.Equal("<image>\n" + sample.Turns[0].Text, turns[0].GetProperty("value").GetString());
        var dialog = SampleJson.Write(SampleBuilder.Single(Films[1], InstructionTask.Report, SampleShape.RaDialog, 1)!);
        Assert.Contains("Image information: <image>. Predicted Findings: cardiomegaly, ", dialog, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_can_be_read()
    {
        var text = SampleText.Write(SampleBuilder.Single(Films[1], InstructionTask.Correction, SampleShape.RaDialog, 1)!);
        Assert.Equal(["  user", "  assistant", "  user", "* assistant"], text.Split('\n')
            .Where(line => line.Length > 2 && line[2..].Split(' ')[0] is "user" or "assistant")
            .Select(line => line[..12].TrimEnd()));
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 101, line));
    }

    private static IEnumerable<InstructionSample> All(SampleShape shape) =>
        Films.SelectMany(film => SampleBuilder.Build(film, shape, 9));

    private static string Lines(LabeledFilm film, SampleShape shape, long seed) =>
        string.Join('\n', SampleBuilder.Build(film, shape, seed).Select(SampleJson.Write));

    // Every third has boxes; the first always has findings.
    private static LabelWords AskedFor(string question) =>
        LabelWords.All.FirstOrDefault(label => TaskWordings.Questions.GetValueOrDefault(label.Name, []).Contains(question))
        ?? LabelWords.All.Where(label => question.Contains(label.Noun, StringComparison.OrdinalIgnoreCase))
            .MaxBy(label => label.Noun.Length)!;

    private static FindingState Said(string answer) => answer.Split(' ', ',', '.', ':', ';')[0] switch
    {
        "Yes" => FindingState.Present,
        "No" => FindingState.Absent,
        "Possibly" => FindingState.Uncertain,
        _ => throw new ArgumentException(answer),
    };

    private static LabeledFilm Film(int number)
    {
        var random = new Random(number);
        string[] present =
            [.. NihLabels.All.Where(name => (name == "Cardiomegaly" && number % 2 == 1) || random.NextDouble() < 0.12)];
        var film = new LabeledFilm(
            $"film-{number}", $"films/{number}.png", number % 2 == 0 ? View.AP : View.PA, FilmFindings.OfNih(present));
        return number % 3 != 1 ? film : film with
        {
            Regions = new Dictionary<string, Box> { ["left lung"] = new(0.5, 0.1, 0.9, 0.8), ["spine"] = new(0.4, 0, 0.6, 1) },
            FindingBoxes = new Dictionary<string, IReadOnlyList<Box>>
            {
                ["Cardiomegaly"] = [new(0.3, 0.5, 0.8, 0.85), new(0.1, 0.2, 0.3, 0.45)],
            },
        };
    }
}
