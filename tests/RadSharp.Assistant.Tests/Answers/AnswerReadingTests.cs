using RadSharp.Assistant.Answers;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Assistant.Tests.Answers;

public class AnswerReadingTests
{
    [Fact]
    public void Sentences_stand_where_the_text_says()
    {
        const string Text = "The heart is enlarged.  No effusion.\nImpression: edema, 1.5 cm.\n\n- A mass?";
        Assert.Equal(
            ["The heart is enlarged.", "No effusion.", "Impression: edema, 1.5 cm.", "- A mass?"],
            AnswerReading.Of(Text).Select(sentence => Text[sentence.Start..sentence.End]));
        Assert.Empty(AnswerReading.Of(" \n "));
    }

    [Theory]
    [InlineData("There is a small pleural effusion.", "Effusion", FindingState.Present)]
    [InlineData("There is no pneumothorax.", "Pneumothorax", FindingState.Absent)]
    [InlineData("Pneumonia is possible.", "Pneumonia", FindingState.Uncertain)]
    [InlineData("A mass is seen.", "Mass", FindingState.Present)]
    [InlineData("The heart is enlarged.", "Cardiomegaly", FindingState.Present)]
    public void Findings_have_the_models_names(string text, string name, FindingState state) =>
        Assert.Equal([(name, state)], Assert.Single(AnswerReading.Of(text)).Findings);

    [Fact]
    public void Boxes_are_those_that_are_written_and_those_of_regions_that_are_named()
    {
        using var film = Films.Read();
        var sentences = AnswerReading.Of(
            "The mass is at [0.2, 0.3, 0.4, 0.5]. The right lung is at [0.1, 0.1, 0.45, 0.8]. The left lung is clear.", film.Reading);
        Assert.Equal([("Mass", new Box(0.2, 0.3, 0.4, 0.5))], sentences[0].Boxes);
        Assert.Equal([("right lung", new Box(0.1, 0.1, 0.45, 0.8))], sentences[1].Boxes);
        Assert.Equal([("left lung", new Box(0.55, 0.1, 0.9, 0.8))], sentences[2].Boxes);
        Assert.Equal(2, AnswerReading.Of("Both lungs are clear.", film.Reading)[0].Boxes.Count);
    }
}
