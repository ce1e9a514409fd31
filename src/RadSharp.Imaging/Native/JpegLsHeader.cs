using System.Buffers.Binary;

namespace RadSharp.Imaging.Native;

/// <summary>What a JPEG-LS code stream (ITU-T T.87) declares before its first scan.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="BitsPerSample">2 to 16.</param>
/// <param name="Components">Samples in a pixel, 1 to 4.</param>
/// <param name="IsPlanar">Whether each component has a scan of its own.</param>
/// <param name="ScanOffset">Where the first scan's header lies.</param>
/// <param name="ByteCount">Bytes up to the end-of-image marker.</param>
internal readonly record struct JpegLsHeader(
    int Width, int Height, int BitsPerSample, int Components, bool IsPlanar, int ScanOffset, int ByteCount)
{
    private const byte StartOfImage = 0xD8;
    private const byte StartOfFrame = 0xF7;
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;

    // A single bit ends a run of 2^15 pixels at most (T.87 A.7.1), and a row takes at least a bit.
    private const long MostPixelsPerByte = 8L << 15;
    private const long MostRowsPerByte = 8;

    /// <summary>Reads the markers up to the first scan.</summary>
    /// <exception cref="ImageDataException">They are not those of a plausible JPEG-LS image.</exception>
    public static JpegLsHeader Read(ReadOnlySpan<byte> data, ReadLimits limits)
    {
        if (data.Length < 2 || data[0] != 0xFF || data[1] != StartOfImage)
        {
            throw new ImageDataException(0, "Expected a JPEG-LS code stream, which begins with FF D8.");
        }

        JpegLsHeader? frame = null;
        for (var at = 2; ;)
        {
            var segment = Segment(data, ref at, out var marker);
            var offset = at - segment.Length;
            switch (marker)
            {
                case StartOfFrame:
                    Require(frame is null && segment.Length >= 6, offset, "Expected one frame header.");
                    frame = ReadFrame(segment, offset, data.Length, limits);
                    break;
                case StartOfScan:
                    Require(frame is not null, offset, "Expected a frame header before the first scan.");
                    Require(
                        segment.Length >= 1 && segment.Length >= 4 + (2 * segment[0]), offset, "The scan header is too short.");
                    return frame!.Value with
                    {
                        IsPlanar = segment[0] < frame.Value.Components,
                        ScanOffset = offset,
                        ByteCount = End(data, at),
                    };
                default:
                    Require(
                        marker is not (>= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC) && marker != EndOfImage,
                        offset,
                        $"Expected a JPEG-LS frame, found marker FF {marker:X2}.");
                    break;
            }
        }
    }

    private static JpegLsHeader ReadFrame(ReadOnlySpan<byte> segment, int offset, int byteCount, ReadLimits limits)
    {
        var height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        var width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        var (bits, components) = (segment[0], segment[5]);
        limits.CheckSize(width, height, offset);
        Require((long)width * height * components <= Array.MaxLength, offset, "Expected fewer than 2^31 samples.");
        Require(bits is >= 2 and <= 16, offset, $"Expected samples of 2 to 16 bits, found {bits}.");
        Require(components is >= 1 and <= 4, offset, $"Expected one to four components, found {components}.");
        Require(
            (long)width * height <= byteCount * MostPixelsPerByte && height <= byteCount * MostRowsPerByte, offset,
            $"{byteCount:N0} bytes of JPEG-LS cannot stand for {width}×{height} pixels.");
        return new JpegLsHeader(width, height, bits, components, IsPlanar: false, ScanOffset: 0, ByteCount: 0);
    }

    // A decoder that meets the end of its data within a code takes seconds to notice (CharLS 2.4.1); at a marker it stops.
    private static int End(ReadOnlySpan<byte> data, int firstScanData)
    {
        var length = data[firstScanData..].LastIndexOf((ReadOnlySpan<byte>)[0xFF, EndOfImage]);
        Require(length >= 0, data.Length, "The code stream ends before its end-of-image marker.");
        return firstScanData + length + 2;
    }

    // The marker at a place and what follows its length; the place moves behind it.
    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> data, ref int at, out byte marker)
    {
        while (at < data.Length - 1 && data[at] == 0xFF && data[at + 1] == 0xFF)
        {
            at++;
        }

        Require(data.Length - at >= 4, at, "The code stream ends before its first scan.");
        Require(data[at] == 0xFF, at, $"Expected a marker, found {data[at]:X2}.");
        marker = data[at + 1];
        var length = BinaryPrimitives.ReadUInt16BigEndian(data[(at + 2)..]);
        Require(
            length >= 2 && length <= data.Length - at - 2, at,
            $"Segment FF {marker:X2} declares {length} bytes, but {data.Length - at - 2} follow.");
        var segment = data.Slice(at + 4, length - 2);
        at += 2 + length;
        return segment;
    }

    private static void Require(bool condition, long offset, string sentence)
    {
        if (!condition)
        {
            throw new ImageDataException(offset, sentence);
        }
    }
}
