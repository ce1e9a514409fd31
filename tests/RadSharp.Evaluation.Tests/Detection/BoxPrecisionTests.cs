using System.Text.Json;
using RadSharp.Evaluation.Detection;
using RadSharp.Radiology.Boxes;

namespace RadSharp.Evaluation.Tests.Detection;

public class BoxPrecisionTests
{
    private static readonly JsonElement RadVlm = Golden.Read("radvlm_boxes_and_classification.json");

    private static List<(IReadOnlyList<Box> Said, IReadOnlyList<Box> Truth)> Films =>
        [.. RadVlm.GetProperty("per_item").EnumerateArray().Select(item => (Boxes(item, "extracted"), Boxes(item, "boxes")))];

    [Theory]
    [InlineData(0.5, "mAP_0.5")]
    [InlineData(0.75, "mAP_0.75")]
    public void Precision_of_each_film_and_of_all_is_that_of_the_evaluation_of_RadVLM(double overlap, string name)
    {
        var expected = RadVlm.GetProperty("per_item").EnumerateArray().Select(item => item.GetProperty(name).GetDouble());
        foreach (var (film, precision) in Films.Zip(expected))
        {
            Assert.Equal(precision, BoxPrecision.Average(film.Said, film.Truth, overlap), 1e-12);
        }

        var all = RadVlm.GetProperty("dataset_iou_50_75_avg_iou");
        Assert.Equal(all.GetProperty(name).GetDouble(), BoxPrecision.Mean(Films, overlap), 1e-12);
    }

    [Fact]
    public void The_mean_overlap_is_that_of_the_evaluation_of_RadVLM() => Assert.Equal(
        RadVlm.GetProperty("dataset_default_avg_iou").GetProperty("avg_iou").GetDouble(), BoxPrecision.MeanOverlap(Films), 1e-12);

    [Fact]
    public void No_film_gives_no_number()
    {
        Assert.Equal(double.NaN, BoxPrecision.Mean([]));
        Assert.Equal(double.NaN, BoxPrecision.MeanOverlap([([], [new(0, 0, 1, 1)])]));
    }

    private static IReadOnlyList<Box> Boxes(JsonElement item, string name) =>
    [
        .. from box in item.GetProperty(name).EnumerateArray()
           let edges = box.EnumerateArray().Select(edge => edge.GetDouble()).ToArray()
           select new Box(edges[0], edges[1], edges[2], edges[3]),
    ];
}
