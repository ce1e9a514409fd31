namespace RadSharp.Imaging.Jpeg;

/// <summary>Writes markers and marker segments: ITU-T T.81, B.1.1.</summary>
internal static class SegmentWriter
{
    /// <summary>Writes a marker that stands alone.</summary>
    public static void WriteMarker(Stream destination, byte marker) => destination.Write([JpegMarker.Prefix, marker]);

    /// <summary>Writes a marker, the length and the content of its segment.</summary>
    public static void WriteSegment(Stream destination, byte marker, ReadOnlySpan<byte> content)
    {
        var length = content.Length + 2;
        destination.Write([JpegMarker.Prefix, marker, (byte)(length >> 8), (byte)length]);
        destination.Write(content);
    }

    /// <summary>Writes a Huffman table.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="kindAndNumber">Upper half 0 for DC and differences, 1 for AC; lower half the number of the table.</param>
    /// <param name="code">The table.</param>
    public static void WriteHuffmanTable(Stream destination, byte kindAndNumber, HuffmanCode code) =>
        WriteSegment(destination, JpegMarker.HuffmanTables, [kindAndNumber, .. code.CountsAndSymbols]);

    /// <summary>Writes a frame header.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="marker">The kind of frame.</param>
    /// <param name="precision">Bits of a sample.</param>
    /// <param name="image">For its size, 1 to 65,535 in both directions.</param>
    /// <param name="components">For each component its number, sampling factors and quantisation table.</param>
    /// <exception cref="ArgumentException">The image is empty or too large for the format.</exception>
    public static void WriteFrame(Stream destination, byte marker, int precision, Image image, ReadOnlySpan<byte> components)
    {
        var (width, height) = (image.Width, image.Height);
        if (width is < 1 or > ushort.MaxValue || height is < 1 or > ushort.MaxValue)
        {
            throw new ArgumentException(
                $"A JPEG image has 1 to 65,535 rows and columns, this one is {width}×{height}.", nameof(image));
        }

        WriteSegment(
            destination,
            marker,
            [
                (byte)precision,
                (byte)(height >> 8),
                (byte)height,
                (byte)(width >> 8),
                (byte)width,
                (byte)(components.Length / 3),
                .. components,
            ]);
    }
}
