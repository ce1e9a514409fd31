using RadSharp.Imaging;
using RadSharp.Instruct.Reports;
using RadSharp.Instruct.Samples;
using RadSharp.Radiology.Boxes;

namespace RadSharp.Instruct.Tests.Samples;

public class LocationTurnsTests
{
    private static readonly LabeledFilm Film = new("a", "a.png", View.PA, FilmFindings.OfNih(["Edema"]))
    {
        Regions = new Dictionary<string, Box> { ["right lung"] = new(0.1, 0.2, 0.4, 0.8), ["left lung"] = new(0.6, 0.2, 0.9, 0.7) },
    };

    [Fact]
    public void A_model_with_boxes_of_the_lungs_alone_locates_one_both_or_says_that_it_has_none()
    {
        var boxes = new int[3];
        for (var seed = 0; seed < 200; seed++)
        {
            var turns = SampleBuilder.Dialogue(Film, [InstructionTask.RegionLocation], SampleShape.RadSharpMini, seed)!.Turns;
            var found = BoxText.Parse(turns[1].Text);
            boxes[found.Count]++;
            Assert.Equal(found.Count == 0, !turns[0].Text.Contains("lungs", StringComparison.Ordinal)
                && !Film.Regions.Keys.Any(name => turns[0].Text.Contains($"{name} ", StringComparison.Ordinal)
                    || turns[0].Text.Contains($"{name}.", StringComparison.Ordinal) || turns[0].Text.Contains($"{name}?", StringComparison.Ordinal)
                    || turns[0].Text.Contains($"{name},", StringComparison.Ordinal))
                && !turns[0].Text.Contains("each lung", StringComparison.Ordinal));
            Assert.All(found, box => Assert.Contains(box.Box, Film.Regions.Values));
        }

        Assert.All(boxes, count => Assert.True(count > 20, string.Join(", ", boxes)));
    }

    [Fact]
    public void A_model_without_boxes_of_findings_names_the_heat_map_for_what_is_there()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var turns = SampleBuilder.Dialogue(Film, [InstructionTask.FindingLocation], SampleShape.RadSharpMini, seed)!.Turns;
            Assert.Equal(
                turns[0].Text.Contains("pulmonary edema", StringComparison.Ordinal),
                turns[1].Text.Contains("heat map", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Without_the_lungs_boxes_there_is_none_to_give()
    {
        var film = Film with { Regions = new Dictionary<string, Box>() };
        Assert.Empty(BoxText.Parse(
            SampleBuilder.Dialogue(film, [InstructionTask.RegionLocation], SampleShape.RadSharpMini, 1)!.Turns[1].Text));
        Assert.Null(SampleBuilder.Dialogue(film, [InstructionTask.RegionLocation], SampleShape.RadVlm, 1));
    }
}
