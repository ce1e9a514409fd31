using RadSharp.Radiology.Reports;

namespace RadSharp.Radiology.Tests.Reports;

public class ReportSectionsTests
{
    [Fact]
    public void A_report_is_taken_apart_at_its_headings()
    {
        var sections = ReportSections.Parse("""
            FINAL REPORT
            EXAMINATION:  CHEST (PA AND LAT)

            INDICATION:  ___-year-old woman with cough.

            TECHNIQUE:  Chest PA and lateral.

            COMPARISON:  ___

            FINDINGS:

            The lungs are clear.  There is no
            effusion.

            IMPRESSION:

            1. Normal.
            2. No change.
            """);
        Assert.Equal("___-year-old woman with cough.", sections[ReportSection.Indication]);
        Assert.Equal("CHEST (PA AND LAT)\nChest PA and lateral.", sections[ReportSection.Technique]);
        Assert.Equal("___", sections[ReportSection.Comparison]);
        Assert.Equal("The lungs are clear.  There is no\neffusion.", sections[ReportSection.Findings]);
        Assert.Equal("1. Normal.\n2. No change.", sections[ReportSection.Impression]);
    }

    [Theory]
    [InlineData("INDICATION: Cough. FINDINGS: Clear. IMPRESSION: Normal.", "Cough.", "Clear.", "Normal.")]
    [InlineData("indication : cough . findings : clear . impression : normal .", "cough .", "clear .", "normal .")]
    [InlineData("Clinical History\nCough\nFindings\nClear\nImpression\nNormal", "Cough", "Clear", "Normal")]
    [InlineData("**Reason for Exam:** Cough\n**Findings:** Clear\n**Conclusion:** Normal", "Cough", "Clear", "Normal")]
    [InlineData("HISTORY:\r\nCough\r\n\r\nREPORT:\r\nClear\r\n\r\nOPINION:\r\nNormal", "Cough", "Clear", "Normal")]
    [InlineData("Clinical information: Cough\n\nLungs clear.\n\nIMPRESSION: Normal", "Cough", "Lungs clear.", "Normal")]
    [InlineData("INDICATION: Cough\nPA AND LATERAL CHEST RADIOGRAPHS: Clear\nIMPRESSION: Normal", "Cough", "Clear", "Normal")]
    [InlineData("Indication: Cough\nPA and lateral chest, two views: Clear\nImpression: Normal", "Cough", "Clear", "Normal")]
    [InlineData("HISTORY/INDICATION: Cough\n \nAP CHEST, 9:05 AM.\n \n OPINION: Normal", "Cough", "AP CHEST, 9:05 AM.", "Normal")]
    [InlineData("Chest tube: removed.", null, "Chest tube: removed.", null)]
    [InlineData("The findings: clear. In the impression: unclear", null, "The findings: clear. In the impression: unclear", null)]
    [InlineData("The lungs are clear.", null, "The lungs are clear.", null)]
    [InlineData("Findings are normal.\nImpression of a mass", null, "Findings are normal.\nImpression of a mass", null)]
    [InlineData("FINDINGS AND IMPRESSION: Clear.", null, "Clear.", null)]
    [InlineData("Clear lungs.\nIMPRESSION: Normal.\nADDENDUM: Seen again.", null, "Clear lungs.", "Normal.\nSeen again.")]
    [InlineData("", null, null, null)]
    [InlineData("FINDINGS:", null, null, null)]
    public void Headings_are_found_in_their_usual_spellings_and_not_in_sentences(
        string report, string? indication, string? findings, string? impression)
    {
        var sections = ReportSections.Parse(report);
        Assert.Equal(
            (indication, findings, impression),
            (sections[ReportSection.Indication], sections[ReportSection.Findings], sections[ReportSection.Impression]));
    }

    [Fact]
    public void What_is_composed_is_read_as_the_same()
    {
        var sections = new ReportSections
        {
            [ReportSection.Impression] = "No change.",
            [ReportSection.Indication] = "Cough and fever.",
            [ReportSection.Findings] = "The lungs are clear.\nNo effusion.",
        };
        var text = sections.Compose();
        Assert.Equal(
            "INDICATION: Cough and fever.\n\nFINDINGS: The lungs are clear.\nNo effusion.\n\nIMPRESSION: No change.", text);
        Assert.Equal(sections, ReportSections.Parse(text));
        Assert.NotEqual(sections, ReportSections.Parse("The lungs are clear."));
    }
}
