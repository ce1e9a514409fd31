using RadSharp.Radiology.Findings;

namespace RadSharp.Radiology.Tests.Findings;

public class FindingProbabilitiesTests
{
    [Fact]
    public void What_follows_from_NIHs_findings_is_added_behind_them()
    {
        var all = FindingProbabilities.WithCheXpert([.. NihLabels.All.Select(name => (name, Of(name)))]);
        Assert.Equal(
            [.. NihLabels.All, "Lung Opacity", "Lung Lesion", "Pleural Effusion", "Pleural Other", "No Finding"],
            all.Select(entry => entry.Name));
        var found = all.ToDictionary(entry => entry.Name, entry => entry.Probability);
        Assert.Equal(0.3, found["Pleural Effusion"], 12);
        Assert.Equal(1 - (0.5 * 0.8), found["Lung Lesion"], 12);
        Assert.Equal(0, found["Pleural Other"], 12);
        Assert.Equal(0.7 * 0.5 * 0.8, found["No Finding"], 12);

        static double Of(string name) => name switch { "Effusion" => 0.3, "Mass" => 0.5, "Nodule" => 0.2, _ => 0 };
    }

    [Fact]
    public void A_certain_finding_leaves_no_room_for_none()
    {
        var all = FindingProbabilities.WithCheXpert([.. NihLabels.All.Select(name => (name, name == "Hernia" ? 1.0 : 0.1))]);
        Assert.Equal(0, all.Single(entry => entry.Name == "No Finding").Probability, 12);
    }

    [Fact]
    public void What_needs_more_than_is_given_is_left_out()
    {
        var all = FindingProbabilities.WithCheXpert([("Effusion", 0.4), ("Mass", 0.1)]);
        Assert.Equal(["Effusion", "Mass", "Pleural Effusion"], all.Select(entry => entry.Name));
    }
}
