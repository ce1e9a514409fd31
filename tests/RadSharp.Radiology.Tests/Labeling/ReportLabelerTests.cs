using System.Diagnostics;
using System.Globalization;
using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Labeling;

namespace RadSharp.Radiology.Tests.Labeling;

public class ReportLabelerTests
{
    [Theory]
    [InlineData("sentences.txt", 300)]
    [InlineData("adversarial.txt", 70)]
    [InlineData("naturalistic.txt", 90)]
    [InlineData("composed.txt", 80)]
    public void Every_label_of_every_text_is_right(string file, int least)
    {
        var (texts, wrong) = LabeledTexts.Compare(file);
        Assert.True(texts >= least, $"{texts} texts");
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong labels in {texts} texts:\n{string.Join('\n', wrong)}");
    }

    // Whatever the findings are, what a frame says of one it says of all.
    [Theory]
    [InlineData(FindingState.Absent, "No {0}, {1}, or {2}.")]
    [InlineData(FindingState.Absent, "No {0}, {1} or {2} is seen.")]
    [InlineData(FindingState.Absent, "There is no evidence of {0}, {1}, or {2}.")]
    [InlineData(FindingState.Absent, "The lungs are clear without {0}, {1}, {2}.")]
    [InlineData(FindingState.Absent, "No {0}. No {1}; no {2}.")]
    [InlineData(FindingState.Absent, "No {0}/{1}. Negative for {2}.")]
    [InlineData(FindingState.Absent, "There is neither {0} nor {1}, and there is no {2}.")]
    [InlineData(FindingState.Absent, "{0}, {1} and {2} are not seen.")]
    [InlineData(FindingState.Absent, "{0} is not identified. {1} or {2} is excluded.")]
    [InlineData(FindingState.Absent, "{0}: none. {1}: no. The {2} has resolved.")]
    [InlineData(FindingState.Absent, "Interval resolution of {0} and {1}. No {2}, unchanged.")]
    [InlineData(FindingState.Present, "{0}, {1} and {2}.")]
    [InlineData(FindingState.Present, "There is {0} with {1}, and there is also {2}.")]
    [InlineData(FindingState.Present, "Unchanged {0}. Persistent {1}, consistent with {2}.")]
    [InlineData(FindingState.Present, "No change in the {0}. No significant interval change in {1}. Stable {2}.")]
    [InlineData(FindingState.Uncertain, "Findings may represent {0}, {1}, or {2}.")]
    [InlineData(FindingState.Uncertain, "Possible {0}. Question of {1}. {2} cannot be excluded.")]
    [InlineData(FindingState.Uncertain, "{0} versus {1}. Cannot exclude {2}.")]
    [InlineData(FindingState.Uncertain, "{0} is possible. {1} or {2} cannot entirely be ruled out.")]
    [InlineData(FindingState.Unknown, "History of {0}. Evaluate for {1}. Rule out {2}.")]
    [InlineData(FindingState.Unknown, "INDICATION: {0}. FINDINGS: Normal. TECHNIQUE: {1}. COMPARISON: {2}.")]
    public void What_is_said_of_a_list_is_said_of_all_that_stand_in_it(FindingState state, string frame)
    {
        (string Phrase, string Finding)[] findings =
        [
            ("atelectasis", "Atelectasis"), ("cardiomegaly", "Cardiomegaly"), ("focal consolidation", "Consolidation"),
            ("pulmonary edema", "Edema"), ("pleural effusion", "Pleural Effusion"), ("pneumothorax", "Pneumothorax"),
            ("pneumonia", "Pneumonia"), ("rib fracture", "Fracture"), ("emphysema", "Emphysema"), ("fibrosis", "Fibrosis"),
            ("hiatal hernia", "Hernia"), ("pulmonary mass", "Mass"), ("nodule", "Nodule"), ("airspace opacity", "Lung Opacity"),
        ];
        foreach (var first in Enumerable.Range(0, findings.Length))
        {
            var chosen = Array.ConvertAll([0, 1, 5], step => findings[(first + step) % findings.Length]);
            var text = string.Format(CultureInfo.InvariantCulture, frame, [.. chosen.Select(finding => finding.Phrase)]);
            var labels = ReportLabeler.Label(text);
            Assert.All(chosen, finding => Assert.True(
                labels[finding.Finding] == state, $"{finding.Finding} is {labels[finding.Finding]}, should be {state}: {text}"));
        }
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
    [InlineData("Vascular congestion without overt edema.", FindingState.Unknown)]
    [InlineData("Blunting of the costophrenic angle, no effusion.", FindingState.Unknown)]
    [InlineData("Costophrenic angles are sharp. No effusion.", FindingState.Present)]
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
        var error = Assert.Throws<ArgumentException>(() => labels["Broken Leg"]);
        Assert.Contains("Cardiomegaly", error.Message, StringComparison.Ordinal);
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
    [InlineData(" ")]
    [InlineData("- ")]
    [InlineData("not seen, ")]
    [InlineData("/")]
    [InlineData("x")]
    public void A_million_characters_of_nonsense_are_read_in_a_moment(string piece)
    {
        var text = "INDICATION: cough.\n\n" + string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
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
            "no", "effusion", "or", "and", ",", ".", "heart", "is", "enlarged", "normal", "cannot", "be", "excluded", "?", ":",
            "1.", "\n", "not", "seen", "(", ")", "may", "represent", "XXXX", "___", "[**", "**]", "FINDINGS:", "with", "\u00E9",
            "\uD83D", "\0", ";", "removed", "tube", "vs.", "size", "of", "the", "costophrenic", "angles", "sharp", "history",
        ];
        for (var round = 0; round < 3000; round++)
        {
            var report = string.Join(random.Next(2) == 0 ? " " : "", random.GetItems(words, random.Next(40)));
            Assert.All(ReportLabeler.Label(report).Mentioned, label => Assert.Contains(label.Name, ReportLabels.Names));
        }
    }
}
