using System.Runtime.InteropServices;
using System.Security.Cryptography;
using RadSharp.Imaging.Native;

namespace RadSharp.Imaging.Tests.Acceptance;

/// <summary>Every film in every transfer syntax, as <c>expected.json</c> says.</summary>
public class DicomFilmsTests
{
    public static TheoryData<string> Names => [.. ExpectedFilm.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_film_has_the_expected_header_and_stored_values(string name)
    {
        var expected = ExpectedFilm.Of(name);
        if (NeedsMissingLibrary(expected.TransferSyntax) is { } package)
        {
            var error = Assert.Throws<ImageDataException>(() => FilmReader.Read(Fixture.PathOf($"dicom/{name}")));
            Assert.Contains(package, error.Message, StringComparison.Ordinal);
            return;
        }

        var film = FilmReader.Read(Fixture.PathOf($"dicom/{name}"));
        Assert.Equal((expected.Columns, expected.Rows, expected.BitsStored), (film.Width, film.Height, film.Grey.BitsStored));
        Assert.Equal(expected.Photometric == "MONOCHROME1", film.Grey.IsInverted);
        Assert.Equal((expected.PatientName, expected.PatientId), (film.Identity.PatientName, film.Identity.PatientId));
        Assert.Equal(expected.View, film.View.ToString());
        Assert.Empty(film.Concerns);
        var words = Words(film.Stored);
        Assert.Equal(expected.Mean, words.Average(word => (double)word), expected.IsLossy ? 0.02 : 1e-6);
        if (!expected.IsLossy)
        {
            Assert.Equal(expected.StoredSha256, Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(words.AsSpan()))));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_and_its_bytes_are_the_same_film(string name)
    {
        if (NeedsMissingLibrary(ExpectedFilm.Of(name).TransferSyntax) is not null)
        {
            return;
        }

        var file = FilmReader.Read(Fixture.PathOf($"dicom/{name}"));
        var bytes = FilmReader.Read(Fixture.Bytes($"dicom/{name}"), name: "bytes");
        Assert.Equal(Words(file.Stored), Words(bytes.Stored));
        Assert.Equal(file.Identity, bytes.Identity);
        Assert.Equal("bytes", bytes.Source.File);
    }

    // The same film four times: stored with low values dark or bright, with more bits, with a line to other values.
    [Theory]
    [InlineData("mono1_12bit_explicit.dcm", 0)]
    [InlineData("mono2_12bit_bigendian.dcm", 0)]
    [InlineData("c_rle.dcm", 0)]
    [InlineData("c_jpeg_extended_12bit.dcm", 3)]
    public void One_film_looks_the_same_however_it_is_stored(string name, int tolerance)
    {
        var expected = FilmReader.Read(Fixture.PathOf("dicom/mono2_12bit_explicit_src.dcm")).Render().Samples;
        var found = FilmReader.Read(Fixture.PathOf($"dicom/{name}")).Render().Samples;
        Assert.True(expected.Zip(found, (one, other) => Math.Abs(one - other)).Max() <= tolerance);
    }

    [Fact]
    public void Sixteen_greys_more_are_in_the_deep_film()
    {
        var film = FilmReader.Read(Fixture.PathOf("dicom/mono2_12bit_explicit_src.dcm"));
        Assert.True(film.RenderDeep().Samples.Distinct().Count() > 10 * film.Render().Samples.Distinct().Count());
        Assert.All(
            film.RenderDeep().Samples.Zip(film.Render().Samples).Take(10_000), pair => Assert.InRange(pair.First / 257.0, pair.Second - 0.51, pair.Second + 0.51));
    }

    /// <summary>The stored values as 16-bit words.</summary>
    internal static ushort[] Words(Image image) => image is Image<byte> bytes
        ? Array.ConvertAll(bytes.Samples, sample => (ushort)sample)
        : ((Image<ushort>)image).Samples;

    /// <summary>The package of the library that a transfer syntax needs and that is not here.</summary>
    internal static string? NeedsMissingLibrary(string transferSyntax) => transferSyntax switch
    {
        "1.2.840.10008.1.2.4.80" or "1.2.840.10008.1.2.4.81" when !CharLs.IsInstalled => "libcharls2",
        "1.2.840.10008.1.2.4.90" or "1.2.840.10008.1.2.4.91" when !OpenJpeg.IsInstalled => "libopenjp2-7",
        _ => null,
    };
}
