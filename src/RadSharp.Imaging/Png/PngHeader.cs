using System.Buffers.Binary;

namespace RadSharp.Imaging.Png;

/// <summary>The image header (PNG 11.2.1), checked.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="BitDepth">Bits of a sample, or of an index into the palette: 1, 2, 4, 8 or 16.</param>
/// <param name="ColorType">What the samples are.</param>
/// <param name="IsInterlaced">Whether the pixels come in the seven passes of Adam7.</param>
internal readonly record struct PngHeader(int Width, int Height, int BitDepth, PngColorType ColorType, bool IsInterlaced)
{
    /// <summary>Bytes of the chunk's data.</summary>
    public const int ByteCount = 13;

    /// <summary>Samples in a pixel as stored: an index is one.</summary>
    public int StoredChannels => ColorType switch
    {
        PngColorType.GreyscaleAlpha => 2,
        PngColorType.Truecolor => 3,
        PngColorType.TruecolorAlpha => 4,
        _ => 1,
    };

    /// <summary>Bytes from a byte to the one that filters call its left neighbour (PNG 9.2), at least one.</summary>
    public int FilterDistance => Math.Max(1, StoredChannels * BitDepth / 8);

    /// <summary>Bytes of a row without its filter type.</summary>
    /// <param name="width">Pixels in the row: the image's, or a pass's.</param>
    public long RowByteCount(int width) => (((long)width * StoredChannels * BitDepth) + 7) / 8;

    /// <summary>Bytes that the deflated data becomes, filter types included.</summary>
    public long InflatedByteCount()
    {
        if (!IsInterlaced)
        {
            return Height * (1 + RowByteCount(Width));
        }

        var count = 0L;
        foreach (var pass in Adam7.Passes)
        {
            count += pass.Columns(Width) == 0 ? 0 : pass.Rows(Height) * (1 + RowByteCount(pass.Columns(Width)));
        }

        return count;
    }

    /// <summary>Reads the chunk's data.</summary>
    /// <param name="data">13 bytes.</param>
    /// <param name="offset">Where they lie in the file.</param>
    /// <param name="limits">What is believed.</param>
    /// <exception cref="ImageDataException">
    /// A field holds what the standard does not allow, or the image is too large.
    /// </exception>
    public static PngHeader Read(ReadOnlySpan<byte> data, long offset, ReadLimits limits)
    {
        var width = BinaryPrimitives.ReadUInt32BigEndian(data);
        var height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        limits.CheckSize(width, height, offset);
        if (width > Array.MaxLength / height)
        {
            throw new ImageDataException(offset, $"Expected fewer than 2^31 pixels, found {width}×{height}.");
        }

        var (depth, type) = (data[8], (PngColorType)data[9]);
        var isAllowed = type switch
        {
            PngColorType.Greyscale => depth is 1 or 2 or 4 or 8 or 16,
            PngColorType.Indexed => depth is 1 or 2 or 4 or 8,
            PngColorType.Truecolor or PngColorType.GreyscaleAlpha or PngColorType.TruecolorAlpha => depth is 8 or 16,
            _ => false,
        };
        if (!isAllowed)
        {
            throw new ImageDataException(
                offset + 8, $"Expected a bit depth and a colour type that go together, found {depth} bits and type {data[9]}.");
        }

        if (data[10] != 0 || data[11] != 0 || data[12] > 1)
        {
            throw new ImageDataException(
                offset + 10,
                $"Expected compression method 0, filter method 0 and interlace method 0 or 1, found {data[10]}, {data[11]} "
                + $"and {data[12]}.");
        }

        return new PngHeader((int)width, (int)height, depth, type, data[12] == 1);
    }

    /// <summary>Writes the chunk's data.</summary>
    /// <param name="data">13 bytes.</param>
    public void Write(Span<byte> data)
    {
        BinaryPrimitives.WriteInt32BigEndian(data, Width);
        BinaryPrimitives.WriteInt32BigEndian(data[4..], Height);
        data[8] = (byte)BitDepth;
        data[9] = (byte)ColorType;
        data[10] = data[11] = 0;
        data[12] = (byte)(IsInterlaced ? 1 : 0);
    }
}
