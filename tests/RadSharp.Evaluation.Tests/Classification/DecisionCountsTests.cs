using System.Text.Json;
using RadSharp.Evaluation.Classification;

namespace RadSharp.Evaluation.Tests.Classification;

public class DecisionCountsTests
{
    private static readonly JsonElement Classes = Golden.Read("chexbert_f1_from_classes.json");

    private static readonly JsonElement RadVlm =
        Golden.Read("radvlm_boxes_and_classification.json").GetProperty("classification");

    public static TheoryData<string> Sets => [.. Classes.GetProperty("sets").EnumerateArray().Select(Name)];

    // f1chexbert counts uncertain (3) as present.
    [Theory]
    [MemberData(nameof(Sets))]
    public void Scores_of_each_label_micro_and_macro_are_those_of_scikit_learn(string name)
    {
        var set = Classes.GetProperty("sets").EnumerateArray().Single(other => Name(other) == name);
        var (truth, said) = (Rows(set, "classes_ref"), Rows(set, "classes_hyp"));
        var counts = Classes.GetProperty("order").EnumerateArray()
            .Select((label, place) => (
                Label: label.GetString()!,
                Counts: DecisionCounts.Sum(truth.Zip(
                    said, (row, other) => DecisionCounts.Of(other[place] is 1 or 3, row[place] is 1 or 3)))))
            .ToList();
        var expected = set.GetProperty("f1chexbert").GetProperty("all");
        foreach (var (label, found) in counts)
        {
            AssertSame(expected.GetProperty(label), found.Precision, found.Recall, found.F1);
        }

        var micro = DecisionCounts.Sum(counts.Select(entry => entry.Counts));
        AssertSame(expected.GetProperty("micro avg"), micro.Precision, micro.Recall, micro.F1);
        AssertSame(
            expected.GetProperty("macro avg"), counts.Average(entry => entry.Counts.Precision),
            counts.Average(entry => entry.Counts.Recall), counts.Average(entry => entry.Counts.F1));
    }

    [Fact]
    public void Labels_named_in_answers_score_as_in_the_evaluation_of_RadVLM()
    {
        var labels = RadVlm.GetProperty("labels").EnumerateArray().Select(label => label.GetString()!).ToArray();
        var counts = labels.ToDictionary(label => label, _ => default(DecisionCounts));
        foreach (var item in RadVlm.GetProperty("items").EnumerateArray())
        {
            var said = NamedLabels.In(item.GetProperty("output").GetString()!, labels);
            var truth = item.GetProperty("labels").Deserialize<string[]>()!.Select(label => label.ToLowerInvariant()).ToList();
            foreach (var label in labels)
            {
                counts[label] += DecisionCounts.Of(said.Contains(label), truth.Contains(label));
            }
        }

        var metrics = RadVlm.GetProperty("metrics");
        foreach (var label in labels)
        {
            Assert.Equal(metrics.GetProperty(label).GetDouble(), counts[label].F1, 1e-12);
        }

        Assert.Equal(metrics.GetProperty("F1 Score(macro)").GetDouble(), counts.Values.Average(count => count.F1), 1e-12);
        Assert.Equal(metrics.GetProperty("Precision(micro)").GetDouble(), DecisionCounts.Sum(counts.Values).Precision, 1e-12);
        Assert.Equal(metrics.GetProperty("Recall(micro)").GetDouble(), DecisionCounts.Sum(counts.Values).Recall, 1e-12);
    }

    [Fact]
    public void Accuracy_is_the_part_of_answers_that_are_right()
    {
        Assert.Equal(0.7, new DecisionCounts(3, 2, 1, 4).Accuracy);
        Assert.Equal(0, default(DecisionCounts).Accuracy);
        Assert.False(new DecisionCounts(0, 0, 0, 5).HasPositives);
    }

    private static void AssertSame(JsonElement expected, double precision, double recall, double f1)
    {
        Assert.Equal(expected.GetProperty("precision").GetDouble(), precision, 1e-12);
        Assert.Equal(expected.GetProperty("recall").GetDouble(), recall, 1e-12);
        Assert.Equal(expected.GetProperty("f1-score").GetDouble(), f1, 1e-12);
    }

    private static string Name(JsonElement set) => set.GetProperty("name").GetString()!;

    private static List<int[]> Rows(JsonElement set, string name) =>
        [.. set.GetProperty(name).EnumerateArray().Select(row => row.Deserialize<int[]>()!)];
}
