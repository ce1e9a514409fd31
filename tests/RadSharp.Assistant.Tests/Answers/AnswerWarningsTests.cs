using RadSharp.Assistant.Answers;
using RadSharp.Imaging;
using RadSharp.Radiology.Findings;

namespace RadSharp.Assistant.Tests.Answers;

public class AnswerWarningsTests
{
    [Theory]
    [InlineData("The effusion is unchanged.", "unchanged")]
    [InlineData("There has been interval resolution.", "interval")]
    [InlineData("Compared to the last film, the heart is larger.", "Compared to")]
    [InlineData("Again seen is a mass.", "Again")]
    public void A_comparison_without_a_prior_is_warned_of(string text, string place)
    {
        var warning = Assert.Single(Of(text), warning => warning.Kind == AnswerWarningKind.Prior);
        Assert.Equal(place, text[warning.Start..warning.End]);
        Assert.DoesNotContain(Of(text, new AnswerContext { HasPrior = true }), warning => warning.Kind == AnswerWarningKind.Prior);
    }

    [Theory]
    [InlineData("There is no prior film to compare with.")]
    [InlineData("The heart is normal.")]
    [InlineData("A renewed look is advised.")]
    public void What_compares_with_nothing_is_not(string text) => Assert.Empty(Of(text));

    [Theory]
    [InlineData("A nodule of 12 mm is seen.", "12 mm")]
    [InlineData("It measures 1.5 x 2 cm.", "1.5 x 2 cm")]
    [InlineData("The cardiothoracic ratio of 0.55 is large.", "ratio of 0.55")]
    public void A_value_that_nobody_measured_is_warned_of(string text, string place)
    {
        var warning = Assert.Single(Of(text), warning => warning.Kind == AnswerWarningKind.Measurement);
        Assert.Equal(place, text[warning.Start..warning.End]);
        Assert.Contains(place, warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_the_reader_has_said_is_the_readers()
    {
        var context = new AnswerContext { ReaderText = "I measured 12 mm." };
        Assert.DoesNotContain(
            Of("A nodule of 12 mm.", context), warning => warning.Kind == AnswerWarningKind.Measurement);
    }

    [Theory]
    [InlineData("There is a pneumothorax.", "says pneumothorax", "5 %")]
    [InlineData("There is no pleural effusion.", "denies effusion", "80 %")]
    [InlineData("A lung lesion is seen.", "says lung lesion", "5 %")]
    public void A_finding_that_the_classifier_does_not_share_is_warned_of(string text, string words, string percent)
    {
        var warning = Assert.Single(Of(text, Classifier()), warning => warning.Kind == AnswerWarningKind.Disagreement);
        Assert.Contains(words, warning.Text, StringComparison.Ordinal);
        Assert.Contains(percent, warning.Text, StringComparison.Ordinal);
        Assert.Equal((0, text.Length), (warning.Start, warning.End));
    }

    [Theory]
    [InlineData("There is a pleural effusion.")]
    [InlineData("No pneumothorax.")]
    [InlineData("A mass is possible.")]
    [InlineData("There is a fracture.")]
    public void What_the_classifier_shares_or_does_not_know_is_not(string text) => Assert.Empty(Of(text, Classifier()));

    [Theory]
    [InlineData("The projection is PA.")]
    [InlineData("PA.")]
    [InlineData("PA projection.")]
    [InlineData("This is a PA view of the chest.")]
    [InlineData("I see a single PA view and no lateral film.")]
    [InlineData("You are looking at a PA film.")]
    public void A_view_that_the_film_does_not_have_is_warned_of(string text)
    {
        var warning = Assert.Single(Of(text, new() { View = View.AP }));
        Assert.Equal(AnswerWarningKind.Disagreement, warning.Kind);
        Assert.Contains("view is PA, but this film was taken AP", warning.Text, StringComparison.Ordinal);
        Assert.Empty(Of(text, new() { View = View.PA }));
        Assert.Empty(Of(text));
    }

    [Theory]
    [InlineData("In a PA view the beam passes from back to front; the heart then looks hardly enlarged.")]
    [InlineData("PA stands for posteroanterior: the detector is in front of the patient's chest.")]
    [InlineData("Cardiomegaly means that the heart is enlarged; on a PA film its shadow is then wider.")]
    [InlineData("The view is AP, and not PA.")]
    public void What_is_said_of_views_in_general_is_not(string text) => Assert.Empty(Of(text, new() { View = View.AP }));

    [Fact]
    public void The_readers_marks_go_before_the_classifier()
    {
        var context = Classifier() with { Reader = new Dictionary<string, FindingState> { ["Effusion"] = FindingState.Absent } };
        Assert.Empty(Of("There is no pleural effusion.", context));
        Assert.Contains("reader has marked absent", Assert.Single(Of("There is an effusion.", context)).Text, StringComparison.Ordinal);
    }

    private static AnswerContext Classifier() => new()
    {
        Classifier = NihLabels.All.ToDictionary(
            name => name, name => name == "Effusion" ? (FindingState.Present, 0.8) : (FindingState.Absent, 0.05)),
    };

    private static IReadOnlyList<AnswerWarning> Of(string text, AnswerContext? context = null) =>
        AnswerWarnings.Of(text, AnswerReading.Of(text), context ?? AnswerContext.Empty);
}
