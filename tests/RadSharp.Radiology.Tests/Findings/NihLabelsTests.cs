using RadSharp.Radiology.Findings;

namespace RadSharp.Radiology.Tests.Findings;

public class NihLabelsTests
{
    [Fact]
    public void Findings_without_a_label_in_the_set_are_unknown_not_absent()
    {
        var states = NihLabels.ToCheXpert(NihLabels.Parse("No Finding"));
        Assert.Equal(
            ["Enlarged Cardiomediastinum", "Fracture", "Support Devices"],
            CheXpertFinding.All.Where(finding => states[finding.Index] == FindingState.Unknown).Select(finding => finding.Name));
        Assert.Equal(FindingState.Present, states[CheXpertFinding.NoFinding.Index]);
        Assert.Equal(FindingState.Absent, states[CheXpertFinding.Of("edema").Index]);
    }

    [Fact]
    public void One_label_can_stand_for_two_findings()
    {
        var states = NihLabels.ToCheXpert(NihLabels.Parse("Effusion|Mass"));
        Assert.Equal(
            ["Lung Opacity", "Lung Lesion", "Pleural Effusion"],
            CheXpertFinding.All.Where(finding => states[finding.Index] == FindingState.Present).Select(finding => finding.Name));
    }

    [Fact]
    public void A_label_outside_both_lists_still_means_that_something_was_found() =>
        Assert.Equal(FindingState.Absent, NihLabels.ToCheXpert(NihLabels.Parse("Hernia"))[CheXpertFinding.NoFinding.Index]);

    [Theory]
    [InlineData("Effusion|Broken Leg", "Broken Leg")]
    [InlineData("No Finding|Mass", "both")]
    [InlineData("", "''")]
    public void What_is_no_label_is_refused(string labels, string named) =>
        Assert.Contains(named, Assert.Throws<FormatException>(() => NihLabels.Parse(labels)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_lists_are_those_of_the_data_sets()
    {
        Assert.Equal((14, 14), (CheXpertFinding.All.Count, NihLabels.All.Count));
        Assert.All(CheXpertFinding.All.SelectMany(finding => finding.NihNames), name => Assert.True(name == "No Finding" || NihLabels.All.Contains(name)));
        Assert.Contains("Cardiomegaly", Assert.Throws<ArgumentException>(() => CheXpertFinding.Of("Broken Leg")).Message, StringComparison.Ordinal);
    }
}
