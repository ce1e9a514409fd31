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
    private const ushort StartOfData = 0xFF93;
    private const ushort EndOfCodeStream = 0xFFD9;
    private const ushort CodingStyle = 0xFF52;
    private const ushort ComponentCodingStyle = 0xFF53;
    private const int SizeByteCount = 38;
    private const int MostComponents = 4;

    // A tile part has twelve bytes of header and two of marker before its data (T.800 A.4.2, A.4.3).
    private const int LeastTilePart = 14;

    // An empty packet is one byte, whatever its area: the format knows no densest coding. No film comes near this one.
    private const long MostPixelsPerByte = 1 << 16;

    // What a decoder takes for these is some tens of megabytes; 400 million pixels have as many blocks of the usual size.
    private const long MostEmptyBlocks = 100_000;

    private static ReadOnlySpan<byte> FileSignature =>
        [0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' ', 0x0D, 0x0A, 0x87, 0x0A];

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
        Require(components is >= 1 and <= MostComponents, start + 40, $"Expected one to four components, found {components}.");
        var (columns, rows) = (Number(size, 4), Number(size, 8));
        var (left, top) = (Number(size, 12), Number(size, 16));
        var (tileWidth, tileHeight) = (Number(size, 20), Number(size, 24));
        var (tileLeft, tileTop) = (Number(size, 28), Number(size, 32));
        var (width, height) = (columns - left, rows - top);
        limits.CheckSize(width, height, start + 8);
        Require(
            columns <= int.MaxValue && rows <= int.MaxValue && tileWidth > 0 && tileHeight > 0 && tileLeft <= left
            && tileTop <= top && tileLeft + tileWidth > left && tileTop + tileHeight > top, start + 24,
            "Expected tiles that cover the image and begin within the first one.");
        Require(
            width <= Array.MaxLength / MostComponents / height, start + 8,
            $"Expected fewer than 2^29 pixels, found {width}×{height}.");
        var tiles = (((columns - tileLeft - 1) / tileWidth) + 1) * (((rows - tileTop - 1) / tileHeight) + 1);
        Require(
            width * height <= stream.Length * MostPixelsPerByte && tiles * LeastTilePart <= stream.Length, start + 8,
            $"{stream.Length:N0} bytes of JPEG 2000 cannot stand for {width}×{height} pixels in {tiles} tiles.");
        var header = new Jpeg2000Header((int)width, (int)height, components, isFile, start);
        header.WalkTileParts(stream);
        return header;
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

    private void WalkTileParts(ReadOnlySpan<byte> stream)
    {
        var at = WalkSegments(stream, 2, StartOfTilePart);

        // A length of 0 lets the last tile part reach to the end. Where that comes early is for the decoder to notice.
        while (stream.Length - at >= LeastTilePart && Word(stream, at) == StartOfTilePart)
        {
            var length = Number(stream, at + 6);
            Require(
                length == 0 || (length >= LeastTilePart && length <= stream.Length - at), CodeStreamOffset + at,
                $"A tile part declares {length} bytes, but {stream.Length - at} remain.");
            WalkSegments(stream, at, StartOfData);
            if (length == 0)
            {
                return;
            }

            at += (int)length;
        }

        // Some writers leave the end marker out; then there is nothing, or padding, behind the last tile part.
        Require(
            stream.Length - at <= 1 || Word(stream, at) is EndOfCodeStream or 0, CodeStreamOffset + at,
            "Expected a tile part or the end of the code stream.");
    }

    // From a marker to the next one of a kind, over segments that have a length.
    private int WalkSegments(ReadOnlySpan<byte> stream, int at, ushort last)
    {
        while (true)
        {
            Require(stream.Length - at >= 4, CodeStreamOffset + at, "The code stream ends in a header.");
            var (marker, length) = (Word(stream, at), Word(stream, at + 2));
            if (marker == last)
            {
                return at;
            }

            Require(
                marker >= 0xFF30 && length >= 2 && length <= stream.Length - at - 2, CodeStreamOffset + at,
                $"Expected a marker segment of a header, found {marker:X4} with {length} bytes.");
            if (marker is CodingStyle or ComponentCodingStyle)
            {
                CheckCodingStyle(stream.Slice(at + 4, length - 2), marker == CodingStyle, stream.Length, CodeStreamOffset + at);
            }

            at += 2 + length;
        }
    }

    // T.800 A.6.1, A.6.2. A decoder takes memory for every packet, of which each has a byte at least, and for every code-block,
    // even where nothing is coded in it.
    private void CheckCodingStyle(ReadOnlySpan<byte> segment, bool isForAll, int streamByteCount, long offset)
    {
        var fields = isForAll ? 5 : 2;
        Require(segment.Length >= fields + 5, offset, "The coding style is too short.");
        var hasPrecincts = (segment[isForAll ? 0 : 1] & 1) != 0;
        var layers = isForAll ? Word(segment, 2) : 1;
        var (levels, blockWidth, blockHeight) = (segment[fields], segment[fields + 1] + 2, segment[fields + 2] + 2);
        var precincts = segment[(fields + 5)..];
        Require(
            levels <= 32 && blockWidth + blockHeight <= 12 && (!hasPrecincts || precincts.Length > levels), offset,
            "Expected at most 32 decomposition levels and code-blocks of 4096 samples, and a precinct size for each resolution.");
        var packets = 0L;
        for (var resolution = 0; resolution <= levels; resolution++)
        {
            var size = hasPrecincts ? precincts[resolution] : byte.MaxValue;
            var shift = levels - resolution;
            var columns = Math.Max(1L, Width >> Math.Min(31, shift + (size & 15)));
            var rows = Math.Max(1L, Height >> Math.Min(31, shift + (size >> 4)));
            packets += columns * rows;
        }

        var blocks = (long)Width * Height >> (blockWidth + blockHeight);
        Require(
            packets * layers <= streamByteCount && blocks <= MostEmptyBlocks + (streamByteCount * 8L), offset,
            $"{streamByteCount:N0} bytes of JPEG 2000 cannot stand for {packets * layers:N0} packets and {blocks:N0} "
            + "code-blocks.");
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
