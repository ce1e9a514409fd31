using RadSharp.Imaging;
using RadSharp.Instruct;
using RadSharp.Instruct.Reports;
using RadSharp.Radiology.Findings;
using RadSharp.Training.Evaluation;

namespace RadSharp.Training.Tests.Evaluation;

public sealed class LanguageEvaluationTests
{
    [Fact]
    public void Composed_reports_speak_of_each_finding_once_and_their_impressions_say_what_is_known()
    {
        foreach (var seed in Enumerable.Range(0, 300))
        {
            var choice = new SeededChoice((ulong)seed);
            var known = FilmFindings.Of(NihLabels.All.Select(
                name => (name, choice.Pick([FindingState.Present, FindingState.Uncertain, FindingState.Absent, FindingState.Absent], name))));
            var report = ReportComposer.Compose(known, View.PA, choice);
            Assert.True(LanguageEvaluation.SpeaksOnce(report.Findings), report.Findings);
            Assert.True(LanguageEvaluation.SaysWhatIsKnown(report.Impression, known), report.Impression);
        }
    }

    [Theory]
    [InlineData("Possible atelectasis. Findings may represent atelectasis.", false)]
    [InlineData("Possible atelectasis. There is no pleural effusion.", true)]
    [InlineData("", true)]
    public void A_finding_that_two_sentences_speak_of_is_spoken_of_twice(string findings, bool once) =>
        Assert.Equal(once, LanguageEvaluation.SpeaksOnce(findings));

    [Theory]
    [InlineData("The projection is PA.", View.PA)]
    [InlineData("This is an AP-view.", View.AP)]
    [InlineData("It is PA, not AP.", View.Unknown)]
    [InlineData("A MAP of the PAST.", View.Unknown)]
    public void The_view_that_an_answer_names_is_told_from_its_words(string answer, View named) =>
        Assert.Equal(named, LanguageEvaluation.ViewOf(answer));
}
