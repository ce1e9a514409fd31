using RadSharp.Imaging;
using RadSharp.Models.Systems;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Models.Tests.Systems;

public sealed class FilmTextTests
{
    private static readonly FilmReading Reading = new(
        View.PA,
        [
            new("Cardiomegaly", 0.8f, FindingState.Present), new("Edema", 0.2f, FindingState.Uncertain),
            new("Hernia", 0.01f, FindingState.Absent), new("Pleural_Thickening", 0.7f, FindingState.Present),
        ],
        new Dictionary<string, Box> { ["left lung"] = new(0.55, 0.2, 0.9, 0.85), ["right lung"] = new(0.1, 0.2, 0.45, 0.9) });

    [Fact]
    public void View_lungs_and_findings_are_said_in_this_order() => Assert.Equal(
        "View: PA. Right lung: [0.1, 0.2, 0.45, 0.9]. Left lung: [0.55, 0.2, 0.9, 0.85]. "
        + "Predicted Findings: cardiomegaly, pleural thickening. Possible: edema.",
        FilmText.Of(Reading));

    [Fact]
    public void Findings_are_said_in_the_order_of_reports_and_others_behind_them()
    {
        string[] names = ["Something Else", "Effusion", "Edema", "Cardiomegaly"];
        var reading = Reading with { Findings = [.. names.Select(name => new FindingReading(name, 1, FindingState.Present))] };
        Assert.EndsWith("Findings: cardiomegaly, edema, effusion, something else.", FilmText.Of(reading), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_left_out_but_nothing_found_is_said()
    {
        var empty = new FilmReading(View.AP, [new("Edema", 0.1f, FindingState.Absent)], new Dictionary<string, Box>());
        Assert.Equal("View: AP. Predicted Findings: no common findings.", FilmText.Of(empty));
        Assert.Equal("Predicted Findings: no common findings.", FilmText.Of(empty with { View = View.Unknown }));
        Assert.Equal("", FilmText.Of(null));
    }

    [Fact]
    public void What_a_person_says_takes_the_place_of_all_findings()
    {
        Assert.EndsWith("0.85]. Predicted Findings: hernia.", FilmText.Of(Reading, " hernia "), StringComparison.Ordinal);
        Assert.EndsWith("0.85]. Predicted Findings: no common findings.", FilmText.Of(Reading, ""), StringComparison.Ordinal);
    }
}
