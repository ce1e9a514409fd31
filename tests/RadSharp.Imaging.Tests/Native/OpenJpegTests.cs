using System.Buffers.Binary;
using System.Runtime.InteropServices;
using RadSharp.Imaging.Native;

namespace RadSharp.Imaging.Tests.Native;

public class OpenJpegTests
{
    private static readonly byte[] Film = new FilmFragment("c_j2k_lossless.dcm").Bytes;

    [Fact]
    public void A_film_has_its_stored_samples_or_the_error_says_what_to_install()
    {
        var film = new FilmFragment("c_j2k_lossless.dcm");
        if (!OpenJpeg.IsInstalled)
        {
            var error = Assert.Throws<ImageDataException>(() => OpenJpeg.Decode(film.Bytes, ReadLimits.Default));
            Assert.Contains("apt-get install libopenjp2-7", error.Message, StringComparison.Ordinal);
            return;
        }

        var decoded = OpenJpeg.Decode(film.Bytes, ReadLimits.Default);
        var image = Assert.IsType<Image<ushort>>(decoded.Image);
        Assert.Equal((film.Width, film.Height, 1), (image.Width, image.Height, image.Channels));
        Assert.InRange(decoded.BitsPerSample, film.BitsStored, 16);
        Assert.False(decoded.IsSigned);
        film.IsMadeOf(MemoryMarshal.AsBytes(image.Samples.AsSpan()));
    }

    [Fact]
    public void The_advice_names_the_library_of_every_system()
    {
        Assert.Contains("libopenjp2.so.7", OpenJpeg.Advice, StringComparison.Ordinal);
        Assert.Contains("libopenjp2.7.dylib", OpenJpeg.Advice, StringComparison.Ordinal);
        Assert.Contains("openjp2.dll", OpenJpeg.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_code_stream_in_a_JP2_file_is_found_and_decoded()
    {
        var file = Jp2File(Film);
        var header = Jpeg2000Header.Read(file, ReadLimits.Default);
        Assert.Equal(new Jpeg2000Header(513, 701, 1, IsFile: true, file.Length - Film.Length), header);
        Assert.SkipUnless(OpenJpeg.IsInstalled, OpenJpeg.Advice);
        var inFile = (Image<ushort>)OpenJpeg.Decode(file, ReadLimits.Default).Image;
        var bare = (Image<ushort>)OpenJpeg.Decode(Film, ReadLimits.Default).Image;
        Assert.Equal(bare.Samples, inFile.Samples);
    }

    // Place in the code stream, number of bytes, their value: T.800 A.5.1.
    [Theory]
    [InlineData(0, 2, 0xFFD8, "FF 4F FF 51")]
    [InlineData(8, 4, 0, "at least one pixel")]
    [InlineData(8, 4, 0x7FFFFFFF, "limit")]
    [InlineData(16, 4, 600, "at least one pixel")]
    [InlineData(24, 4, 0, "tiles")]
    [InlineData(24, 4, 1, "cannot stand for")]
    [InlineData(32, 4, 5, "tiles")]
    [InlineData(40, 2, 0, "components")]
    [InlineData(40, 2, 16384, "components")]
    public void A_header_that_cannot_be_is_refused_before_the_library_sees_it(int place, int byteCount, int value, string reason)
    {
        byte[] stream = [.. Film];
        if (byteCount == 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(stream.AsSpan(place), (ushort)value);
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(stream.AsSpan(place), value);
        }

        // A tile of one column and one row.
        if (reason == "cannot stand for")
        {
            BinaryPrimitives.WriteInt32BigEndian(stream.AsSpan(place + 4), value);
        }

        var error = Assert.Throws<ImageDataException>(() => OpenJpeg.Decode(stream, ReadLimits.Default));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Offset, 0, place);
    }

    [Fact]
    public void Limits_that_believe_everything_do_not_help_an_enormous_image()
    {
        byte[] stream = [.. Film];
        stream.AsSpan(8, 8).Fill(byte.MaxValue);
        stream.AsSpan(24, 8).Fill(byte.MaxValue);
        Assert.Throws<ImageDataException>(() => OpenJpeg.Decode(stream, new ReadLimits(MaxPixels: long.MaxValue)));
    }

    [Fact]
    public void Precincts_and_code_blocks_that_only_cost_memory_are_refused_before_the_library_sees_them()
    {
        var place = Film.AsSpan().IndexOf((byte[])[0xFF, 0x52]);
        byte[] tinyPrecincts = [0xFF, 0x52, 0, 18, 1, 0, 0, 1, 0, 5, 4, 4, 0, 1, 0, 0x11, 0x11, 0x11, 0x11, 0x11];
        byte[] manyLayers = [0xFF, 0x52, 0, 12, 0, 0, 0xFF, 0xFF, 0, 5, 4, 4, 0, 1];
        byte[] tinyBlocks = [0xFF, 0x52, 0, 12, 0, 0, 0, 1, 0, 5, 0, 0, 0, 1];
        foreach (var codingStyle in (byte[][])[tinyPrecincts, manyLayers, tinyBlocks])
        {
            byte[] stream = [.. Film[..place], .. codingStyle, .. Film[(place + 14)..]];

            // Nearly a hundred million pixels in one tile.
            foreach (var size in (int[])[8, 12, 24, 28])
            {
                BinaryPrimitives.WriteInt32BigEndian(stream.AsSpan(size), 9_990);
            }

            var error = Assert.Throws<ImageDataException>(() => OpenJpeg.Decode(stream, ReadLimits.Default));
            Assert.Equal(place, error.Offset);
            Assert.Contains("cannot stand for", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.001)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public void A_code_stream_that_ends_early_is_refused(double part)
    {
        var length = (int)(Film.Length * part);
        var error = Assert.Throws<ImageDataException>(() => OpenJpeg.Decode(Film.AsSpan(0, length), ReadLimits.Default));
        Assert.InRange(error.Offset, 0, length);
    }

    [Fact]
    public void A_file_without_a_code_stream_is_refused() =>
        Assert.Contains(
            "no code stream",
            Assert.Throws<ImageDataException>(() => OpenJpeg.Decode(Jp2File(Film).AsSpan(0, 60), ReadLimits.Default)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_damaged_code_stream_is_decoded_or_refused_with_its_place() => Fuzz(mutants: 40, seed: 22);

    [Fact]
    [Trait("Length", "Long")]
    public void Many_damaged_code_streams_are_decoded_or_refused_with_their_place() => Fuzz(mutants: 1500, seed: 32);

    private static void Fuzz(int mutants, int seed)
    {
        Assert.SkipUnless(OpenJpeg.IsInstalled, OpenJpeg.Advice);
        CodeStreamFuzz.Run(Film, OpenJpeg.Decode, headerByteCount: 150, mutants, seed);
    }

    private static byte[] Jp2File(byte[] codeStream)
    {
        byte[] imageHeader = [0, 0, 2, 0xBD, 0, 0, 2, 1, 0, 1, 11, 7, 0, 0];
        byte[] greyscale = [1, 0, 0, 0, 0, 0, 17];
        return
        [
            .. Box("jP  ", [0x0D, 0x0A, 0x87, 0x0A]), .. Box("ftyp", [.. "jp2 "u8, 0, 0, 0, 0, .. "jp2 "u8]),
            .. Box("jp2h", [.. Box("ihdr", imageHeader), .. Box("colr", greyscale)]), .. Box("jp2c", codeStream),
        ];
    }

    private static byte[] Box(string type, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, 8 + data.Length);
        return [.. length, .. type.Select(letter => (byte)letter), .. data];
    }
}
