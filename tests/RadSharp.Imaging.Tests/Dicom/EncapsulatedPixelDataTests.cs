using System.Buffers.Binary;
using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging.Tests.Dicom;

public class EncapsulatedPixelDataTests
{
    private static readonly byte[] A = [1, 2, 3, 4];
    private static readonly byte[] B = [5, 6];
    private static readonly byte[] C = [7, 8, 9, 10, 11, 12];

    [Fact]
    public void One_frame_is_all_fragments()
    {
        using var file = Film(1, [], A, B, C);
        var pixels = EncapsulatedPixelData.Of(file.DataSet)!;
        Assert.Equal(1, pixels.FrameCount);
        Assert.Equal([.. A, .. B, .. C], pixels.Frame(0));
    }

    [Fact]
    public void The_basic_offset_table_says_where_frames_begin()
    {
        using var file = Film(2, Offsets(0, 12 + 10), A, B, C);
        var pixels = EncapsulatedPixelData.Of(file.DataSet)!;
        Assert.Equal([.. A, .. B], pixels.Frame(0));
        Assert.Equal(C, pixels.Frame(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pixels.Frame(2));
    }

    [Fact]
    public void Without_a_table_each_fragment_is_a_frame()
    {
        using var file = Film(3, [], A, B, C);
        var pixels = EncapsulatedPixelData.Of(file.DataSet)!;
        Assert.Equal(B, pixels.Frame(1));
        Assert.Equal(C, pixels.Frame(2));
        Assert.Equal(file.DataSet.Find(DicomTags.PixelData)!.Fragments[3].Offset, pixels.OffsetOf(2));
    }

    [Fact]
    public void A_wrong_table_does_not_count()
    {
        using var file = Film(3, Offsets(0, 5, 9), A, B, C);
        Assert.Equal(B, EncapsulatedPixelData.Of(file.DataSet)!.Frame(1));
    }

    [Fact]
    public void Jpeg_end_markers_separate_frames()
    {
        byte[] end = [0, 0xFF, 0xD9, 0];
        using var file = Film(2, [], A, end, B, C, end);
        var pixels = EncapsulatedPixelData.Of(file.DataSet)!;
        Assert.Equal([.. A, .. end], pixels.Frame(0));
        Assert.Equal([.. B, .. C, .. end], pixels.Frame(1));
    }

    [Fact]
    public void The_extended_offset_table_counts_first()
    {
        using var file = Film(2, [], A, B, C);
        file.DataSet.SetBytes(DicomTags.ExtendedOffsetTable, DicomVr.OV, (byte[])[.. new byte[8], 12, 0, 0, 0, 0, 0, 0, 0]);
        var pixels = EncapsulatedPixelData.Of(file.DataSet)!;
        Assert.Equal(A, pixels.Frame(0));
        Assert.Equal([.. B, .. C], pixels.Frame(1));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Frames_that_cannot_be_found_are_an_error(int frameCount)
    {
        using var file = Film(frameCount, [], A, B, C);
        Assert.Throws<ImageDataException>(() => EncapsulatedPixelData.Of(file.DataSet));
    }

    [Fact]
    public void Native_pixels_and_none_have_no_fragments()
    {
        using var file = DicomFile.Open(Fixture.PathOf("dicom/mono2_8bit_explicit.dcm"));
        Assert.Null(EncapsulatedPixelData.Of(file.DataSet));
        Assert.Null(EncapsulatedPixelData.Of(new DicomDataSet()));
    }

    [Fact]
    public void A_missing_delimiter_at_the_end_is_tolerated_a_cut_fragment_is_not()
    {
        var bytes = Bytes(1, [], A, B);
        using var file = DicomFile.Read(bytes.AsMemory()[..^8]);
        Assert.Equal([.. A, .. B], EncapsulatedPixelData.Of(file.DataSet)!.Frame(0));
        Assert.Throws<ImageDataException>(() => DicomFile.Read(bytes.AsMemory()[..^9]));
    }

    [Fact]
    public void Written_frames_are_read_again()
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(DicomTags.SOPClassUID, DicomUid.SecondaryCaptureImageStorage);
        dataSet.Set(DicomTags.SOPInstanceUID, DicomUid.New());
        dataSet.Set(DicomTags.NumberOfFrames, 3);
        byte[] odd = [1, 2, 3];
        dataSet.SetEncapsulatedPixelData(odd, B, C);
        Assert.Throws<ArgumentException>(() => DicomWriterTests.Written(dataSet));
        using var file = DicomFile.Read(DicomWriterTests.Written(dataSet, DicomTransferSyntax.RleLossless));
        var pixels = EncapsulatedPixelData.Of(file.DataSet)!;
        Assert.Equal(DicomTransferSyntax.RleLossless, file.TransferSyntax);
        Assert.Equal([1, 2, 3, 0], pixels.Frame(0));
        Assert.Equal(B, pixels.Frame(1));
        Assert.Equal(C, pixels.Frame(2));
    }

    private static byte[] Offsets(params uint[] offsets)
    {
        var bytes = new byte[4 * offsets.Length];
        for (var index = 0; index < offsets.Length; index++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * index), offsets[index]);
        }

        return bytes;
    }

    private static byte[] Bytes(int frameCount, byte[] table, params byte[][] fragments)
    {
        var bytes = new DicomBytes().Text(DicomTags.Modality, DicomVr.CS, "DX")
            .Text(DicomTags.NumberOfFrames, DicomVr.IS, $"{frameCount}")
            .Header(DicomTags.PixelData, "OB", uint.MaxValue).Item(DicomTags.Item, (uint)table.Length).Raw(table);
        foreach (var fragment in fragments)
        {
            bytes.Item(DicomTags.Item, (uint)fragment.Length).Raw(fragment);
        }

        return DicomBytes.File("1.2.840.10008.1.2.4.50", bytes.Item(DicomTags.SequenceDelimitationItem, 0).ToArray());
    }

    private static DicomFile Film(int frameCount, byte[] table, params byte[][] fragments) =>
        DicomFile.Read(Bytes(frameCount, table, fragments));
}
