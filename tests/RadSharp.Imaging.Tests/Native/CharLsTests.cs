using System.Runtime.InteropServices;
using RadSharp.Imaging.Native;

namespace RadSharp.Imaging.Tests.Native;

public class CharLsTests
{
    [Theory]
    [InlineData("c_jpegls_lossless.dcm")]
    [InlineData("c_jpegls_near.dcm")]
    public void A_film_has_its_stored_samples_or_the_error_says_what_to_install(string name)
    {
        var film = new FilmFragment(name);
        if (!CharLs.IsInstalled)
        {
            var error = Assert.Throws<ImageDataException>(() => CharLs.Decode(film.Bytes, ReadLimits.Default));
            Assert.Contains("apt-get install libcharls2", error.Message, StringComparison.Ordinal);
            return;
        }

        var decoded = CharLs.Decode(film.Bytes, ReadLimits.Default);
        var image = Assert.IsType<Image<ushort>>(decoded.Image);
        Assert.Equal((film.Width, film.Height, 1), (image.Width, image.Height, image.Channels));
        Assert.InRange(decoded.BitsPerSample, film.BitsStored, 16);
        Assert.False(decoded.IsSigned);
        film.IsMadeOf(MemoryMarshal.AsBytes(image.Samples.AsSpan()));
    }

    [Fact]
    public void The_advice_names_the_library_of_every_system()
    {
        Assert.Contains("libcharls.so.2", CharLs.Advice, StringComparison.Ordinal);
        Assert.Contains("libcharls.2.dylib", CharLs.Advice, StringComparison.Ordinal);
        Assert.Contains("charls-2-x64.dll", CharLs.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void The_header_is_read_without_the_library()
    {
        var header = JpegLsHeader.Read(new FilmFragment("c_jpegls_lossless.dcm").Bytes, ReadLimits.Default);
        Assert.Equal((513, 701, 16), (header.Width, header.Height, header.BitsPerSample));
        Assert.Equal((1, false), (header.Components, header.IsPlanar));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xD9, 0, 0 }, "FF D8")]
    [InlineData(new byte[] { 0xFF, 0xD8 }, "ends before")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0x12, 0xF7, 0, 2 }, "Expected a marker")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xF7, 0, 200 }, "declares 200 bytes")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xC0, 0, 2 }, "FF C0")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xDA, 0, 2 }, "frame header before")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xF7, 0, 8, 8, 0, 0, 0, 1, 1 }, "at least one pixel")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xF7, 0, 8, 8, 0xFF, 0xFF, 0xFF, 0xFF, 1 }, "limit")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xF7, 0, 8, 8, 0x20, 0, 0x20, 0, 1 }, "cannot stand for")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xF7, 0, 8, 17, 0, 1, 0, 1, 1 }, "2 to 16 bits")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xF7, 0, 8, 8, 0, 1, 0, 1, 5 }, "one to four")]
    public void A_header_that_cannot_be_is_refused_before_the_library_sees_it(byte[] data, string reason)
    {
        var error = Assert.Throws<ImageDataException>(() => CharLs.Decode(data, ReadLimits.Default));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Offset, 0, data.Length);
    }

    [Fact]
    public void Data_that_ends_early_is_refused()
    {
        var bytes = new FilmFragment("c_jpegls_lossless.dcm").Bytes;
        byte[] half = bytes[..(bytes.Length / 2)];
        var error = Assert.Throws<ImageDataException>(() => CharLs.Decode(half, ReadLimits.Default));
        Assert.Contains("end-of-image", error.Message, StringComparison.Ordinal);
        Assert.SkipUnless(CharLs.IsInstalled, CharLs.Advice);
        error = Assert.Throws<ImageDataException>(() => CharLs.Decode([.. half, 0xFF, 0xD9], ReadLimits.Default));
        Assert.Contains("CharLS:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_code_stream_is_decoded_or_refused_with_its_place() => Fuzz(mutants: 100, seed: 21);

    [Fact]
    [Trait("Length", "Long")]
    public void Many_damaged_code_streams_are_decoded_or_refused_with_their_place() => Fuzz(mutants: 5000, seed: 31);

    private static void Fuzz(int mutants, int seed)
    {
        Assert.SkipUnless(CharLs.IsInstalled, CharLs.Advice);
        var film = new FilmFragment("c_jpegls_lossless.dcm");
        CodeStreamFuzz.Run(film.Bytes, CharLs.Decode, headerByteCount: 40, mutants, seed);
    }
}
