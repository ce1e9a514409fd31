using System.Text.RegularExpressions;
using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging.Tests.Dicom;

public class DicomListingTests
{
    [Fact]
    public void Identity_is_masked_unless_asked_for()
    {
        using var file = DicomFile.Open(Fixture.PathOf("dicom/c_rle.dcm"));
        var masked = string.Join('\n', DicomListing.Lines(file.DataSet).Select(Narrow));
        var shown = string.Join('\n', DicomListing.Lines(file.DataSet, new DicomListingOptions(ShowsIdentity: true)));
        foreach (var secret in new[] { "Müller", "NIH4387", "A4387", file.DataSet.Text(DicomTags.StudyInstanceUID)! })
        {
            Assert.DoesNotContain(secret, masked, StringComparison.Ordinal);
            Assert.Contains(secret, shown, StringComparison.Ordinal);
        }

        Assert.Contains("(0010,0010) PN PatientName 14 (masked)", masked, StringComparison.Ordinal);
        Assert.Contains("(0018,5101) CS ViewPosition 2 PA", masked, StringComparison.Ordinal);
        Assert.Contains("(0028,0010) US Rows 2 701", masked, StringComparison.Ordinal);
        Assert.Contains("Digital X-Ray Image Storage - For Presentation", masked, StringComparison.Ordinal);
        Assert.Contains("2 fragments", masked, StringComparison.Ordinal);
    }

    [Fact]
    public void Items_are_indented_private_elements_folded_long_values_cut()
    {
        var item = new DicomDataSet();
        item.Set(DicomTags.CodeMeaning, "postero-\nanterior");
        var dataSet = new DicomDataSet();
        dataSet.SetItems(DicomTags.ViewCodeSequence, item);
        dataSet.Set(DicomTags.SeriesDescription, new string('x', 100));
        dataSet.Set(new DicomTag(0x0011, 0x0010), DicomVr.LO, "MAKER");
        dataSet.SetBytes(new DicomTag(0x0011, 0x1001), DicomVr.UN, "Müller"u8.ToArray());
        Assert.Equal(
            [
                $"(0008,103E) LO SeriesDescription 100 {new string('x', 19)}…",
                "(0054,0220) SQ ViewCodeSequence 1 items",
                "  item 1",
                "    (0008,0104) LO CodeMeaning 17 postero-·anterior",
                "(2 private elements)",
            ],
            DicomListing.Lines(dataSet, new DicomListingOptions(ValueWidth: 20)).Select(Narrow));
        var shown = DicomListing.Lines(dataSet, new DicomListingOptions(ShowsPrivate: true)).Select(Narrow).ToArray();
        Assert.Contains(shown, line => line.EndsWith("PrivateCreator 5 MAKER", StringComparison.Ordinal));
        Assert.Contains(shown, line => line.EndsWith("(private) 7 (masked)", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_identifying_attribute_is_one_of_the_standard()
    {
        var entries = DicomDictionary.ReadTable("identifying.tsv").ToList();
        Assert.All(entries, columns => Assert.Equal(columns[1], DicomDictionary.Find(DicomTag.Parse(columns[0]))!.Keyword));
        Assert.True(DicomListing.IsIdentifying(new DicomElement(DicomTags.InstitutionName, DicomVr.LO, Array.Empty<byte>())));
        Assert.False(DicomListing.IsIdentifying(new DicomElement(DicomTags.Rows, DicomVr.US, Array.Empty<byte>())));
    }

    /// <summary>The line with one space between columns; the indent stays.</summary>
    private static string Narrow(string line) => Regex.Replace(line, "(?<=[^ ]) +", " ");
}
