using RadSharp.Instruct.Reports;
using RadSharp.Radiology.Findings;

namespace RadSharp.Instruct.Tests.Reports;

public class FilmFindingsTests
{
    [Theory]
    [InlineData(FindingState.Unknown, FindingState.Present, FindingState.Absent, FindingState.Present)]
    [InlineData(FindingState.Absent, FindingState.Present, FindingState.Unknown, FindingState.Present)]
    [InlineData(FindingState.Unknown, FindingState.Uncertain, FindingState.Absent, FindingState.Uncertain)]
    [InlineData(FindingState.Present, FindingState.Absent, FindingState.Absent, FindingState.Present)]
    [InlineData(FindingState.Unknown, FindingState.Absent, FindingState.Unknown, FindingState.Absent)]
    [InlineData(FindingState.Unknown, FindingState.Unknown, FindingState.Unknown, FindingState.Unknown)]
    public void A_mass_or_nodule_counts_for_the_lesion(
        FindingState lesion, FindingState mass, FindingState nodule, FindingState expected) => Assert.Equal(
            expected, FilmFindings.Of([("Lung Lesion", lesion), ("Mass", mass), ("Nodule", nodule)])["Lung Lesion"]);

    [Fact]
    public void A_film_of_nih_does_not_tell_what_the_set_has_no_label_for()
    {
        var findings = FilmFindings.OfNih(["Effusion"]);
        Assert.Equal(FindingState.Present, findings["Pleural Effusion"]);
        Assert.Equal(FindingState.Absent, findings["Hernia"]);
        Assert.Equal(FindingState.Unknown, findings["Fracture"]);
        Assert.Equal(FindingState.Unknown, findings["No Finding"]);
        Assert.Equal(FindingState.Present, FilmFindings.OfNih([])["No Finding"]);
    }

    [Fact]
    public void What_follows_from_another_label_changes_with_it()
    {
        var findings = FilmFindings.Of([("Lung Lesion", FindingState.Present), ("Mass", FindingState.Present)]);
        Assert.Equal(FindingState.Absent, findings.With("Mass", FindingState.Absent)["Lung Lesion"]);
        Assert.Equal(FindingState.Unknown, findings.With("mass", FindingState.Unknown)["Lung Lesion"]);
    }

    [Fact]
    public void A_name_that_is_no_label_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => FilmFindings.Of([("Flu", FindingState.Present)]));
        Assert.Contains("'Flu'", error.Message, StringComparison.Ordinal);
    }
}
