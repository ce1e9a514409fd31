using RadSharp.Imaging;
using RadSharp.Instruct.Reports;
using RadSharp.Instruct.Samples;
using RadSharp.Models.Systems;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Labeling;
using RadSharp.Training.Instruction;

namespace RadSharp.Training.Tests.Instruction;

public class InstructionCurriculumTests
{
    [Fact]
    public void A_draw_depends_on_the_seed_and_its_number_alone()
    {
        var first = new InstructionCurriculum(TestFilms.All, 3);
        var again = new InstructionCurriculum(TestFilms.All, 3);
        var other = new InstructionCurriculum(TestFilms.All, 4);
        int[] numbers = [7, 0, 1234567, 7];
        Assert.Equal(numbers.Select(number => Text(first.Draw(number))), numbers.Select(number => Text(again.Draw(number))));
        Assert.NotEqual(Text(first.Draw(7)), Text(other.Draw(7)));
        Assert.True(Enumerable.Range(0, 500).Select(number => Text(first.Draw(number))).Distinct().Count() > 475);
    }

    [Fact]
    public void Reports_say_exactly_what_the_prompt_shows()
    {
        var mixture = new CurriculumMixture { Shown = 1, Reports = 1 };
        foreach (var draw in TestFilms.Draws(300, mixture))
        {
            var labels = ReportLabeler.Label(draw.Sample.Turns[^1].Text);
            Assert.All(draw.Shown!.Findings, finding =>
                Assert.Equal(finding.State, labels[finding.Name == "Effusion" ? "Pleural Effusion" : finding.Name]));
        }
    }

    [Fact]
    public void Prompts_list_findings_in_the_order_in_which_reports_speak_of_them()
    {
        var all = FilmFindings.OfNih(NihLabels.All);
        var reading = new FilmReading(
            View.Unknown, [.. NihLabels.All.Select(name => new FindingReading(name, 1, FindingState.Present))], new Dictionary<string, Box>());
        var listed = FilmText.Of(reading).TrimEnd('.').Split(": ")[1].Split(", ");
        Assert.Equal(all.ToSay.Select(entry => entry.Label), listed.Select(
            name => LabelWords.Of(NihLabels.All.Single(label => label.Replace('_', ' ').Equals(name, StringComparison.OrdinalIgnoreCase)))));
    }

    [Fact]
    public void Every_finding_is_shown_present_uncertain_and_absent()
    {
        var shown = TestFilms.Draws(1000).Where(draw => draw.Shown is not null).ToArray();
        foreach (var name in NihLabels.All)
        {
            var states = shown.Select(draw => draw.Shown!.Findings.Single(finding => finding.Name == name).State).ToArray();
            Assert.InRange(states.Count(state => state is FindingState.Present), 60, 400);
            Assert.InRange(states.Count(state => state is FindingState.Uncertain), 15, 150);
            Assert.InRange(states.Count(state => state is FindingState.Absent), 400, 900);
        }

        Assert.Contains(shown, draw => draw.Shown!.Findings.All(finding => finding.State is FindingState.Absent));
        Assert.Contains(shown, draw => draw.Shown!.Findings.Count(finding => finding.State is not FindingState.Absent) >= 5);
    }

    [Fact]
    public void Questions_of_yes_and_no_are_about_all_findings_in_balanced_numbers()
    {
        var answers = NihLabels.All.ToDictionary(name => LabelWords.Of(name).Noun, _ => new int[3]);
        foreach (var draw in TestFilms.Draws(3000, new() { Shown = 1, Changed = 1, Questions = 1, Reports = 0, Corrections = 0, Conversations = 0, Checklists = 0 }))
        {
            foreach (var (round, task) in draw.Sample.Tasks.Index())
            {
                if (task is InstructionTask.YesNo)
                {
                    var (question, answer) = (draw.Sample.Turns[2 * round].Text, draw.Sample.Turns[(2 * round) + 1].Text);
                    var noun = answers.Keys.Where(known => question.Contains(known, StringComparison.OrdinalIgnoreCase))
                        .MaxBy(known => known.Length);
                    if (noun is null)
                    {
                        continue;
                    }

                    answers[noun][answer.StartsWith("Yes", StringComparison.Ordinal) ? 0 : answer.StartsWith("No", StringComparison.Ordinal) ? 1 : 2]++;
                }
            }
        }

        var asked = answers.Values.Sum(counts => counts.Sum()) / 14.0;
        Assert.All(answers, finding => Assert.InRange(finding.Value.Sum(), 0.75 * asked, 1.25 * asked));
        Assert.All(answers, finding => Assert.True(finding.Value.Min() > 0.08 * asked, $"{finding.Key}: {string.Join(", ", finding.Value)}"));
    }

    [Fact]
    public void The_film_alone_is_shown_with_its_own_labels()
    {
        var alone = TestFilms.Draws(400, new() { Shown = 0, Reports = 1 }).Where(draw => draw.Shown is null).ToArray();
        Assert.NotEmpty(alone);
        Assert.DoesNotContain(alone, draw => draw.Film == "c");
        Assert.All(alone, draw => Assert.Equal(
            draw.Film == "a" ? FindingState.Present : FindingState.Absent, ReportLabeler.Label(draw.Sample.Turns[^1].Text)["Cardiomegaly"]));
    }

    [Fact]
    public void Corrections_contradict_what_is_shown_and_change_nothing_else()
    {
        foreach (var draw in TestFilms.Draws(300, new() { Shown = 1, Corrections = 1, Reports = 0 }))
        {
            var turns = draw.Sample.Turns;
            Assert.InRange(turns.Count, 4, 8);
            Assert.All(turns.Index(), turn => Assert.Equal(turn.Index % 2 == 1, turn.Item.CountsForLoss));
            var report = ReportLabeler.Label(turns[1].Text);
            Assert.All(draw.Shown!.Findings, finding => Assert.Equal(finding.State, Label(report, finding.Name)));
            for (var place = 2; place < turns.Count; place += 2)
            {
                var corrected = ReportLabeler.Label(turns[place + 1].Text);
                var changed = NihLabels.All.Where(name => Label(corrected, name) != Label(report, name)).ToArray();
                Assert.InRange(changed.Length, 1, 2);
                Assert.All(changed, name => Assert.Contains(LabelWords.Of(name).Noun, turns[place].Text, StringComparison.OrdinalIgnoreCase));
                report = corrected;
            }
        }
    }

    [Fact]
    public void Lungs_are_plausible_and_near_to_those_of_the_film()
    {
        var known = TestFilms.All[2].Regions;
        foreach (var draw in TestFilms.Draws(500).Where(draw => draw.Shown?.Regions.Count > 0))
        {
            var (right, left) = (draw.Shown!.Regions["right lung"], draw.Shown.Regions["left lung"]);
            Assert.True(right.Area > 0.02 && left.Area > 0.02 && right.X1 >= 0 && left.X2 <= 1 && right.X2 < left.X2);
            if (draw.Film == "c")
            {
                var expected = draw.IsMirrored ? known["left lung"].Mirrored() : known["right lung"];
                Assert.True(right.IntersectionOverUnion(expected) > 0.7);
            }
        }
    }

    private static FindingState Label(ReportLabels labels, string name) => labels[name == "Effusion" ? "Pleural Effusion" : name];

    private static string Text(CurriculumDraw draw) =>
        $"{draw.Film} {draw.IsMirrored} {(draw.Shown is null ? "" : BoxText.Format([.. draw.Shown.Regions.Values]))} {SampleJson.Write(draw.Sample)}";
}
