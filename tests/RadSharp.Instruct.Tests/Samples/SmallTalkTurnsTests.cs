using RadSharp.Imaging;
using RadSharp.Instruct.Reports;
using RadSharp.Instruct.Samples;
using RadSharp.Radiology.Labeling;

namespace RadSharp.Instruct.Tests.Samples;

public class SmallTalkTurnsTests
{
    private static readonly LabeledFilm Film = new("a", "a.png", View.AP, FilmFindings.OfNih(["Edema"]));

    [Fact]
    public void There_are_at_least_eighty_different_questions_that_are_not_about_the_film()
    {
        var questions = TaskWordings.OffTopic.Values.SelectMany(kind => kind).ToArray();
        Assert.True(questions.Distinct(StringComparer.OrdinalIgnoreCase).Count() >= 80);
        Assert.Equal(questions.Length, questions.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(TaskWordings.OffTopic.Keys, kind => Assert.True(TaskWordings.Answers[$"off-topic-{kind}"].Length >= 3, kind));
    }

    [Fact]
    public void Their_answers_are_short_and_say_nothing_of_any_finding()
    {
        var answers = TaskWordings.Answers.Where(kind => kind.Key.StartsWith("off-topic", StringComparison.Ordinal));
        Assert.All(answers.SelectMany(kind => kind.Value), answer =>
        {
            Assert.InRange(answer.Split(' ').Length, 1, 40);
            Assert.DoesNotContain(ReportLabeler.Label(answer).Mentioned, label => label.Name != "No Finding");
        });
    }

    [Fact]
    public void Other_films_are_said_not_to_be_there()
    {
        var kinds = new HashSet<bool>();
        for (var seed = 0; seed < 60; seed++)
        {
            var answer = SampleBuilder.Dialogue(Film, [InstructionTask.OtherFilms], SampleShape.RadSharpMini, seed)!.Turns[1].Text;
            kinds.Add(answer.Contains("lateral", StringComparison.Ordinal));
            Assert.Matches(@"(?i)\bno\b|\bonly\b", answer);
        }

        Assert.Equal(2, kinds.Count);
        var lateral = Film with { View = View.Lateral };
        Assert.All(Enumerable.Range(0, 30), seed => Assert.DoesNotContain(
            "lateral", SampleBuilder.Dialogue(lateral, [InstructionTask.OtherFilms], SampleShape.RadVlm, seed)!.Turns[1].Text, StringComparison.Ordinal));
    }
}
