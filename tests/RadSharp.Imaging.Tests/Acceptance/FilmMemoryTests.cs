using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging.Tests.Acceptance;

public sealed class FilmMemoryTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(1)]
    [InlineData(14)]
    public void Reading_a_native_film_takes_no_more_than_twice_its_size(int times)
    {
        // The film, and one with so many times as many rows.
        using (var file = DicomFile.Open(Fixture.PathOf("dicom/mono2_12bit_explicit_src.dcm")))
        {
            var pixels = file.DataSet.Find(DicomTags.PixelData)!.ReadBytes();
            var bytes = new byte[pixels.Length * times];
            for (var time = 0; time < times; time++)
            {
                pixels.CopyTo(bytes, time * pixels.Length);
            }

            file.DataSet.Set(DicomTags.Rows, file.DataSet.RequireInteger(DicomTags.Rows) * times);
            file.DataSet.SetBytes(DicomTags.PixelData, DicomVr.OW, bytes);
            using var stream = File.Create(_path);
            DicomWriter.Write(stream, file.DataSet);
        }

        // The least of several reads: the first fills pools, which the runtime empties when it likes.
        var film = FilmReader.Read(_path);
        var least = long.MaxValue;
        for (var read = 0; read < 4; read++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            film = FilmReader.Read(_path);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(701 * times, film.Height);
        Assert.InRange(least, film.Width * film.Height * 2L, 2 * new FileInfo(_path).Length);
    }
}
