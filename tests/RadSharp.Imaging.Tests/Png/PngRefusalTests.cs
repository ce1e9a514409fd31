using RadSharp.Imaging.Png;

namespace RadSharp.Imaging.Tests.Png;

public class PngRefusalTests
{
    private static readonly byte[] Header = PngSample.Chunk("IHDR", PngSample.Header(2, 2, 0, 8, interlaced: false));
    private static readonly byte[] IndexedHeader = PngSample.Chunk("IHDR", PngSample.Header(2, 2, 3, 1, interlaced: false));
    private static readonly byte[] Palette = PngSample.Chunk("PLTE", [1, 2, 3, 4, 5, 6]);
    private static readonly byte[] ImageData = PngSample.Chunk("IDAT", PngSample.Deflated([0, 1, 2, 0, 3, 4]));
    private static readonly byte[] IndexedImageData = PngSample.Chunk("IDAT", PngSample.Deflated([0, 0x40, 0, 0x80]));
    private static readonly byte[] End = PngSample.Chunk("IEND", []);

    [Fact]
    public void The_parts_of_these_tests_make_readable_files()
    {
        PngReader.Read(File(Header, ImageData, End));
        PngReader.Read(File(IndexedHeader, Palette, IndexedImageData, End));
    }

    [Fact]
    public void Another_beginning_is_refused() => Refused([.. "GIF89a"u8, .. new byte[60]], 0, "PNG");

    [Fact]
    public void A_file_that_ends_in_a_chunk_is_refused() => Refused(File(Header, ImageData)[..^3], 33, "declares");

    [Fact]
    public void A_file_without_an_end_is_refused() => Refused(File(Header, ImageData), 33 + ImageData.Length, "end of the file");

    [Fact]
    public void A_missing_header_is_refused() => Refused(File(ImageData, End), 8, "IHDR");

    [Fact]
    public void A_second_header_is_refused() => Refused(File(Header, Header, ImageData, End), 33, "IHDR");

    [Fact]
    public void Missing_image_data_is_refused() => Refused(File(Header, End), 33, "IDAT");

    [Fact]
    public void Image_data_in_two_places_is_refused() =>
        Refused(
            File(Header, ImageData, PngSample.Chunk("tIME", new byte[7]), ImageData, End), 33 + ImageData.Length + 19, "IDAT");

    [Fact]
    public void A_missing_palette_is_refused() =>
        Refused(File(IndexedHeader, IndexedImageData, End), 33 + IndexedImageData.Length, "palette");

    [Fact]
    public void A_palette_behind_the_image_data_is_refused() =>
        Refused(File(IndexedHeader, IndexedImageData, Palette, End), 33 + IndexedImageData.Length, "PLTE");

    [Fact]
    public void A_second_palette_is_refused() =>
        Refused(File(IndexedHeader, Palette, Palette, IndexedImageData, End), 33 + Palette.Length, "PLTE");

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(9)]
    public void A_palette_of_another_size_than_the_bit_depth_allows_is_refused(int byteCount) =>
        Refused(File(IndexedHeader, PngSample.Chunk("PLTE", new byte[byteCount]), IndexedImageData, End), 33, "PLTE");

    [Fact]
    public void A_palette_of_a_grey_image_is_refused() => Refused(File(Header, Palette, ImageData, End), 33, "PLTE");

    [Fact]
    public void An_index_beyond_the_palette_is_refused() =>
        Refused(File(IndexedHeader, PngSample.Chunk("PLTE", [1, 2, 3]), IndexedImageData, End), 41, "1 entries");

    [Fact]
    public void More_transparency_than_palette_is_refused() =>
        Refused(
            File(IndexedHeader, Palette, PngSample.Chunk("tRNS", new byte[3]), IndexedImageData, End), 33 + Palette.Length,
            "tRNS");

    [Fact]
    public void An_unknown_critical_chunk_is_refused() =>
        Refused(File(Header, PngSample.Chunk("ABCD", [1]), ImageData, End), 33, "ABCD");

    [Fact]
    public void A_wrong_checksum_is_refused()
    {
        var file = File(Header, ImageData, End);
        file[^13] ^= 1;
        Refused(file, file.Length - 16, "checksum");
    }

    [Fact]
    public void A_wrong_checksum_of_an_ancillary_chunk_is_not_looked_at()
    {
        var time = PngSample.Chunk("tIME", new byte[7]);
        time[^1] ^= 1;
        Assert.Equal(2, PngReader.Read(File(Header, time, ImageData, End)).Width);
    }

    [Theory]
    [InlineData(8, 0)]
    [InlineData(8, 3)]
    [InlineData(8, 32)]
    [InlineData(9, 1)]
    [InlineData(9, 7)]
    [InlineData(10, 1)]
    [InlineData(11, 1)]
    [InlineData(12, 2)]
    public void A_header_field_that_the_standard_does_not_know_is_refused(int position, byte value)
    {
        var data = PngSample.Header(2, 2, 0, 8, interlaced: false);
        data[position] = value;
        Refused(File(PngSample.Chunk("IHDR", data), ImageData, End), 16 + (position < 10 ? 8 : 10), "found");
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    [InlineData(-1, 5)]
    [InlineData(-1, -1)]
    [InlineData(20_000, 20_000)]
    public void An_empty_or_enormous_image_is_refused(int width, int height) =>
        Refused(File(PngSample.Chunk("IHDR", PngSample.Header(width, height, 0, 1, interlaced: false)), ImageData, End), 16, "");

    [Fact]
    public void More_pixels_than_the_deflated_bytes_can_stand_for_are_refused_before_memory_is_taken()
    {
        var file = File(PngSample.Chunk("IHDR", PngSample.Header(9000, 9000, 6, 16, interlaced: true)), ImageData, End);
        Refused(file, 33, "deflated");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(file, 33, "deflated");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [InlineData(-1, -1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(1_000_000_000, 2)]
    public void Limits_that_believe_everything_do_not_help_an_enormous_image(int width, int height)
    {
        var header = PngSample.Chunk("IHDR", PngSample.Header(width, height, 6, 16, interlaced: false));
        var file = File(header, ImageData, End);
        var error = Assert.Throws<ImageDataException>(() => PngReader.Read(file, new ReadLimits(MaxPixels: long.MaxValue)));
        Assert.InRange(error.Offset, 16, 33);
    }

    [Fact]
    public void Limits_of_the_caller_count()
    {
        var file = File(Header, ImageData, End);
        var error = Assert.Throws<ImageDataException>(() => PngReader.Read(file, new ReadLimits(MaxPixels: 3)));
        Assert.Contains("limit", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_data_that_ends_early_is_refused() =>
        Refused(File(Header, PngSample.Chunk("IDAT", PngSample.Deflated([0, 1, 2, 0, 3])), End), null, "is complete");

    [Fact]
    public void Deflated_data_that_is_cut_off_is_refused() =>
        Refused(File(Header, PngSample.Chunk("IDAT", PngSample.Deflated([0, 1, 2, 0, 3, 4])[..^6]), End), null, "deflated");

    [Fact]
    public void A_wrong_checksum_of_the_deflated_data_is_refused()
    {
        var deflated = PngSample.Deflated([0, 1, 2, 0, 3, 4]);
        deflated[^1] ^= 1;
        Refused(File(Header, PngSample.Chunk("IDAT", deflated), End), null, "deflated");
    }

    [Fact]
    public void An_unknown_filter_is_refused() =>
        Refused(File(Header, PngSample.Chunk("IDAT", PngSample.Deflated([0, 1, 2, 5, 3, 4])), End), null, "row 1");

    private static byte[] File(params byte[][] chunks) => [.. PngSample.Signature, .. chunks.SelectMany(chunk => chunk)];

    private static void Refused(byte[] file, long? offset, string reason)
    {
        var error = Assert.Throws<ImageDataException>(() => PngReader.Read(file));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Offset, offset ?? 33, offset ?? file.Length);
    }
}
