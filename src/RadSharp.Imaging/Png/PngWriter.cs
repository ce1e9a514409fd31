using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace RadSharp.Imaging.Png;

/// <summary>
/// Writes PNG files (W3C Portable Network Graphics, third edition): grey, grey with alpha, RGB and RGBA of 8 or 16 bits, not
/// interlaced, each row with the filter that suits it.
/// </summary>
public static class PngWriter
{
    private const double MillimetersPerMeter = 1000;

    /// <summary>Writes an image of 8 bits a sample.</summary>
    /// <param name="stream">Where the file goes; it stays open.</param>
    /// <param name="image">At least one pixel; 1 to 4 channels.</param>
    /// <param name="compression">How hard the deflation tries.</param>
    /// <param name="pixelSpacing">
    /// Millimetres from a pixel's centre to the next one's, to be written as pixels a metre (pHYs); null to leave it out.
    /// </param>
    /// <exception cref="ArgumentException">The image is empty, or has more than four channels.</exception>
    public static void Write(
        Stream stream, Image<byte> image, CompressionLevel compression = CompressionLevel.Optimal,
        (double Horizontal, double Vertical)? pixelSpacing = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(image);
        Write(stream, image, 8, compression, pixelSpacing, (y, row) => image.Row(y).CopyTo(row));
    }

    /// <summary>Writes an image of 16 bits a sample.</summary>
    /// <inheritdoc cref="Write(Stream, Image{byte}, CompressionLevel, ValueTuple{double, double}?)"/>
    public static void Write(
        Stream stream, Image<ushort> image, CompressionLevel compression = CompressionLevel.Optimal,
        (double Horizontal, double Vertical)? pixelSpacing = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(image);
        Write(
            stream, image, 16, compression, pixelSpacing,
            (y, row) => PngPixels.SwapOrder(image.Row(y), MemoryMarshal.Cast<byte, ushort>(row)));
    }

    private static void Write(
        Stream stream, Image image, int depth, CompressionLevel compression, (double Horizontal, double Vertical)? pixelSpacing,
        Action<int, Span<byte>> storeRow)
    {
        var type = image.Channels switch
        {
            1 => PngColorType.Greyscale,
            2 => PngColorType.GreyscaleAlpha,
            3 => PngColorType.Truecolor,
            4 => PngColorType.TruecolorAlpha,
            _ => throw new ArgumentException(
                $"A PNG image has one to four channels, but this one has {image.Channels}.", nameof(image)),
        };
        if (image.Width == 0 || image.Height == 0)
        {
            throw new ArgumentException("A PNG image has at least one pixel, but this one is empty.", nameof(image));
        }

        var header = new PngHeader(image.Width, image.Height, depth, type, IsInterlaced: false);
        Span<byte> fields = stackalloc byte[PngHeader.ByteCount];
        header.Write(fields);
        stream.Write(PngContents.Signature);
        WriteChunk(stream, PngContents.ImageHeader, fields);
        if (pixelSpacing is { } spacing)
        {
            WriteSpacing(stream, spacing.Horizontal, spacing.Vertical);
        }

        var deflated = Deflate(header, compression, storeRow);
        WriteChunk(stream, PngContents.ImageData, deflated.GetBuffer().AsSpan(0, (int)deflated.Length));
        WriteChunk(stream, PngContents.End, []);
    }

    private static MemoryStream Deflate(in PngHeader header, CompressionLevel compression, Action<int, Span<byte>> storeRow)
    {
        var byteCount = checked((int)header.RowByteCount(header.Width));
        var predictions = new RowPredictions(byteCount, header.FilterDistance);
        var (row, above) = (new byte[RowPredictions.Margin + byteCount], new byte[RowPredictions.Margin + byteCount]);
        var deflated = new MemoryStream();
        using var deflating = new ZLibStream(deflated, compression, leaveOpen: true);
        for (var y = 0; y < header.Height; y++)
        {
            storeRow(y, row.AsSpan(RowPredictions.Margin));
            deflating.Write(predictions.Best(row, above));
            (row, above) = (above, row);
        }

        return deflated;
    }

    // PNG 11.3.4.3: pixels a unit, across and down; the unit 1 is the metre.
    private static void WriteSpacing(Stream stream, double horizontal, double vertical)
    {
        Span<byte> data = stackalloc byte[9];
        BinaryPrimitives.WriteUInt32BigEndian(data, PixelsPerMeter(horizontal));
        BinaryPrimitives.WriteUInt32BigEndian(data[4..], PixelsPerMeter(vertical));
        data[8] = 1;
        WriteChunk(stream, PngContents.PhysicalDimensions, data);
    }

    private static uint PixelsPerMeter(double spacing)
    {
        var count = Math.Round(MillimetersPerMeter / spacing);
        return count is >= 1 and <= int.MaxValue
            ? (uint)count
            : throw new ArgumentException($"Expected a distance of pixels in millimetres, found {spacing}.", nameof(spacing));
    }

    private static void WriteChunk(Stream stream, uint type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[2 * sizeof(uint)];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(number[4..], type);
        stream.Write(number);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~PngChecksum.Continue(PngChecksum.Continue(~0u, number[4..]), data));
        stream.Write(number[..4]);
    }
}
