using System.Buffers.Binary;

namespace RadSharp.Imaging.Rle;

/// <summary>
/// DICOM's run-length encoding (PS3.5 annex G): a header of 64 bytes, then a segment of packed bytes for each byte of a
/// sample, the most significant first, for each sample of a pixel.
/// </summary>
public static class RleDecoder
{
    /// <summary>
    /// Most bytes that one encoded byte stands for, so that a caller can refuse a frame before it takes memory.
    /// </summary>
    public const int MostExpansion = 64;

    internal const int HeaderByteCount = 64;
    internal const int MostSegments = 15;

    /// <summary>Decodes a frame.</summary>
    /// <param name="frame">The encapsulated bytes of one frame.</param>
    /// <param name="pixels">Pixels of the frame, rows × columns.</param>
    /// <param name="samplesPerPixel">1 for grey, 3 for colour.</param>
    /// <param name="bytesPerSample">1, 2 or 4.</param>
    /// <param name="destination">
    /// <c>pixels × samplesPerPixel × bytesPerSample</c> bytes: little-endian samples, those of a pixel side by side.
    /// </param>
    /// <exception cref="ImageDataException">The header does not fit the frame, or a segment does not hold the pixels.</exception>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    public static void Decode(
        ReadOnlySpan<byte> frame, int pixels, int samplesPerPixel, int bytesPerSample, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(samplesPerPixel, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesPerSample, 1);
        var pixelByteCount = samplesPerPixel * bytesPerSample;
        if (destination.Length != (long)pixels * pixelByteCount)
        {
            throw new ArgumentException(
                $"Expected room for {pixels} pixels of {pixelByteCount} bytes, found {destination.Length} bytes.",
                nameof(destination));
        }

        CheckHeader(frame, pixelByteCount);
        for (var segment = 0; segment < pixelByteCount; segment++)
        {
            var start = Offset(frame, segment);
            var end = segment + 1 < pixelByteCount ? Offset(frame, segment + 1) : frame.Length;
            var (sample, significance) = Math.DivRem(segment, bytesPerSample);
            var first = (sample * bytesPerSample) + bytesPerSample - 1 - significance;
            if (pixels > 0)
            {
                Unpack(frame[..end], start, pixels, destination[first..], pixelByteCount);
            }
        }
    }

    private static void CheckHeader(ReadOnlySpan<byte> frame, int segments)
    {
        if (frame.Length < HeaderByteCount)
        {
            throw new ImageDataException(
                0, $"Expected an RLE header of {HeaderByteCount} bytes, but the frame has {frame.Length}.");
        }

        var declared = BinaryPrimitives.ReadUInt32LittleEndian(frame);
        if (declared != segments || segments > MostSegments)
        {
            throw new ImageDataException(
                0,
                $"Expected {segments} RLE segments, one for each byte of a pixel and at most {MostSegments}, found {declared}.");
        }

        var least = (uint)HeaderByteCount;
        for (var segment = 0; segment < segments; segment++)
        {
            var place = sizeof(uint) * (1 + segment);
            var offset = BinaryPrimitives.ReadUInt32LittleEndian(frame[place..]);
            if (offset < least || offset > frame.Length)
            {
                throw new ImageDataException(
                    place,
                    $"Expected RLE segment {segment + 1} to begin between byte {least} and {frame.Length}, found {offset}.");
            }

            least = offset;
        }
    }

    private static int Offset(ReadOnlySpan<byte> frame, int segment) =>
        BinaryPrimitives.ReadInt32LittleEndian(frame[(sizeof(uint) * (1 + segment))..]);

    // PS3.5 G.3.2: n from 0 to 127 copies n + 1 bytes, from −1 to −127 repeats one byte 1 − n times, −128 does nothing.
    private static void Unpack(ReadOnlySpan<byte> frame, int at, int pixels, Span<byte> destination, int step)
    {
        for (var done = 0; done < pixels;)
        {
            var control = at < frame.Length ? (sbyte)frame[at] : throw EndsEarly(at, pixels - done);
            if (control == sbyte.MinValue)
            {
                at++;
                continue;
            }

            var (count, byteCount) = control >= 0 ? (control + 1, control + 1) : (1 - control, 1);
            if (byteCount >= frame.Length - at)
            {
                throw EndsEarly(at, pixels - done);
            }

            if (count > pixels - done)
            {
                throw new ImageDataException(
                    at, $"The RLE segment has {count} bytes here, but only {pixels - done} of its {pixels} pixels are left.");
            }

            var target = destination[(done * step)..];
            if (control >= 0)
            {
                Spread(frame.Slice(at + 1, count), target, step);
            }
            else
            {
                Repeat(frame[at + 1], count, target, step);
            }

            done += count;
            at += 1 + byteCount;
        }
    }

    private static void Spread(ReadOnlySpan<byte> bytes, Span<byte> destination, int step)
    {
        if (step == 1)
        {
            bytes.CopyTo(destination);
            return;
        }

        for (int index = 0, place = 0; index < bytes.Length; index++, place += step)
        {
            destination[place] = bytes[index];
        }
    }

    private static void Repeat(byte value, int count, Span<byte> destination, int step)
    {
        if (step == 1)
        {
            destination[..count].Fill(value);
            return;
        }

        for (int index = 0, place = 0; index < count; index++, place += step)
        {
            destination[place] = value;
        }
    }

    private static ImageDataException EndsEarly(int at, int missing) =>
        new(at, $"The RLE segment ends {missing} pixels before the frame is complete.");
}
