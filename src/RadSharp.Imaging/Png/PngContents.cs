using System.Buffers.Binary;
using System.Text;

namespace RadSharp.Imaging.Png;

/// <summary>
/// The chunks of a file (PNG 5.6), checked: their order, their number, and the checksums of those that make the image.
/// </summary>
/// <param name="Header">What IHDR says.</param>
/// <param name="Palette">Red, green, blue of each entry (PLTE); empty where there is none.</param>
/// <param name="PaletteAlpha">Alpha of the first entries (tRNS of an indexed image); empty where there is none.</param>
/// <param name="FirstImageData">Where the first IDAT chunk begins; the others follow it without a gap.</param>
/// <param name="PaletteOffset">Where the palette lies, for messages.</param>
internal readonly record struct PngContents(
    PngHeader Header, byte[] Palette, byte[] PaletteAlpha, int FirstImageData, int PaletteOffset)
{
    /// <summary>Bytes of a chunk beside its data: length, type and checksum.</summary>
    public const int ChunkOverhead = 12;

    /// <summary>Bytes before a chunk's data.</summary>
    public const int ChunkPrefix = 8;

    /// <summary>IDAT: chunk types are here the big-endian number that their letters make.</summary>
    public const uint ImageData = 0x49444154;

    /// <summary>IHDR.</summary>
    public const uint ImageHeader = 0x49484452;

    /// <summary>pHYs.</summary>
    public const uint PhysicalDimensions = 0x70485973;

    /// <summary>IEND.</summary>
    public const uint End = 0x49454E44;

    private const uint PaletteType = 0x504C5445;
    private const uint Transparency = 0x74524E53;

    // Bit 5 of the first letter: lower case marks a chunk that a reader may skip (PNG 5.4).
    private const uint AncillaryBit = 0x20000000;

    // No deflated byte stands for more: a match of 258 bytes takes at least two bits.
    private const long MostInflation = 1032;

    /// <summary>The first eight bytes of every file.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Samples in a pixel of the image: those stored, or the colours that an index stands for.</summary>
    public int Channels => Header.ColorType != PngColorType.Indexed ? Header.StoredChannels : PaletteAlpha.Length > 0 ? 4 : 3;

    /// <summary>Reads all chunks up to IEND; what follows is not looked at.</summary>
    /// <exception cref="ImageDataException">The file is damaged or declares what its data cannot be.</exception>
    public static PngContents Read(ReadOnlySpan<byte> file, ReadLimits limits)
    {
        if (!file.StartsWith(Signature))
        {
            throw new ImageDataException(0, "Expected the eight bytes that every PNG file begins with.");
        }

        PngHeader? found = null;
        byte[] palette = [], alpha = [];
        int firstImageData = 0, endOfImageData = 0, paletteOffset = 0;
        var deflatedByteCount = 0L;
        for (var start = Signature.Length; ;)
        {
            var type = ReadChunk(file, start, out var data);
            var dataStart = start + ChunkPrefix;
            var next = dataStart + data.Length + 4;
            if (found is null != (type == ImageHeader))
            {
                throw new ImageDataException(start, $"Expected IHDR once and as the first chunk, found {NameOf(type)}.");
            }

            switch (type)
            {
                case ImageHeader:
                    Require(data.Length == PngHeader.ByteCount, start, "IHDR has 13 bytes");
                    found = PngHeader.Read(data, dataStart, limits);
                    break;
                case PaletteType:
                    Require(palette.Length == 0 && firstImageData == 0, start, "PLTE appears once, before IDAT");
                    Require(MayHavePalette(found!.Value, data.Length), start, "PLTE fits the colour type and the bit depth");
                    (palette, paletteOffset) = (data.ToArray(), dataStart);
                    break;
                case Transparency when found!.Value.ColorType == PngColorType.Indexed:
                    Require(
                        palette.Length > 0 && alpha.Length == 0 && firstImageData == 0, start, "tRNS stands after PLTE, once");
                    Require(data.Length <= palette.Length / 3, start, "tRNS has at most one byte an entry of the palette");
                    alpha = data.ToArray();
                    break;
                case ImageData:
                    Require(firstImageData == 0 || endOfImageData == start, start, "the IDAT chunks follow one another");
                    firstImageData = firstImageData == 0 ? start : firstImageData;
                    endOfImageData = next;
                    deflatedByteCount += data.Length;
                    break;
                case End:
                    Require(firstImageData > 0, start, "IDAT stands before IEND");
                    var header = found!.Value;
                    Require(
                        palette.Length > 0 || header.ColorType != PngColorType.Indexed, start, "an indexed image has a palette");
                    CheckPlausibility(header, deflatedByteCount, firstImageData);
                    var contents = new PngContents(header, palette, alpha, firstImageData, paletteOffset);
                    Require(
                        (long)header.Width * header.Height * contents.Channels <= Array.MaxLength
                        && header.InflatedByteCount() <= Array.MaxLength, Signature.Length, "the image takes less than 2 GiB");
                    return contents;
                default:
                    if ((type & AncillaryBit) == 0)
                    {
                        throw new ImageDataException(start, $"Expected a critical chunk of PNG's, found {NameOf(type)}.");
                    }

                    break;
            }

            start = next;
        }
    }

    private static uint ReadChunk(ReadOnlySpan<byte> file, int start, out ReadOnlySpan<byte> data)
    {
        var rest = file[start..];
        if (rest.Length < ChunkOverhead)
        {
            throw new ImageDataException(start, $"Expected a chunk, found {rest.Length} bytes before the end of the file.");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        var type = BinaryPrimitives.ReadUInt32BigEndian(rest[4..]);
        if (length > rest.Length - ChunkOverhead)
        {
            throw new ImageDataException(
                start, $"Chunk {NameOf(type)} declares {length} bytes, but {rest.Length - ChunkOverhead} remain in the file.");
        }

        data = rest.Slice(ChunkPrefix, (int)length);
        var isChecked = (type & AncillaryBit) == 0 || type == Transparency;
        if (isChecked)
        {
            var declared = BinaryPrimitives.ReadUInt32BigEndian(rest[(ChunkPrefix + data.Length)..]);
            var computed = PngChecksum.Of(rest.Slice(4, 4 + data.Length));
            if (declared != computed)
            {
                throw new ImageDataException(
                    start + ChunkPrefix + data.Length,
                    $"Chunk {NameOf(type)} is damaged: expected the checksum {computed:X8} of its bytes, found {declared:X8}.");
            }
        }

        return type;
    }

    private static bool MayHavePalette(PngHeader header, int byteCount) => header.ColorType switch
    {
        PngColorType.Indexed => byteCount % 3 == 0 && byteCount > 0 && byteCount / 3 <= 1 << header.BitDepth,
        PngColorType.Truecolor or PngColorType.TruecolorAlpha => byteCount % 3 == 0 && byteCount is > 0 and <= 3 * 256,
        _ => false,
    };

    private static void CheckPlausibility(PngHeader header, long deflatedByteCount, long offset)
    {
        var inflatedByteCount = header.InflatedByteCount();
        if (inflatedByteCount > deflatedByteCount * MostInflation)
        {
            throw new ImageDataException(
                offset,
                $"An image of {header.Width}×{header.Height} pixels takes {inflatedByteCount:N0} bytes, but the "
                + $"{deflatedByteCount:N0} deflated bytes can stand for {deflatedByteCount * MostInflation:N0} at most.");
        }
    }

    private static void Require(bool condition, long offset, string rule)
    {
        if (!condition)
        {
            throw new ImageDataException(offset, $"Expected a file where {rule}.");
        }
    }

    // Four letters; anything else is shown as a number.
    private static string NameOf(uint type)
    {
        Span<byte> name = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(name, type);
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetter((char)letter))
            {
                return $"0x{type:X8}";
            }
        }

        return Encoding.ASCII.GetString(name);
    }
}
