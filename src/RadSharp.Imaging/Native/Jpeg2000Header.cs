using System.Buffers.Binary;

namespace RadSharp.Imaging.Native;

/// <summary>
/// What a JPEG 2000 code stream (ITU-T T.800) or a JP2 file around it declares, checked as far as a decoder would take memory
/// for it: size, components, tiles, and whether all tile parts are there.
/// </summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Components">Samples in a pixel, 1 to 4.</param>
/// <param name="IsFile">Whether the code stream lies in a JP2 file.</param>
/// <param name="CodeStreamOffset">Where the code stream begins.</param>
internal readonly record struct Jpeg2000Header(int Width, int Height, int Components, bool IsFile, int CodeStreamOffset)
{
    private const uint CodeStreamBox = 0x6A703263;
    private const ushort StartOfTilePart = 0xFF90;
    private const ushort EndOfCodeStream = 0xFFD9;
    private const int SizeByteCount = 38;

    // A tile part has twelve bytes of header and two of marker before its data (T.800 A.4.2, A.4.3).
    private const int LeastTilePart = 14;

    // An empty packet is one byte, whatever its area: the format knows no densest coding. No film comes near this one.
    private const long MostPixelsPerByte = 1 << 16;

    private static ReadOnlySpan<byte> FileSignature => [0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' ', 0x0D, 0x0A, 0x87, 0x0A];

    /// <summary>Reads the main header and walks over the tile parts.</summary>
    /// <exception cref="ImageDataException">They are not those of a plausible JPEG 2000 image.</exception>
    public static Jpeg2000Header Read(ReadOnlySpan<byte> data, ReadLimits limits)
    {
        var isFile = data.StartsWith(FileSignature);
        var start = isFile ? FindCodeStream(data) : 0;
        var stream = data[start..];
        Require(
            stream.Length >= 4 + 2 + SizeByteCount && stream.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]), start,
            "Expected a JPEG 2000 code stream, which begins with FF 4F FF 51.");

        // T.800 A.5.1; the numbers are the length, capabilities, then those read here.
        var size = stream[4..];
        var components = BinaryPrimitives.ReadUInt16BigEndian(size[36..]);
        Require(components is >= 1 and <= 4, start + 40, $"Expected one to four components, found {components}.");
        var (columns, rows) = (Number(size, 4), Number(size, 8));
        var (left, top) = (Number(size, 12), Number(size, 16));
        var (tileWidth, tileHeight) = (Number(size, 20), Number(size, 24));
        var (tileLeft, tileTop) = (Number(size, 28), Number(size, 32));
        var (width, height) = (columns - left, rows - top);
        limits.CheckSize(width, height, start + 8);
        Require(
            columns <= int.MaxValue && rows <= int.MaxValue && tileWidth > 0 && tileHeight > 0 && tileLeft <= left && tileTop <= top
            && tileLeft + tileWidth > left && tileTop + tileHeight > top, start + 24,
            "Expected tiles that cover the image and begin within the first one.");
        var tiles = (((columns - tileLeft - 1) / tileWidth) + 1) * (((rows - tileTop - 1) / tileHeight) + 1);
        Require(
            width * height <= stream.Length * MostPixelsPerByte && tiles * LeastTilePart <= stream.Length, start + 8,
            $"{stream.Length:N0} bytes of JPEG 2000 cannot stand for {width}×{height} pixels in {tiles} tiles.");
        WalkTileParts(stream, start);
        return new Jpeg2000Header((int)width, (int)height, components, isFile, start);
    }

    private static long Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);

    // T.800 I.4: boxes with length and type; a length of 1 means that 8 bytes of length follow, 0 that the box is the last.
    private static int FindCodeStream(ReadOnlySpan<byte> data)
    {
        for (long at = 0; at <= data.Length - 8;)
        {
            var box = data[(int)at..];
            var (length, prefix) = (Number(box, 0), 8);
            if (length == 1 && box.Length >= 16)
            {
                (length, prefix) = ((long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(box[8..]), int.MaxValue), 16);
            }

            if (Number(box, 4) == CodeStreamBox)
            {
                return (int)at + prefix;
            }

            if (length < prefix)
            {
                break;
            }

            at += length;
        }

        throw new ImageDataException(0, "The JP2 file has no code stream.");
    }

    private static void WalkTileParts(ReadOnlySpan<byte> stream, int start)
    {
        var at = 2;
        while (true)
        {
            Require(stream.Length - at >= 4, start + at, "The code stream ends in its main header.");
            var (marker, length) = (Word(stream, at), Word(stream, at + 2));
            if (marker == StartOfTilePart)
            {
                break;
            }

            Require(marker >= 0xFF30 && length >= 2, start + at, $"Expected a marker segment of the main header, found {marker:X4}.");
            at += 2 + length;
        }

        // A length of 0 lets the last tile part reach to the end. Where that comes early is for the decoder to notice.
        while (stream.Length - at >= LeastTilePart && Word(stream, at) == StartOfTilePart)
        {
            var length = Number(stream, at + 6);
            if (length == 0)
            {
                return;
            }

            Require(
                length >= LeastTilePart && length <= stream.Length - at, start + at,
                $"A tile part declares {length} bytes, but {stream.Length - at} remain.");
            at += (int)length;
        }

        // Some writers leave the end marker out; then there is nothing, or padding, behind the last tile part.
        Require(
            stream.Length - at <= 1 || Word(stream, at) is EndOfCodeStream or 0, start + at,
            "Expected a tile part or the end of the code stream.");
    }

    private static ushort Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    private static void Require(bool condition, long offset, string sentence)
    {
        if (!condition)
        {
            throw new ImageDataException(offset, sentence);
        }
    }
}
