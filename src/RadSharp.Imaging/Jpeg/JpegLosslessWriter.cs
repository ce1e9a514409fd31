namespace RadSharp.Imaging.Jpeg;

/// <summary>
/// Writes grey images without loss, each sample predicted from its left neighbour: ITU-T T.81, process 14 with selection value
/// 1, the lossless JPEG that DICOM readers expect (1.2.840.10008.1.2.4.70).
/// </summary>
public static class JpegLosslessWriter
{
    private const int CategoryCount = 17;

    /// <summary>Writes an image.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="image">One channel, 1 to 65,535 rows and columns, samples below 2^<paramref name="precision"/>.</param>
    /// <param name="precision">Bits of a sample, 2 to 16.</param>
    /// <exception cref="ArgumentException">The image has several channels, is empty or too large.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The precision is no such number.</exception>
    public static void Write(Stream destination, Image<ushort> image, int precision)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(precision, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, 16);
        if (image.Channels != 1)
        {
            throw new ArgumentException($"Expected an image of 1 channel, found {image.Channels}.", nameof(image));
        }

        SegmentWriter.WriteMarker(destination, JpegMarker.StartOfImage);
        SegmentWriter.WriteFrame(destination, JpegMarker.LosslessFrame, precision, image, [1, 0x11, 0]);
        var differences = new short[image.Width];
        var frequencies = new int[CategoryCount];
        for (var y = 0; y < image.Height; y++)
        {
            Predict(image, y, precision, differences);
            foreach (var difference in differences)
            {
                frequencies[BitWriter.Category(difference)]++;
            }
        }

        var code = HuffmanCode.For(frequencies);
        SegmentWriter.WriteHuffmanTable(destination, 0x00, code);
        SegmentWriter.WriteSegment(destination, JpegMarker.StartOfScan, [1, 1, 0x00, 1, 0, 0]);
        var bits = new BitWriter(destination);
        for (var y = 0; y < image.Height; y++)
        {
            Predict(image, y, precision, differences);
            foreach (var difference in differences)
            {
                // The largest category stands for one difference only and has no additional bits.
                var category = BitWriter.Category(difference);
                code.Write(bits, category, BitWriter.AdditionalBits(difference), category == CategoryCount - 1 ? 0 : category);
            }
        }

        bits.Complete();
        SegmentWriter.WriteMarker(destination, JpegMarker.EndOfImage);
    }

    // Differences are modulo 2^16 (H.1.2.1). The first sample of a row is predicted from above, the very first is half of all.
    private static void Predict(Image<ushort> image, int y, int precision, short[] differences)
    {
        var row = image.Row(y);
        var predicted = y == 0 ? 1 << (precision - 1) : image.Row(y - 1)[0];
        for (var x = 0; x < row.Length; x++)
        {
            differences[x] = (short)(row[x] - predicted);
            predicted = row[x];
        }
    }
}
