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
}
