using System.Reflection;
using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging.Tests.Dicom;

public class DicomDictionaryTests
{
    [Theory]
    [InlineData("00100010", "PatientName", "PN", "1", false)]
    [InlineData("00080008", "ImageType", "CS", "2-n", false)]
    [InlineData("00280106", "SmallestImagePixelValue", "US/SS", "1", false)]
    [InlineData("00283006", "LUTData", "US/OW", "1-n", false)]
    [InlineData("7FE00010", "PixelData", "OB/OW", "1", false)]
    [InlineData("00280104", "SmallestValidPixelValue", "US/SS", "1", true)]
    [InlineData("60024000", "OverlayComments", "LT", "1", true)]
    [InlineData("60003000", "OverlayData", "OB/OW", "1", false)]
    [InlineData("50FE3000", "CurveData", "OB/OW", "1", true)]
    [InlineData("00203102", "SourceImageIDs", "CS", "1-n", true)]
    public void Attributes_are_as_in_the_standard(string tag, string keyword, string vrs, string multiplicity, bool isRetired)
    {
        var entry = DicomDictionary.Find(DicomTag.Parse(tag))!;
        Assert.Equal(
            (keyword, vrs, multiplicity, isRetired),
            (entry.Keyword, string.Join('/', entry.Vrs), entry.Multiplicity, entry.IsRetired));
        Assert.Equal(keyword, DicomDictionary.Find(keyword)!.Keyword);
    }

    [Theory]
    [InlineData("00090010")]
    [InlineData("60010010")]
    [InlineData("00203103")]
    [InlineData("00100011")]
    public void Private_and_undefined_tags_are_not_in_it(string tag) => Assert.Null(DicomDictionary.Find(DicomTag.Parse(tag)));

    [Fact]
    public void Names_are_the_words_of_keywords()
    {
        Assert.Equal("Patient Name", DicomDictionary.Find("PatientName")!.Name);
        Assert.Equal("SOP Instance UID", DicomDictionary.Find("SOPInstanceUID")!.Name);
        Assert.Equal("Modality LUT Sequence", DicomDictionary.Find("ModalityLUTSequence")!.Name);
    }

    [Fact]
    public void Named_tags_are_those_of_the_dictionary()
    {
        var named = typeof(DicomTags).GetProperties(BindingFlags.Public | BindingFlags.Static);
        Assert.NotEmpty(named);
        Assert.All(named, property => Assert.Equal(property.GetValue(null), DicomDictionary.Find(property.Name)!.Tag));
    }

    [Fact]
    public void Transfer_syntaxes_and_storage_classes_have_names()
    {
        var syntaxes = typeof(DicomTransferSyntax).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Select(property => (DicomTransferSyntax)property.GetValue(null)!);
        Assert.All(syntaxes, syntax => Assert.NotNull(DicomUid.NameOf(syntax.Uid)));
        Assert.All(syntaxes, syntax => Assert.Equal(syntax, DicomTransferSyntax.Of(syntax.Uid)));
        Assert.Equal("Chest CAD SR Storage", DicomUid.NameOf(DicomUid.ChestCadSrStorage));
        Assert.Equal("Secondary Capture Image Storage", DicomUid.NameOf(DicomUid.SecondaryCaptureImageStorage));
        Assert.Null(DicomUid.NameOf("1.2.3"));
    }
}
