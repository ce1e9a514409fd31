using System.Text.Json;
using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging.Tests.Dicom;

public class DicomFileTests
{
    private static readonly JsonElement Expected = JsonDocument.Parse(Fixture.Bytes("dicom/expected.json")).RootElement;

    public static TheoryData<string> Names => [.. Expected.EnumerateObject().Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_header_of_each_film_is_read_from_a_file_and_from_memory(string name)
    {
        using var opened = DicomFile.Open(Fixture.PathOf($"dicom/{name}"));
        using var read = DicomFile.Read(Fixture.Bytes($"dicom/{name}"));
        var expected = Expected.GetProperty(name);
        string Of(string key) => expected.GetProperty(key).ToString();
        foreach (var file in new[] { opened, read })
        {
            var film = file.DataSet;
            Assert.Equal(Of("transfer_syntax"), file.TransferSyntax.Uid);
            Assert.Equal(Of("rows"), film.Text(DicomTags.Rows));
            Assert.Equal(Of("columns"), film.Text(DicomTags.Columns));
            Assert.Equal(expected.GetProperty("bits_stored").GetInt64(), film.Integer(DicomTags.BitsStored));
            Assert.Equal(Of("photometric"), film.Text(DicomTags.PhotometricInterpretation));
            Assert.Equal(Of("patient_name"), film.Text(DicomTags.PatientName));
            Assert.Equal(new DicomNameGroup("Müller", "Jörg"), film.PersonName(DicomTags.PatientName)!.Alphabetic);
            Assert.Equal(Of("patient_id"), film.Text(DicomTags.PatientID));
            Assert.Equal(Of("view"), film.Text(DicomTags.ViewPosition));
            Assert.True(DicomFile.Recognizes(Fixture.Bytes($"dicom/{name}").AsSpan(0, 200)));
        }
    }

    [Fact]
    public void Other_files_are_not_recognised()
    {
        Assert.All(Fixture.Names("golden", "*"), name => Assert.False(DicomFile.Recognizes(Fixture.Bytes(name).AsSpan(0, 200))));
        Assert.False(DicomFile.Recognizes([]));
        Assert.False(DicomFile.Recognizes(new byte[200]));
        Assert.False(DicomFile.Recognizes("{\"text\": \"no DICOM file\"}"u8));
        foreach (var bytes in new[] { Fixture.Bytes("golden/gray8.png"), [], new byte[128], [.. new byte[128], .. "DICM"u8] })
        {
            var error = Assert.Throws<ImageDataException>(() => DicomFile.Read(bytes));
            Assert.Contains("Expected a DICOM file", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Opening_a_native_film_does_not_read_its_pixels()
    {
        var path = Fixture.PathOf("dicom/mono2_12bit_explicit_src.dcm");
        DicomFile.Open(path).Dispose();
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var file = DicomFile.Open(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 10);
        Assert.Equal(701 * 513 * 2, file.DataSet.Find(DicomTags.PixelData)!.Length);
    }

    [Fact]
    public void A_long_value_is_read_from_any_place()
    {
        var name = "dicom/mono2_12bit_explicit_src.dcm";
        var bytes = Fixture.Bytes(name);
        string[] others = ["dicom/mono2_12bit_bigendian.dcm", "dicom/mono2_12bit_deflated.dcm", "dicom/mono2_12bit_implicit.dcm"];
        foreach (var other in others.Prepend(name))
        {
            using var file = DicomFile.Open(Fixture.PathOf(other));
            var pixels = file.DataSet.Find(DicomTags.PixelData)!;
            Assert.Equal(DicomVr.OW, pixels.Vr);
            Assert.Equal(bytes[^(int)pixels.Length..], pixels.ReadBytes());
            var last = (int)pixels.Length - 1;
            foreach (var (start, count) in new[] { (0, 1), (1, 1), (3, 4), (2, 5), (7, 100_001), (last, 1), (10, 0) })
            {
                var part = new byte[count];
                pixels.CopyTo(part, start);
                Assert.Equal(bytes.AsSpan(bytes.Length - (int)pixels.Length + start, count).ToArray(), part);
            }

            Assert.Throws<ArgumentOutOfRangeException>(() => pixels.CopyTo(new byte[2], pixels.Length - 1));
        }
    }

    [Fact]
    public void A_file_that_shrinks_after_it_was_opened_is_an_error()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Fixture.Bytes("dicom/mono2_12bit_explicit_src.dcm"));
            using var file = DicomFile.Open(path);
            using (var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            {
                stream.SetLength(300_000);
            }

            var error = Assert.Throws<ImageDataException>(() => file.DataSet.Find(DicomTags.PixelData)!.ReadBytes());
            Assert.Equal(300_000, error.Offset);
            Assert.Equal(path, error.File);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_truncated_film_is_an_error_that_names_the_file()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Fixture.Bytes("dicom/mono2_12bit_explicit_src.dcm")[..500_000]);
            var error = Assert.Throws<ImageDataException>(() => DicomFile.Open(path));
            Assert.StartsWith($"{path}: PixelData (7FE0,0010) declares 719,226 bytes", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Group_lengths_are_not_believed()
    {
        var bytes = Fixture.Bytes("dicom/mono2_8bit_explicit.dcm");
        Assert.Equal("UL"u8, bytes.AsSpan(136, 2));
        bytes[140] += 50;
        using var file = DicomFile.Read(bytes);
        Assert.Equal("PA", file.DataSet.Text(DicomTags.ViewPosition));
        Assert.Equal(
            DicomUid.DigitalXRayImageStorageForPresentation, file.MetaInformation.Text(DicomTags.MediaStorageSOPClassUID));
    }

    [Fact]
    public void A_header_with_implicit_representations_is_read()
    {
        var meta = new DicomBytes(isExplicit: false).Text(DicomTags.TransferSyntaxUID, DicomVr.UI, "1.2.840.10008.1.2").ToArray();
        var film = new DicomBytes(isExplicit: false).Text(DicomTags.Modality, DicomVr.CS, "DX").ToArray();
        using var file = DicomFile.Read((byte[])[.. new byte[128], .. "DICM"u8, .. meta, .. film]);
        Assert.Equal(DicomTransferSyntax.ImplicitLittleEndian, file.TransferSyntax);
        Assert.Equal("DX", file.DataSet.Text(DicomTags.Modality));
    }

    [Fact]
    public void What_the_data_set_is_counts_more_than_what_the_header_says()
    {
        var film = new DicomBytes(isExplicit: false).Text(DicomTags.Modality, DicomVr.CS, "DX").ToArray();
        using var isImplicit = DicomFile.Read(DicomBytes.File("1.2.840.10008.1.2.1", film));
        Assert.Equal("DX", isImplicit.DataSet.Text(DicomTags.Modality));
        Assert.Equal(DicomTransferSyntax.ImplicitLittleEndian, isImplicit.TransferSyntax);

        film = new DicomBytes().Text(DicomTags.Modality, DicomVr.CS, "DX").ToArray();
        using var isExplicit = DicomFile.Read(DicomBytes.File("1.2.840.10008.1.2", film));
        Assert.Equal("DX", isExplicit.DataSet.Text(DicomTags.Modality));

        film = new DicomBytes(isExplicit: false).Text(DicomTags.Modality, DicomVr.CS, "DX").ToArray();
        using var compressed = DicomFile.Read(DicomBytes.File("1.2.840.10008.1.2.4.70", film));
        Assert.Equal("DX", compressed.DataSet.Text(DicomTags.Modality));
        Assert.Equal(DicomTransferSyntax.JpegLosslessSv1 with { IsExplicit = false }, compressed.TransferSyntax);

        // An encapsulated syntax that is not known is read as the others are.
        film = new DicomBytes().Text(DicomTags.Modality, DicomVr.CS, "DX").ToArray();
        using var other = DicomFile.Read(DicomBytes.File("1.2.3.4", film));
        Assert.Equal("1.2.3.4", other.TransferSyntax.Uid);
        Assert.Equal("DX", other.DataSet.Text(DicomTags.Modality));
    }

    [Fact]
    public void An_unknown_sequence_is_read_as_implicit_items()
    {
        var tag = new DicomTag(0x0029, 0x1010);
        var item = new DicomBytes(isExplicit: false).Text(DicomTags.CodeValue, DicomVr.SH, "T1").ToArray();
        var bytes = new DicomBytes().Text(DicomTags.Modality, DicomVr.CS, "DX")
            .Header(tag, "UN", uint.MaxValue).Item(DicomTags.Item, uint.MaxValue).Raw(item)
            .Item(DicomTags.ItemDelimitationItem, 0).Item(DicomTags.SequenceDelimitationItem, 0)
            .Text(new DicomTag(0x0029, 0x1011), DicomVr.LO, "after").ToArray();
        using var file = DicomFile.Read(bytes);
        Assert.Equal("T1", file.DataSet.Items(tag)[0].Text(DicomTags.CodeValue));
        Assert.Equal("after", file.DataSet.Text(new DicomTag(0x0029, 0x1011)));
    }

    [Fact]
    public void An_unknown_value_of_a_known_attribute_has_its_representation()
    {
        var bytes = new DicomBytes(isBigEndian: true).Text(DicomTags.Modality, DicomVr.CS, "DX")
            .Header(DicomTags.Rows, "UN", 2).Raw(1, 2).ToArray();
        using var file = DicomFile.Read(bytes);
        Assert.Equal(0x0201, file.DataSet.Integer(DicomTags.Rows));
    }

    [Theory]
    [InlineData("??")]
    [InlineData("--")]
    [InlineData("  ")]
    [InlineData("\0\0")]
    [InlineData("cs")]
    public void Fill_characters_in_place_of_a_representation_are_passed_over(string vr)
    {
        var bytes = new DicomBytes().Text(DicomTags.Modality, DicomVr.CS, "DX")
            .Header(DicomTags.StudyDescription, vr, 4).Raw("abcd"u8.ToArray())
            .Text(DicomTags.ViewPosition, DicomVr.CS, "PA").ToArray();
        using var file = DicomFile.Read(bytes);
        Assert.Equal("abcd", file.DataSet.Text(DicomTags.StudyDescription));
        Assert.Equal("PA", file.DataSet.Text(DicomTags.ViewPosition));
    }

    [Fact]
    public void Representations_of_the_future_have_long_lengths()
    {
        var bytes = new DicomBytes().Text(DicomTags.Modality, DicomVr.CS, "DX")
            .Header(new DicomTag(0x0018, 0xFFFE), "ZZ", 0).Raw(4, 0, 0, 0).Raw("abcd"u8.ToArray())
            .Text(DicomTags.ViewPosition, DicomVr.CS, "PA").ToArray();
        using var file = DicomFile.Read(bytes);
        Assert.Equal("PA", file.DataSet.Text(DicomTags.ViewPosition));
        Assert.Equal(DicomVr.UN, file.DataSet.Find(new DicomTag(0x0018, 0xFFFE))!.Vr);
    }

    [Fact]
    public void A_single_element_without_representation_is_read()
    {
        var bytes = new DicomBytes().Text(DicomTags.Modality, DicomVr.CS, "DX").ToArray()
            .Concat(new DicomBytes(isExplicit: false).Text(DicomTags.StudyDescription, DicomVr.LO, "abcd").ToArray())
            .Concat(new DicomBytes().Text(DicomTags.ViewPosition, DicomVr.CS, "PA").ToArray()).ToArray();
        using var file = DicomFile.Read(bytes);
        Assert.Equal("abcd", file.DataSet.Text(DicomTags.StudyDescription));
        Assert.Equal("PA", file.DataSet.Text(DicomTags.ViewPosition));
    }

    [Fact]
    public void A_single_sequence_without_representation_is_read()
    {
        var item = new DicomBytes().Text(DicomTags.CodeValue, DicomVr.SH, "T1").ToArray();
        var bytes = new DicomBytes().Text(DicomTags.Modality, DicomVr.CS, "DX")
            .Item(DicomTags.ProcedureCodeSequence, uint.MaxValue).Item(DicomTags.Item, (uint)item.Length).Raw(item)
            .Item(DicomTags.SequenceDelimitationItem, 0).ToArray();
        using var file = DicomFile.Read(bytes);
        Assert.Equal("T1", file.DataSet.Items(DicomTags.ProcedureCodeSequence)[0].Text(DicomTags.CodeValue));
    }

    [Fact]
    public void Odd_lengths_wrong_order_doubles_and_zeros_at_the_end_are_tolerated()
    {
        var bytes = new DicomBytes().Header(DicomTags.Modality, "CS", 3).Raw("CR\0"u8.ToArray())
            .Text(DicomTags.PatientID, DicomVr.LO, "first").Text(DicomTags.StudyDate, DicomVr.DA, "20240101")
            .Text(DicomTags.PatientID, DicomVr.LO, "second").Raw(new byte[30_001]).ToArray();
        using var file = DicomFile.Read(bytes);
        Assert.Equal("CR", file.DataSet.Text(DicomTags.Modality));
        Assert.Equal("first", file.DataSet.Text(DicomTags.PatientID));
        Assert.Equal([DicomTags.StudyDate, DicomTags.Modality, DicomTags.PatientID], file.DataSet.Select(element => element.Tag));
    }

    [Fact]
    public void The_sign_of_pixels_says_what_implicit_values_are()
    {
        var bytes = new DicomBytes(isExplicit: false).Text(DicomTags.Modality, DicomVr.CS, "DX")
            .Header(DicomTags.PixelRepresentation, "US", 2).Raw(1, 0)
            .Header(DicomTags.SmallestImagePixelValue, "SS", 2).Raw(0xFF, 0xFF).ToArray();
        using var file = DicomFile.Read(bytes);
        Assert.Equal(-1, file.DataSet.Integer(DicomTags.SmallestImagePixelValue));
    }

    [Theory]
    [InlineData("item longer than its sequence", 8)]
    [InlineData("element longer than its item", 24)]
    [InlineData("no item in a sequence", 0)]
    public void Wrong_lengths_in_sequences_are_errors(string what, int sequenceLength)
    {
        var bytes = new DicomBytes().Text(DicomTags.Modality, DicomVr.CS, "DX");
        bytes = what switch
        {
            "item longer than its sequence" => bytes.Header(DicomTags.ViewCodeSequence, "SQ", (uint)sequenceLength)
                .Item(DicomTags.Item, 16).Raw(new byte[16]),
            "element longer than its item" => bytes.Header(DicomTags.ViewCodeSequence, "SQ", (uint)sequenceLength)
                .Item(DicomTags.Item, 16).Header(DicomTags.CodeValue, "SH", 10).Raw(new byte[12]),
            _ => bytes.Header(DicomTags.ViewCodeSequence, "SQ", 16).Text(DicomTags.CodeValue, DicomVr.SH, "abcdefgh"),
        };
        var error = Assert.Throws<ImageDataException>(() => DicomFile.Read(bytes.ToArray()));
        Assert.InRange(error.Offset, 10, 50);
    }

    [Fact]
    public void A_damaged_deflated_data_set_and_one_beyond_the_limit_are_errors()
    {
        var film = new DicomBytes().Header(DicomTags.ImageComments, "UT", 4 << 20).Raw(new byte[4 << 20]).ToArray();
        var bytes = DicomBytes.File("1.2.840.10008.1.2.1.99", DicomBytes.Deflated(film));
        Assert.InRange(bytes.Length, 0, 10_000);
        using var file = DicomFile.Read(bytes);
        Assert.Equal(4 << 20, file.DataSet.Find(DicomTags.ImageComments)!.Length);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var limit = Assert.Throws<ImageDataException>(() => DicomFile.Read(bytes, new ReadLimits(MaxInflatedBytes: 1 << 20)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Contains("limit", limit.Message, StringComparison.Ordinal);
        bytes.AsSpan(bytes.Length / 2).Fill(0xAA);
        Assert.Throws<ImageDataException>(() => DicomFile.Read(bytes));
    }
}
