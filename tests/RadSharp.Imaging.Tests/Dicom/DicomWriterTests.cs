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

    internal static byte[] Written(DicomDataSet dataSet, DicomTransferSyntax? transferSyntax = null)
    {
        using var stream = new MemoryStream();
        DicomWriter.Write(stream, dataSet, transferSyntax);
        return stream.ToArray();
    }
}
