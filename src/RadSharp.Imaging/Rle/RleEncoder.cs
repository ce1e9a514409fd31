using System.Buffers.Binary;

namespace RadSharp.Imaging.Rle;

/// <summary>Writes DICOM's run-length encoding (PS3.5 annex G); no run goes beyond the end of a row.</summary>
public static class RleEncoder
{
    private const int MostAtOnce = 128;

    /// <summary>Encodes a frame.</summary>
    /// <param name="samples">Little-endian samples, those of a pixel side by side. // [height, width, samplesPerPixel]</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="samplesPerPixel">1 for grey, 3 for colour.</param>
    /// <param name="bytesPerSample">1, 2 or 4; with the samples of a pixel at most 15 bytes.</param>
    /// <returns>The frame as it is encapsulated, of even length.</returns>
    /// <exception cref="ArgumentException">The samples are no whole number of rows.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> samples, int width, int samplesPerPixel, int bytesPerSample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(samplesPerPixel, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesPerSample, 1);
        var segments = samplesPerPixel * bytesPerSample;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(segments, RleDecoder.MostSegments);
        if (samples.Length % (width * segments) != 0)
        {
            throw new ArgumentException(
                $"Expected rows of {width} pixels of {segments} bytes, found {samples.Length} bytes.", nameof(samples));
        }

        var header = new byte[RleDecoder.HeaderByteCount];
        BinaryPrimitives.WriteInt32LittleEndian(header, segments);
        using var frame = new MemoryStream();
        frame.Write(header);
        var row = new byte[width];
        for (var segment = 0; segment < segments; segment++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(sizeof(uint) * (1 + segment)), (int)frame.Length);
            var (sample, significance) = Math.DivRem(segment, bytesPerSample);
            var place = (sample * bytesPerSample) + bytesPerSample - 1 - significance;
            while (place < samples.Length)
            {
                for (var x = 0; x < width; x++, place += segments)
                {
                    row[x] = samples[place];
                }

                Pack(row, frame);
            }

            if (frame.Length % 2 != 0)
            {
                frame.WriteByte(0);
            }
        }

        header.CopyTo(frame.GetBuffer(), 0);
        return frame.ToArray();
    }

    private static void Pack(ReadOnlySpan<byte> row, MemoryStream packed)
    {
        var literal = 0;
        for (var at = 0; at < row.Length;)
        {
            // Two equal bytes do not pay where they would end a literal run (PS3.5 G.4.2).
            var run = RunLength(row[at..]);
            var least = literal > 0 ? 3 : 2;
            if (run < least && literal + run <= MostAtOnce)
            {
                literal += run;
                at += run;
                run = 0;
            }

            if (literal > 0 && (run > 0 || at == row.Length))
            {
                packed.WriteByte((byte)(literal - 1));
                packed.Write(row.Slice(at - literal, literal));
                literal = 0;
            }

            if (run >= least)
            {
                packed.WriteByte((byte)(1 - run));
                packed.WriteByte(row[at]);
                at += run;
            }
        }
    }

    private static int RunLength(ReadOnlySpan<byte> bytes)
    {
        var end = bytes[..Math.Min(bytes.Length, MostAtOnce)].IndexOfAnyExcept(bytes[0]);
        return end < 0 ? Math.Min(bytes.Length, MostAtOnce) : end;
    }
}
