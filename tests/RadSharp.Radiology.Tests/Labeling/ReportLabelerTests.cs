using System.Diagnostics;
using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Labeling;

namespace RadSharp.Radiology.Tests.Labeling;

public class ReportLabelerTests
{
    [Theory]
    [InlineData("sentences.txt", 300)]
    [InlineData("adversarial.txt", 70)]
    public void Every_label_of_every_text_is_right(string file, int least)
    {
        var (texts, wrong) = LabeledTexts.Compare(file);
        Assert.True(texts >= least, $"{texts} texts");
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong labels in {texts} texts:\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public void Nothing_is_known_where_there_is_nothing_to_read()
    {
        Assert.Empty(ReportLabeler.Label("").Mentioned);
        Assert.Empty(ReportLabeler.Label("INDICATION: pneumothorax").Mentioned);
    }

    [Theory]
    [InlineData("The lungs are clear. Pacemaker in place.", FindingState.Present)]
    [InlineData("Possible edema.", FindingState.Unknown)]
    [InlineData("No effusion. Mild scoliosis.", FindingState.Unknown)]
    [InlineData("No scoliosis. No effusion.", FindingState.Present)]
    public void Nothing_is_found_where_only_devices_are(string report, FindingState state) =>
        Assert.Equal(state, ReportLabeler.Label(report)[CheXpertFinding.NoFinding]);

    [Fact]
    public void A_mention_says_where_it_stands()
    {
        var mentions = ReportLabeler.Mentions("HISTORY: Edema.\nFINDINGS: The heart is\nmildly enlarged. No Pleural effusions.");
        Assert.Equal(
            [
                new("Cardiomegaly", FindingState.Present, "mildly enlarged", "the heart is mildly enlarged."),
                new("Pleural Effusion", FindingState.Absent, "effusions", "no pleural effusions."),
            ],
            mentions);
    }

    [Fact]
    public void Labels_have_the_names_of_both_sets()
    {
        var labels = ReportLabeler.Label("Effusion and a mass.");
        Assert.Equal(FindingState.Present, labels["Effusion"]);
        Assert.Equal(FindingState.Present, labels["Pleural Effusion"]);
        Assert.Equal(FindingState.Present, labels["Mass"]);
        Assert.Contains("Cardiomegaly", Assert.Throws<ArgumentException>(() => labels["Broken Leg"]).Message, StringComparison.Ordinal);
    }

    // Text of a million characters without an end, and of words that the rules look for far and wide.
    [Theory]
    [InlineData("no ")]
    [InlineData("effusion, ")]
    [InlineData("no effusion or ")]
    [InlineData("heart and ")]
    [InlineData("may not be excluded, ")]
    [InlineData("[**")]
    [InlineData("((((")]
    [InlineData("1. ")]
    [InlineData(". ")]
    [InlineData("\n")]
    [InlineData("findings ")]
    [InlineData("FINDINGS:\n")]
    [InlineData("x")]
    public void A_million_characters_of_nonsense_are_read_in_a_moment(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        var start = Stopwatch.GetTimestamp();
        ReportLabeler.Label(text);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20), $"{Stopwatch.GetElapsedTime(start)}");
    }

    [Fact]
    public void No_text_is_refused()
    {
        var random = new Random(5);
        string[] words =
        [
            "no", "effusion", "or", "and", ",", ".", "heart", "is", "enlarged", "normal", "cannot", "be", "excluded", "?", ":", "1.", "\n",
            "not", "seen", "(", ")", "may", "represent", "XXXX", "___", "[**", "**]", "FINDINGS:", "with", "\u00E9", "\uD83D", "\0", ";",
            "removed", "tube", "vs.", "size", "of", "the", "costophrenic", "angles", "sharp", "history",
        ];
        for (var round = 0; round < 3000; round++)
        {
            var report = string.Join(random.Next(2) == 0 ? " " : "", Enumerable.Range(0, random.Next(40)).Select(_ => words[random.Next(words.Length)]));
            Assert.All(ReportLabeler.Label(report).Mentioned, label => Assert.Contains(label.Name, ReportLabels.Names));
        }
    }
}
