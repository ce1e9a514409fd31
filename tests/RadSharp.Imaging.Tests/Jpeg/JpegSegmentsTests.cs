using RadSharp.Imaging.Jpeg;

namespace RadSharp.Imaging.Tests.Jpeg;

public class JpegSegmentsTests
{
    private static readonly byte[] Grey = Fixture.Bytes("golden/gray_q90.jpg");
    private static readonly byte[] GreySamples = Samples(Grey);

    [Theory]
    [InlineData(true, 6)]
    [InlineData(false, 6)]
    [InlineData(true, 3)]
    [InlineData(false, 8)]
    public void The_orientation_is_read_from_either_byte_order(bool isLittleEndian, byte value)
    {
        var read = JpegReader.Read(JpegEdit.Insert(Grey, 2, Exif(isLittleEndian, value)));
        Assert.Equal((Orientation)value, read.Orientation);
        Assert.Equal(GreySamples, ((Image<byte>)read.Image).Samples);
    }

    [Fact]
    public void An_orientation_that_cannot_be_is_ignored()
    {
        Assert.Equal(Orientation.TopLeft, JpegReader.Read(Grey).Orientation);
        Assert.Equal(Orientation.TopLeft, JpegReader.Read(JpegEdit.Insert(Grey, 2, Exif(true, 9))).Orientation);
    }

    [Fact]
    public void A_damaged_exif_segment_never_hinders_reading()
    {
        for (var position = 10; position < 32; position++)
        {
            var exif = JpegEdit.Set(Exif(position % 2 == 0, 6), position, 0xF7);
            Assert.Equal(GreySamples, Samples(JpegEdit.Insert(Grey, 2, exif)));
        }
    }

    [Fact]
    public void Files_without_huffman_tables_use_the_typical_ones() =>
        Assert.Equal(GreySamples, Samples(JpegEdit.Remove(Grey, 0xC4)));

    [Fact]
    public void Sixteen_bit_quantisation_tables_are_read()
    {
        var place = JpegEdit.Find(Grey, 0xDB);
        var steps = Grey[(place + 5)..(place + 69)];
        byte[] wide = [0xFF, 0xDB, 0, 131, 0x10, .. steps.SelectMany(step => (byte[])[0, step])];
        Assert.Equal(GreySamples, Samples(JpegEdit.Insert(JpegEdit.Remove(Grey, 0xDB), place, wide)));
    }

    [Fact]
    public void A_height_left_open_is_found_after_the_scan()
    {
        var frame = JpegEdit.Find(Grey, 0xC0);
        var open = JpegEdit.Set(JpegEdit.Set(Grey, frame + 5, 0), frame + 6, 0);
        var error = Assert.Throws<ImageDataException>(() => JpegReader.Read(open));
        Assert.Contains("DNL", error.Message, StringComparison.Ordinal);
        Assert.Equal(GreySamples, Samples(JpegEdit.Insert(open, open.Length - 2, 0xFF, 0xDC, 0, 4, 0, 170)));
    }

    [Fact]
    public void Fill_bytes_before_markers_and_bytes_after_the_end_are_skipped()
    {
        var filled = JpegEdit.Insert(Grey, Grey.Length - 2, 0xFF, 0xFF, 0xFF);
        filled = JpegEdit.Insert(filled, JpegEdit.Find(Grey, 0xDB), 0xFF, 0xFF);
        Assert.Equal(GreySamples, Samples([.. filled, 1, 2, 3]));
    }

    [Fact]
    public void A_missing_end_marker_is_forgiven_where_the_image_is_complete()
    {
        Assert.Equal(GreySamples, Samples(Grey[..^2]));
        var progressive = Fixture.Bytes("golden/gray_progressive.jpg");
        Assert.Equal(Samples(progressive), Samples(progressive[..^2]));
    }

    [Theory]
    [InlineData("golden/gray_q90.jpg")]
    [InlineData("golden/rgb_420_restart.jpg")]
    [InlineData("golden/rgb_420_progressive.jpg")]
    [InlineData("jpeg/ycc_three_scans.jpg")]
    public void A_file_cut_anywhere_is_refused(string name)
    {
        var file = Fixture.Bytes(name);
        for (var length = 0; length < file.Length - 4; length += 1 + (length / 37))
        {
            var error = Assert.Throws<ImageDataException>(() => JpegReader.Read(file.AsSpan(0, length)));
            Assert.InRange(error.Offset, 0, length);
        }
    }

    [Fact]
    public void A_wrong_restart_marker_is_named()
    {
        var file = Fixture.Bytes("golden/rgb_420_restart.jpg");
        var place = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD1]);
        var error = Assert.Throws<ImageDataException>(() => JpegReader.Read(JpegEdit.Set(file, place + 1, 0xD4)));
        Assert.Contains("FF D1", error.Message, StringComparison.Ordinal);
        Assert.Contains("FF D4", error.Message, StringComparison.Ordinal);
        Assert.Equal(place, error.Offset);
    }

    [Fact]
    public void Damaged_codes_are_reported_with_their_place()
    {
        var scan = JpegEdit.Find(Grey, 0xDA);
        var damaged = Grey.ToArray();
        damaged.AsSpan(scan + 400, 64).Fill(0xFE);
        var error = Assert.Throws<ImageDataException>(() => JpegReader.Read(damaged));
        Assert.InRange(error.Offset, scan + 390, scan + 700);
    }

    [Fact]
    public void A_frame_header_that_cannot_be_is_refused()
    {
        var frame = JpegEdit.Find(Grey, 0xC0);
        AssertRefused(JpegEdit.Set(Grey, frame + 4, 12), "12 bits");
        AssertRefused(JpegEdit.Set(JpegEdit.Set(Grey, frame + 7, 0), frame + 8, 0), "at least one pixel");
        AssertRefused(JpegEdit.Set(Grey, frame + 11, 0x05), "sampling factors");
        AssertRefused(JpegEdit.Set(Grey, frame + 12, 3), "quantisation table 3");
        AssertRefused(JpegEdit.Set(Grey, frame + 9, 2), "components");
        AssertRefused(JpegEdit.Insert(Grey, frame, Grey[frame..(frame + 13)]), "second frame header");
        AssertRefused([.. Grey[..frame], .. Grey[(frame + 13)..]], "before the first scan");
        AssertRefused(JpegEdit.Set(Grey, frame + 1, 0xC7), "hierarchical");
        AssertRefused([0x89, 0x50], "FF D8");
    }

    [Fact]
    public void A_scan_header_that_does_not_fit_is_refused()
    {
        var scan = JpegEdit.Find(Grey, 0xDA);
        AssertRefused(JpegEdit.Set(Grey, scan + 5, 7), "component 7");
        AssertRefused(JpegEdit.Set(Grey, scan + 6, 0x30), "DC Huffman table 3");
        AssertRefused(JpegEdit.Set(Grey, scan + 6, 0x0F), "AC Huffman table 15");
        AssertRefused(JpegEdit.Set(Grey, scan + 4, 5), "components");
    }

    [Fact]
    public void Images_beyond_the_limit_or_beyond_their_bytes_are_refused()
    {
        var frame = JpegEdit.Find(Grey, 0xC0);
        var huge = Grey.ToArray();
        huge.AsSpan(frame + 5, 4).Fill(0xFF);
        AssertRefused(huge, "limit");
        var limits = new ReadLimits(MaxPixels: long.MaxValue);
        var error = Assert.Throws<ImageDataException>(() => JpegReader.Read(huge, limits));
        Assert.Contains("one array", error.Message, StringComparison.Ordinal);
        huge[frame + 5] = 0x30;
        error = Assert.Throws<ImageDataException>(() => JpegReader.Read(huge, limits));
        Assert.Contains("cut off", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hundreds_of_scans_over_the_whole_image_are_refused()
    {
        var file = Fixture.Bytes("golden/gray_progressive.jpg");
        // One code: the end of the band for as many blocks as the image has and more, so that a scan takes two bytes.
        List<byte> bomb =
            [.. file[..JpegEdit.Find(file, 0xDA)], 0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0x90];
        for (byte band = 1; band < 64; band++)
        {
            for (var bit = 13; bit >= 0; bit--)
            {
                var approximation = (byte)(((bit == 13 ? 0 : bit + 1) << 4) | bit);
                bomb.AddRange([0xFF, 0xDA, 0, 8, 1, 1, 0, band, band, approximation, 0x00, 0x7F]);
            }
        }

        AssertRefused([.. bomb], "more than any real one");
    }

    private static byte[] Samples(byte[] file) => ((Image<byte>)JpegReader.Read(file).Image).Samples;

    private static void AssertRefused(byte[] file, string reason)
    {
        var error = Assert.Throws<ImageDataException>(() => JpegReader.Read(file));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static byte[] Exif(bool isLittleEndian, byte orientation)
    {
        byte[] tiff = isLittleEndian
            ? [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]
            : [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
        return [0xFF, 0xE1, 0, (byte)(8 + tiff.Length), .. "Exif\0\0"u8, .. tiff];
    }
}
