using System.Globalization;
using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging.Tests.Dicom;

public class DicomValuesTests
{
    [Theory]
    [InlineData("(0010,0020)", 0x0010, 0x0020)]
    [InlineData("7FE00010", 0x7FE0, 0x0010)]
    [InlineData("7fe0,0010", 0x7FE0, 0x0010)]
    public void Tags_are_read_in_each_spelling(string text, int group, int element)
    {
        Assert.Equal(new DicomTag((ushort)group, (ushort)element), DicomTag.Parse(text));
        Assert.Equal(DicomTag.Parse(text), DicomTag.Parse(DicomTag.Parse(text).ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0010")]
    [InlineData("(0010,002)")]
    [InlineData("0010;0020")]
    [InlineData("+0100020")]
    [InlineData("(0010,0020")]
    [InlineData("0010 020")]
    public void Other_texts_are_no_tags(string text)
    {
        Assert.False(DicomTag.TryParse(text, out _));
        Assert.Throws<FormatException>(() => DicomTag.Parse(text));
    }

    [Theory]
    [InlineData("19970704", "1997-07-04")]
    [InlineData("1997.07.04", "1997-07-04")]
    [InlineData(" 20240229 ", "2024-02-29")]
    [InlineData("20230229", null)]
    [InlineData("199707", null)]
    [InlineData("tomorrow", null)]
    [InlineData("00000101", null)]
    [InlineData("19971304", null)]
    [InlineData("199707041", null)]
    public void Dates_are_read_or_are_none(string text, string? expected)
    {
        var date = With(DicomTags.StudyDate, DicomVr.DA, text).Date(DicomTags.StudyDate);
        Assert.Equal(expected, date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("070907.0705", "07:09:07.0705000")]
    [InlineData("1010", "10:10:00.0000000")]
    [InlineData("07", "07:00:00.0000000")]
    [InlineData("10:10:05.5", "10:10:05.5000000")]
    [InlineData("235960", "23:59:59.0000000")]
    [InlineData("2400", null)]
    [InlineData("021", null)]
    [InlineData("0215.5", null)]
    [InlineData("021507.1234567", null)]
    [InlineData("noon", null)]
    public void Times_are_read_or_are_none(string text, string? expected)
    {
        var time = With(DicomTags.StudyTime, DicomVr.TM, text).Time(DicomTags.StudyTime);
        Assert.Equal(expected, time?.ToString("HH:mm:ss.fffffff", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("1953", "1953-01-01T00:00:00", DicomPrecision.Year, null)]
    [InlineData("195308", "1953-08-01T00:00:00", DicomPrecision.Month, null)]
    [InlineData("19530827", "1953-08-27T00:00:00", DicomPrecision.Day, null)]
    [InlineData("1953082711", "1953-08-27T11:00:00", DicomPrecision.Hour, null)]
    [InlineData("19530827111300.5", "1953-08-27T11:13:00.5", DicomPrecision.Fraction, null)]
    [InlineData("19530827111300-0500", "1953-08-27T11:13:00", DicomPrecision.Second, -300)]
    [InlineData("1953+0130", "1953-01-01T00:00:00", DicomPrecision.Year, 90)]
    public void Moments_are_as_exact_as_they_are_given(string text, string earliest, DicomPrecision precision, int? offsetMinutes)
    {
        var moment = With(DicomTags.AcquisitionDateTime, DicomVr.DT, text).Moment(DicomTags.AcquisitionDateTime);
        var offset = offsetMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : (TimeSpan?)null;
        Assert.Equal(new DicomMoment(DateTime.Parse(earliest, CultureInfo.InvariantCulture), precision, offset), moment);
    }

    [Theory]
    [InlineData("19530827+9900")]
    [InlineData("1953x")]
    [InlineData("195308271")]
    public void Other_texts_are_no_moments(string text) =>
        Assert.Null(With(DicomTags.AcquisitionDateTime, DicomVr.DT, text).Moment(DicomTags.AcquisitionDateTime));

    [Fact]
    public void Numbers_in_text_are_read_whatever_their_padding()
    {
        Assert.Equal([0.4, -1e3], With(DicomTags.PixelSpacing, DicomVr.DS, " 0.4\\-1E+3 ").Decimals(DicomTags.PixelSpacing));
        Assert.Equal([2048], With(DicomTags.WindowCenter, DicomVr.DS, "2048\\").Integers(DicomTags.WindowCenter));
        Assert.Equal(-7, With(DicomTags.SeriesNumber, DicomVr.IS, "-7\0").Integer(DicomTags.SeriesNumber));
        Assert.Equal([0.5], With(DicomTags.WindowCenter, DicomVr.DS, "0.5").Decimals(DicomTags.WindowCenter));
    }

    [Theory]
    [InlineData("0,5")]
    [InlineData("NaN")]
    [InlineData("1E999")]
    [InlineData("1\\\\2")]
    [InlineData("0x10")]
    public void What_is_no_number_is_none_or_an_error_with_its_name_and_place(string text)
    {
        using var file = DicomFile.Read(new DicomBytes().Text(DicomTags.Modality, DicomVr.CS, "DX")
            .Text(DicomTags.WindowCenter, DicomVr.DS, text).ToArray());
        Assert.Null(file.DataSet.Decimal(DicomTags.WindowCenter));
        Assert.Empty(file.DataSet.Integers(DicomTags.WindowCenter));
        var error = Assert.Throws<ImageDataException>(() => file.DataSet.RequireDecimals(DicomTags.WindowCenter));
        Assert.Equal(18, error.Offset);
        Assert.Contains("WindowCenter (0028,1050)", error.Message, StringComparison.Ordinal);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_required_and_missing_is_an_error()
    {
        var dataSet = new DicomDataSet();
        dataSet.SetEmpty(DicomTags.Columns);
        dataSet.Set(DicomTags.WindowCenter, 0.5);
        foreach (var (tag, found) in new[]
        {
            (DicomTags.Rows, "missing"), (DicomTags.Columns, "empty"), (DicomTags.WindowCenter, "0.5"),
        })
        {
            var error = Assert.Throws<ImageDataException>(() => dataSet.RequireInteger(tag));
            Assert.Contains(found, error.Reason, StringComparison.Ordinal);
        }

        Assert.Throws<ImageDataException>(() => dataSet.RequireText(DicomTags.PatientID));
    }

    [Fact]
    public void Binary_numbers_keep_their_sign_and_size()
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(DicomTags.PixelIntensityRelationshipSign, -1);
        dataSet.Set(new DicomTag(0x0011, 0x1000), DicomVr.UV, long.MaxValue);
        dataSet.SetBytes(new DicomTag(0x0011, 0x1001), DicomVr.UV, BitConverter.GetBytes(ulong.MaxValue));
        dataSet.Set(DicomTags.FrameIncrementPointer, DicomTags.PixelData);
        dataSet.SetBytes(DicomTags.ExposureIndex, DicomVr.FD, BitConverter.GetBytes(double.NaN));
        Assert.Equal(-1, dataSet.Integer(DicomTags.PixelIntensityRelationshipSign));
        Assert.Equal(long.MaxValue, dataSet.Integer(new DicomTag(0x0011, 0x1000)));
        Assert.Null(dataSet.Integer(new DicomTag(0x0011, 0x1001)));
        Assert.Equal("18446744073709551615", dataSet.Text(new DicomTag(0x0011, 0x1001)));
        Assert.Equal([DicomTags.PixelData], dataSet.Tags(DicomTags.FrameIncrementPointer));
        Assert.Equal("(7FE0,0010)", dataSet.Text(DicomTags.FrameIncrementPointer));
        Assert.Null(dataSet.Decimal(DicomTags.ExposureIndex));
    }

    [Fact]
    public void Spaces_are_kept_where_they_count()
    {
        Assert.Equal(["a", "b"], With(DicomTags.ImageType, DicomVr.CS, " a \\b ").Texts(DicomTags.ImageType));
        Assert.Equal([" a\\b"], With(DicomTags.TextValue, DicomVr.UT, " a\\b  ").Texts(DicomTags.TextValue));
        Assert.Equal("1.2", With(DicomTags.SOPInstanceUID, DicomVr.UI, "1.2\0").Text(DicomTags.SOPInstanceUID));
        Assert.Null(With(DicomTags.PatientID, DicomVr.LO, "  ").Text(DicomTags.PatientID));
        Assert.Empty(new DicomDataSet().Texts(DicomTags.PatientID));
    }

    [Fact]
    public void A_name_has_groups_and_parts()
    {
        var name = DicomPersonName.Parse("Adams^John Robert Quincy^^Rev.^B.A. M.Div.=亜当姆斯");
        Assert.Equal(new DicomNameGroup("Adams", "John Robert Quincy", "", "Rev.", "B.A. M.Div."), name.Alphabetic);
        Assert.Equal("亜当姆斯", name.Ideographic.Family);
        Assert.Equal(DicomNameGroup.Empty, name.Phonetic);
        Assert.Equal("Adams^John Robert Quincy^^Rev.^B.A. M.Div.=亜当姆斯", name.ToString());
    }

    [Fact]
    public void Decimal_strings_have_at_most_sixteen_characters()
    {
        var random = new Random(5);
        var dataSet = new DicomDataSet();
        for (var count = 0; count < 2000; count++)
        {
            var number = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300));
            dataSet.Set(DicomTags.WindowCenter, number);
            Assert.InRange(dataSet.Text(DicomTags.WindowCenter)!.Length, 1, 16);
            Assert.Equal(number, dataSet.Decimal(DicomTags.WindowCenter)!.Value, Math.Abs(number) * 1e-8);
        }
    }

    [Fact]
    public void Identifiers_are_made_and_checked()
    {
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(DicomUid.IsValid(DicomUid.New())));
        Assert.NotEqual(DicomUid.New(), DicomUid.New());
        Assert.False(DicomUid.IsValid("1.02"));
        Assert.False(DicomUid.IsValid("1..2"));
        Assert.False(DicomUid.IsValid(""));
        Assert.False(DicomUid.IsValid(new string('1', 65)));
        Assert.Throws<ArgumentException>(() => new DicomDataSet().Set(DicomTags.SOPInstanceUID, "1.x"));
    }

    private static DicomDataSet With(DicomTag tag, DicomVr vr, string text)
    {
        var dataSet = new DicomDataSet();
        dataSet.SetBytes(tag, vr, System.Text.Encoding.Latin1.GetBytes(text));
        return dataSet;
    }
}
