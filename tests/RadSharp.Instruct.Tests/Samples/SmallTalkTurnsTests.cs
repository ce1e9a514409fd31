using RadSharp.Imaging;
using RadSharp.Instruct.Reports;
using RadSharp.Instruct.Samples;
using RadSharp.Radiology.Boxes;
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
    public void Boxes_and_other_languages_are_declined_by_the_small_model_alone()
    {
        Assert.Equal(2, Declined(SampleShape.RadSharpMini));
        Assert.Equal(0, Declined(SampleShape.RadVlm));
        Assert.Equal(0, Declined(SampleShape.RaDialog));

        static int Declined(SampleShape shape)
        {
            var answers = Enumerable.Range(0, 200).Select(seed => SampleBuilder.Dialogue(Film, [InstructionTask.OffTopic], shape, seed)!)
                .Select(sample => sample.Turns[1].Text).ToHashSet();
            return ((string[])["off-topic-box", "off-topic-language"]).Count(kind => TaskWordings.Answers[kind].Any(answers.Contains));
        }
    }

    [Fact]
    public void A_box_that_is_asked_about_lies_on_the_film()
    {
        var questions = Enumerable.Range(0, 200)
            .Select(seed => SampleBuilder.Dialogue(Film, [InstructionTask.OffTopic], SampleShape.RadSharpMini, seed)!.Turns[0].Text)
            .Where(question => question.Contains('[', StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(questions);
        Assert.All(questions, question =>
        {
            var (box, _) = Assert.Single(BoxText.Parse(question));
            Assert.True(box.X1 >= 0 && box.Y1 >= 0 && box.X2 <= 1 && box.Y2 <= 1 && box.X2 - box.X1 >= 0.09 && box.Y2 - box.Y1 >= 0.09, question);
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
