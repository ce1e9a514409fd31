using RadSharp.Imaging.Rle;
using RadSharp.Imaging.Tests.Native;

namespace RadSharp.Imaging.Tests.Rle;

public class RleTests
{
    [Fact]
    public void A_film_has_its_stored_samples()
    {
        var film = new FilmFragment("c_rle.dcm");
        var samples = new byte[film.Width * film.Height * 2];
        RleDecoder.Decode(film.Bytes, film.Width * film.Height, 1, 2, samples);
        film.IsMadeOf(samples);
    }

    [Fact]
    public void A_film_is_encoded_no_longer_than_the_fixture_and_decodes_to_itself()
    {
        var film = new FilmFragment("c_rle.dcm");
        var samples = new byte[film.Width * film.Height * 2];
        RleDecoder.Decode(film.Bytes, film.Width * film.Height, 1, 2, samples);
        var encoded = RleEncoder.Encode(samples, film.Width, 1, 2);
        Assert.InRange(encoded.Length, RleDecoder.HeaderByteCount, film.Bytes.Length + 2);
        var again = new byte[samples.Length];
        RleDecoder.Decode(encoded, film.Width * film.Height, 1, 2, again);
        Assert.Equal(samples, again);
    }

    [Fact]
    public void The_annex_s_codes_mean_what_it_says()
    {
        // Two literal bytes, nothing, four times 9, one literal byte.
        byte[] frame = [.. Header(64), 1, 7, 8, 0x80, 0xFD, 9, 0, 5];
        var samples = new byte[7];
        RleDecoder.Decode(frame, 7, 1, 1, samples);
        Assert.Equal([7, 8, 9, 9, 9, 9, 5], samples);
    }

    [Fact]
    public void Segments_are_bytes_from_the_most_significant_of_each_sample()
    {
        byte[] frame = [.. Header(64, 66, 68, 70), 0, 0x12, 0, 0x34, 0, 0x56, 0, 0x78];
        var samples = new byte[4];
        RleDecoder.Decode(frame, 1, 2, 2, samples);
        Assert.Equal([0x34, 0x12, 0x78, 0x56], samples);
    }

    [Fact]
    public void What_is_encoded_is_decoded_again_and_runs_end_with_their_rows()
    {
        var random = new Random(7);
        foreach (var (samplesPerPixel, bytesPerSample) in ((int, int)[])[(1, 1), (1, 2), (3, 1), (3, 2), (1, 4)])
        {
            for (var width = 1; width < 300; width += random.Next(1, 9))
            {
                var height = random.Next(1, 4);
                var samples = new byte[width * height * samplesPerPixel * bytesPerSample];
                for (var index = 0; index < samples.Length; index++)
                {
                    samples[index] = random.Next(3) > 0 && index > 0 ? samples[index - 1] : (byte)random.Next(3);
                }

                var encoded = RleEncoder.Encode(samples, width, samplesPerPixel, bytesPerSample);
                Assert.Equal(0, encoded.Length % 2);
                var decoded = new byte[samples.Length];
                RleDecoder.Decode(encoded, width * height, samplesPerPixel, bytesPerSample, decoded);
                Assert.Equal(samples, decoded);
            }
        }

        // Six equal pixels in two rows: each row a run of three.
        Assert.Equal((byte[])[0xFE, 5, 0xFE, 5], RleEncoder.Encode([5, 5, 5, 5, 5, 5], 3, 1, 1)[64..]);
    }

    [Theory]
    [InlineData(0, "64 bytes", 0)]
    [InlineData(63, "64 bytes", 0)]
    public void A_frame_shorter_than_its_header_is_refused(int length, string reason, long offset) =>
        Refused(new byte[length], reason, offset);

    [Fact]
    public void Another_number_of_segments_is_refused() => Refused([.. Header(64, 66), 0, 1, 0, 1], "found 2", 0);

    [Theory]
    [InlineData(63)]
    [InlineData(69)]
    [InlineData(-1)]
    public void A_segment_outside_the_frame_is_refused(int offset) =>
        Refused([.. Header(offset), 3, 1, 2, 3], $"found {(uint)offset}", 4);

    [Fact]
    public void A_segment_that_begins_before_the_one_before_it_is_refused()
    {
        byte[] frame = [.. Header(67, 66), 3, 1, 2, 3, 4];
        var error = Assert.Throws<ImageDataException>(() => RleDecoder.Decode(frame, 1, 1, 2, new byte[2]));
        Assert.Equal(8, error.Offset);
    }

    [Fact]
    public void A_segment_that_ends_early_is_refused() => Refused([.. Header(64), 1, 1, 2], "2 pixels before", 67);

    [Fact]
    public void A_literal_run_beyond_its_segment_is_refused() => Refused([.. Header(64), 3, 1, 2], "4 pixels before", 64);

    [Fact]
    public void A_run_without_its_byte_is_refused() => Refused([.. Header(64), 0xFD], "4 pixels before", 64);

    [Fact]
    public void A_run_beyond_the_last_pixel_is_refused() => Refused([.. Header(64), 0, 1, 0xF0, 2], "only 3", 66);

    [Fact]
    public void A_damaged_frame_is_decoded_or_refused_with_its_place()
    {
        var random = new Random(8);
        var samples = new byte[64 * 16 * 2];
        for (var index = 0; index < samples.Length; index++)
        {
            samples[index] = (byte)(random.Next(4) == 0 ? random.Next() : index / 50);
        }

        var original = RleEncoder.Encode(samples, 64, 1, 2);
        int read = 0, refused = 0;
        for (var mutant = 0; mutant < 6000; mutant++)
        {
            byte[] frame = [.. original[..(random.Next(4) == 0 ? random.Next(original.Length) : original.Length)]];
            for (var times = random.Next(3); times > 0 && frame.Length > 0; times--)
            {
                frame[random.Next(3) == 0 ? random.Next(Math.Min(12, frame.Length)) : random.Next(frame.Length)] ^=
                    (byte)(1 << random.Next(8));
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                RleDecoder.Decode(frame, 64 * 16, 1, 2, samples);
                read++;
            }
            catch (ImageDataException error)
            {
                Assert.InRange(error.Offset, 0, frame.Length);
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
        }

        Assert.InRange(read, 500, 6000);
        Assert.InRange(refused, 500, 6000);
    }

    private static byte[] Header(params int[] offsets)
    {
        var header = new byte[64];
        header[0] = (byte)offsets.Length;
        for (var segment = 0; segment < offsets.Length; segment++)
        {
            BitConverter.TryWriteBytes(header.AsSpan(4 * (segment + 1)), offsets[segment]);
        }

        return header;
    }

    private static void Refused(byte[] frame, string reason, long offset)
    {
        var error = Assert.Throws<ImageDataException>(() => RleDecoder.Decode(frame, 4, 1, 1, new byte[4]));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(offset, error.Offset);
    }
}
