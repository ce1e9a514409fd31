using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging.Tests.Dicom;

public class DicomWriterTests
{
    [Fact]
    public void A_written_file_reads_as_the_same_data_set()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var dataSet = RandomDataSet.Create(new Random(seed));
            using var file = DicomFile.Read(Written(dataSet));
            Assert.Equal(DicomTransferSyntax.ExplicitLittleEndian, file.TransferSyntax);
            DataSets.AssertEqual(dataSet, file.DataSet);
        }
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2", false, false, false)]
    [InlineData("1.2.840.10008.1.2", false, false, true)]
    [InlineData("1.2.840.10008.1.2.1", true, false, true)]
    [InlineData("1.2.840.10008.1.2.2", true, true, false)]
    [InlineData("1.2.840.10008.1.2.2", true, true, true)]
    [InlineData("1.2.840.10008.1.2.1.99", true, false, false)]
    public void Every_encoding_reads_as_the_same_data_set(string uid, bool isExplicit, bool isBigEndian, bool undefinedLengths)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var dataSet = RandomDataSet.Create(new Random(seed));
            var bytes = new DicomBytes(isExplicit, isBigEndian, undefinedLengths).Write(dataSet).ToArray();
            var isDeflated = DicomTransferSyntax.Of(uid).IsDeflated;
            using var file = DicomFile.Read(DicomBytes.File(uid, isDeflated ? DicomBytes.Deflated(bytes) : bytes));
            Assert.Equal(uid, file.TransferSyntax.Uid);
            DataSets.AssertEqual(dataSet, file.DataSet, comparesVrs: isExplicit);

            // Without a header the encoding is seen from the first element.
            using var bare = DicomFile.Read(bytes);
            DataSets.AssertEqual(dataSet, bare.DataSet, comparesVrs: isExplicit);
            Assert.True(DicomFile.Recognizes(bytes));
        }
    }

    [Fact]
    public void Values_too_long_for_their_length_are_written_as_unknown()
    {
        var dataSet = Minimal();
        double[] numbers = [.. Enumerable.Range(0, 20_000).Select(number => number / 8.0)];
        dataSet.Set(DicomTags.WindowCenter, numbers);
        var bytes = Written(dataSet);
        using var file = DicomFile.Read(bytes);
        Assert.Equal(numbers, file.DataSet.Decimals(DicomTags.WindowCenter));
        Assert.Equal(DicomVr.DS, file.DataSet.Find(DicomTags.WindowCenter)!.Vr);
        Assert.True(bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x28, 0, 0x50, 0x10, (byte)'U', (byte)'N', 0, 0]) > 0);
    }

    [Fact]
    public void What_makes_no_file_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Written(new DicomDataSet()));
        Assert.Contains("SOPClassUID", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Written(Minimal(), DicomTransferSyntax.ImplicitLittleEndian));
        Assert.Throws<ArgumentException>(() => Written(Minimal(), DicomTransferSyntax.ExplicitBigEndian));
        Assert.Throws<ArgumentException>(() => Written(Minimal(), DicomTransferSyntax.DeflatedExplicitLittleEndian));

        var header = Minimal();
        header.Set(DicomTags.TransferSyntaxUID, "1.2");
        Assert.Throws<ArgumentException>(() => Written(header));

        var deep = Minimal();
        var inner = deep;
        for (var depth = 0; depth <= DicomParser.MaxDepth; depth++)
        {
            var item = new DicomDataSet();
            inner.SetItems(DicomTags.ContentSequence, item);
            inner = item;
        }

        Assert.Throws<ArgumentException>(() => Written(deep));
        Assert.Throws<ArgumentException>(() => inner.SetItems(DicomTags.ContentSequence, deep));
    }

    [Fact]
    public void Group_lengths_are_left_out_and_the_header_has_the_right_one()
    {
        var dataSet = Minimal();
        dataSet.Set(new DicomTag(0x0008, 0x0000), 1234);
        using var file = DicomFile.Read(Written(dataSet));
        Assert.False(file.DataSet.Contains(new DicomTag(0x0008, 0x0000)));
        var last = file.MetaInformation.Last();
        var first = file.MetaInformation.First();
        Assert.Equal(last.Offset + last.Length - first.Offset - first.Length, file.MetaInformation.Integer(first.Tag));
        Assert.Equal(DicomWriter.ImplementationVersionName, file.MetaInformation.Text(DicomTags.ImplementationVersionName));
    }

    [Fact]
    public void Elements_are_replaced_and_removed()
    {
        var dataSet = Minimal();
        dataSet.Set(DicomTags.PatientID, "a");
        dataSet.Set(DicomTags.PatientID, "b");
        Assert.Equal("b", dataSet.Text(DicomTags.PatientID));
        Assert.Equal(3, dataSet.Count);
        Assert.True(dataSet.Remove(DicomTags.PatientID));
        Assert.False(dataSet.Remove(DicomTags.PatientID));
        dataSet.SetEmpty(DicomTags.PatientName);
        Assert.Empty(dataSet.Texts(DicomTags.PatientName));
        Assert.Throws<ArgumentException>(() => dataSet.Set(DicomTags.Rows, "12"));
        Assert.Throws<OverflowException>(() => dataSet.Set(DicomTags.Rows, 70_000));
        Assert.Throws<ArgumentException>(() => dataSet.Set(DicomTags.PatientID, "a\\b"));
        Assert.Throws<ArgumentException>(() => dataSet.Set(DicomTags.WindowCenter, double.NaN));
    }

    private static DicomDataSet Minimal()
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(DicomTags.SOPClassUID, DicomUid.SecondaryCaptureImageStorage);
        dataSet.Set(DicomTags.SOPInstanceUID, DicomUid.New());
        return dataSet;
    }

    internal static byte[] Written(DicomDataSet dataSet, DicomTransferSyntax? transferSyntax = null)
    {
        using var stream = new MemoryStream();
        DicomWriter.Write(stream, dataSet, transferSyntax);
        return stream.ToArray();
    }
}
