using RadSharp.Imaging.Dicom;
using RadSharp.Imaging.Grey;

namespace RadSharp.Imaging.Tests.Dicom.Films;

public class GreyAttributesTests
{
    [Fact]
    public void Rescale_goes_before_the_window_and_polarity_after_it()
    {
        var dataSet = SyntheticFilm.DataSet(0, 100, 200, 300);
        dataSet.Set(DicomTags.RescaleSlope, 2.0);
        dataSet.Set(DicomTags.RescaleIntercept, -100.0);
        dataSet.Set(DicomTags.WindowCenter, 100.5);
        dataSet.Set(DicomTags.WindowWidth, 201.0);
        Assert.Equal([0, 128, 255, 255], SyntheticFilm.Greys(dataSet));
        dataSet.Set(DicomTags.PhotometricInterpretation, "MONOCHROME1");
        Assert.Equal([255, 128, 0, 0], SyntheticFilm.Greys(dataSet));
    }

    [Theory]
    [InlineData("LINEAR", 0, 64)]
    [InlineData("LINEAR_EXACT", 1, 64)]
    [InlineData("SIGMOID", 30, 70)]
    public void The_function_of_the_window_counts(string function, int first, int second)
    {
        var dataSet = SyntheticFilm.DataSet(1, 51, 101, 151);
        dataSet.Set(DicomTags.WindowCenter, 101.0);
        dataSet.Set(DicomTags.WindowWidth, 201.0);
        dataSet.Set(DicomTags.VOILUTFunction, function);
        var greys = SyntheticFilm.Greys(dataSet);
        Assert.InRange(greys[0], first - 1, first + 1);
        Assert.InRange(greys[1], second - 2, second + 2);
    }

    [Fact]
    public void All_windows_are_presets_with_their_explanations()
    {
        var dataSet = SyntheticFilm.DataSet(0, 100);
        dataSet.Set(DicomTags.WindowCenter, 50.0, 70.0);
        dataSet.Set(DicomTags.WindowWidth, 100.0, 20.0);
        dataSet.Set(DicomTags.WindowCenterWidthExplanation, "NORMAL", "HARDER");
        var presets = SyntheticFilm.Read(dataSet).Grey.Presets;
        Assert.Equal(["NORMAL", "HARDER", FilmWindows.Standard], presets.Take(3).Select(preset => preset.Explanation));
    }

    [Fact]
    public void A_table_goes_before_windows_and_eight_bit_entries_may_be_packed()
    {
        var dataSet = SyntheticFilm.DataSet(9, 10, 11, 12, 300);
        dataSet.Set(DicomTags.WindowCenter, 50.0);
        dataSet.Set(DicomTags.WindowWidth, 100.0);
        var item = new DicomDataSet();
        item.Set(DicomTags.LUTDescriptor, DicomVr.US, 4L, 10L, 8L);
        item.SetBytes(DicomTags.LUTData, DicomVr.OW, new byte[] { 7, 100, 200, 255 });
        item.Set(DicomTags.LUTExplanation, "CURVE");
        dataSet.SetItems(DicomTags.VOILUTSequence, item);
        Assert.Equal([7, 7, 100, 200, 255], SyntheticFilm.Greys(dataSet));
        Assert.Equal("CURVE", SyntheticFilm.Read(dataSet).Grey.Presets[0].Explanation);
    }

    [Fact]
    public void The_modalitys_table_goes_before_rescale()
    {
        var dataSet = SyntheticFilm.DataSet(0, 1, 2);
        dataSet.Set(DicomTags.RescaleSlope, 1000.0);
        dataSet.Set(DicomTags.RescaleIntercept, 0.0);
        var item = new DicomDataSet();
        item.Set(DicomTags.LUTDescriptor, DicomVr.US, 3L, 0L, 16L);
        item.SetBytes(DicomTags.LUTData, DicomVr.OW, new byte[] { 200, 0, 100, 0, 0, 0 });
        dataSet.SetItems(DicomTags.ModalityLUTSequence, item);
        dataSet.Set(DicomTags.WindowCenter, 100.5);
        dataSet.Set(DicomTags.WindowWidth, 201.0);
        Assert.Equal([255, 128, 0], SyntheticFilm.Greys(dataSet).Select(grey => grey == 127 ? 128 : grey));
    }

    [Fact]
    public void Signed_values_keep_their_sign()
    {
        var dataSet = SyntheticFilm.DataSet(0xF9C, 0, 100);
        dataSet.Set(DicomTags.PixelRepresentation, 1L);
        dataSet.Set(DicomTags.WindowCenter, 0.5);
        dataSet.Set(DicomTags.WindowWidth, 201.0);
        Assert.Equal([0, 128, 255], SyntheticFilm.Greys(dataSet));
        Assert.Equal([-100f, 0, 100], SyntheticFilm.Read(dataSet).Values().Samples);
    }

    [Fact]
    public void Padding_is_black_and_in_no_percentile()
    {
        var dataSet = SyntheticFilm.DataSet(4095, 100, 200, 4095, 4095);
        dataSet.Set(DicomTags.PixelPaddingValue, DicomVr.US, 4095L);
        Assert.Equal([0, 0, 255, 0, 0], SyntheticFilm.Greys(dataSet));
        dataSet.Set(DicomTags.PhotometricInterpretation, "MONOCHROME1");
        Assert.Equal([0, 255, 0, 0, 0], SyntheticFilm.Greys(dataSet));
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(1.0, 0.0)]
    public void What_makes_no_sense_is_ignored_and_said(double slope, double width)
    {
        var dataSet = SyntheticFilm.DataSet(0, 100, 200);
        dataSet.Set(DicomTags.RescaleSlope, slope);
        dataSet.Set(DicomTags.RescaleIntercept, 5.0);
        dataSet.Set(DicomTags.WindowCenter, 100.0);
        dataSet.Set(DicomTags.WindowWidth, width);
        Assert.Contains(SyntheticFilm.Read(dataSet).Concerns, concern => concern.Doubt == FilmDoubt.Attribute);
    }
}
