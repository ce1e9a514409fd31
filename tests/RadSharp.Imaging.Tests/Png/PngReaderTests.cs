using RadSharp.Imaging.Png;

namespace RadSharp.Imaging.Tests.Png;

public class PngReaderTests
{
    public static TheoryData<string> GoldenNames => [.. Fixture.Names("golden", "*.png").Select(name => Path.GetFileName(name)!)];

    [Theory]
    [MemberData(nameof(GoldenNames))]
    public void Golden_files_have_exactly_the_samples_that_Pillow_reads(string name)
    {
        var (shape, expected) = Golden.Read($"png/{name}");
        var image = PngReader.Read(Fixture.Bytes($"golden/{name}"));
        Assert.Equal(shape, image.Channels == 1 ? [image.Height, image.Width] : [image.Height, image.Width, image.Channels]);
        Assert.Equal(expected, Samples(image));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_kind_of_pixel_is_read_at_every_width_through_every_filter(bool interlaced)
    {
        var random = new Random(1);
        foreach (var (colorType, depth) in PngSample.Kinds)
        {
            for (var width = 1; width <= 40; width++)
            {
                var height = random.Next(1, 14);
                var stored = Stored(random, width, height, colorType, depth);
                var file = PngSample.File(
                    width, height, colorType, depth, interlaced, stored, () => random.Next(5), Palette(colorType, depth),
                    random.Next(1, 400));
                var image = PngReader.Read(file);
                Assert.Equal(depth == 16, image is Image<ushort>);
                Assert.Equal((width, height), (image.Width, image.Height));
                Assert.Equal(Resolved(stored, colorType, depth), Samples(image));
            }
        }
    }

    [Fact]
    public void Rows_longer_than_a_band_of_inflated_bytes_are_read()
    {
        var random = new Random(2);
        var stored = Stored(random, 30_000, 5, colorType: 2, depth: 8);
        var image = PngReader.Read(PngSample.File(30_000, 5, 2, 8, interlaced: false, stored, () => random.Next(5)));
        Assert.Equal(stored, Samples(image));
    }

    [Fact]
    public void A_palette_with_transparency_becomes_RGBA()
    {
        byte[] chunks = [.. PngSample.Chunk("PLTE", [1, 2, 3, 4, 5, 6, 7, 8, 9]), .. PngSample.Chunk("tRNS", [70, 80])];
        var image = PngReader.Read(PngSample.File(3, 1, 3, 2, interlaced: false, [2, 1, 0], () => 0, chunks));
        Assert.Equal([7, 8, 9, 255, 4, 5, 6, 80, 1, 2, 3, 70], Samples(image));
    }

    [Fact]
    public void Ancillary_chunks_of_grey_images_change_nothing()
    {
        byte[] chunks =
        [
            .. PngSample.Chunk("gAMA", [0, 0, 0xB1, 0x8F]), .. PngSample.Chunk("tRNS", [0, 5]),
            .. PngSample.Chunk("acTL", new byte[8]), .. PngSample.Chunk("fcTL", new byte[26]),
            .. PngSample.Chunk("tEXt", "Comment\0none"u8.ToArray()),
        ];
        var image = PngReader.Read(PngSample.File(2, 2, 0, 8, interlaced: false, [5, 6, 7, 8], () => 4, chunks));
        Assert.Equal(1, image.Channels);
        Assert.Equal([5, 6, 7, 8], Samples(image));
    }

    [Fact]
    public void Image_data_beyond_the_image_and_bytes_behind_the_file_are_tolerated()
    {
        byte[] file =
        [
            .. PngSample.Signature, .. PngSample.Chunk("IHDR", PngSample.Header(2, 1, 0, 8, interlaced: false)),
            .. PngSample.Chunk("IDAT", PngSample.Deflated([0, 11, 22, 0, 33, 44])), .. PngSample.Chunk("IEND", []), 1, 2, 3,
        ];
        Assert.Equal([11, 22], Samples(PngReader.Read(file)));
    }

    private static int[] Samples(Image image) => image is Image<ushort> words
        ? Array.ConvertAll(words.Samples, sample => (int)sample)
        : Array.ConvertAll(((Image<byte>)image).Samples, sample => (int)sample);

    // Noise, and between it rows of few levels, where filters meet equal neighbours.
    private static int[] Stored(Random random, int width, int height, int colorType, int depth)
    {
        var stored = new int[width * height * PngSample.StoredChannels(colorType)];
        for (var index = 0; index < stored.Length; index++)
        {
            stored[index] = random.Next(index / width % 2 == 0 || depth < 8 ? 1 << depth : 4);
        }

        return stored;
    }

    private static byte[] Palette(int colorType, int depth)
    {
        if (colorType != 3)
        {
            return [];
        }

        return PngSample.Chunk("PLTE", [.. Enumerable.Range(0, 3 << depth).Select(Color)]);
    }

    private static byte Color(int position) => (byte)(position * 37);

    private static int[] Resolved(int[] stored, int colorType, int depth) => (colorType, depth) switch
    {
        (0, < 8) => Array.ConvertAll(stored, sample => sample * 255 / ((1 << depth) - 1)),
        (3, _) => [.. stored.SelectMany(index => Enumerable.Range(index * 3, 3).Select(position => (int)Color(position)))],
        _ => stored,
    };
}
