namespace RadSharp.Imaging.Jpeg;

/// <summary>
/// Writes baseline JPEG files with a JFIF header (ITU-T T.81; JFIF 1.02), the typical tables of annex K and the customary scale
/// of quality, so that a file is about as large and as good as libjpeg's of the same quality.
/// </summary>
public static class JpegWriter
{
    /// <summary>Writes an image.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="image">1 channel (grey) or 3 (RGB), 1 to 65,535 rows and columns.</param>
    /// <param name="quality">1 (small) to 100 (good).</param>
    /// <param name="halvesChroma">
    /// Whether RGB is stored with colour at half resolution both ways (4:2:0) or in full (4:4:4).
    /// </param>
    /// <exception cref="ArgumentException">The image has another number of channels, is empty or too large.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The quality is no such number.</exception>
    public static void Write(Stream destination, Image<byte> image, int quality = 90, bool halvesChroma = true)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        var isGrey = image.Channels == 1;
        if (!isGrey && image.Channels != 3)
        {
            throw new ArgumentException($"Expected an image of 1 or 3 channels, found {image.Channels}.", nameof(image));
        }

        var lumaSteps = Scaled(StandardTables.LumaSteps, quality);
        var chromaSteps = Scaled(StandardTables.ChromaSteps, quality);
        var sampling = isGrey || !halvesChroma ? 1 : 2;
        var frameSampling = (byte)(sampling * 0x11);
        SegmentWriter.WriteMarker(destination, JpegMarker.StartOfImage);
        // Version 1.01; one pixel as high as wide, at no known resolution; no thumbnail.
        SegmentWriter.WriteSegment(destination, JpegMarker.Application0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        WriteSteps(destination, 0, lumaSteps);
        if (!isGrey)
        {
            WriteSteps(destination, 1, chromaSteps);
        }

        SegmentWriter.WriteFrame(
            destination, JpegMarker.BaselineFrame, 8, image,
            isGrey ? [1, 0x11, 0] : [1, frameSampling, 0, 2, 0x11, 1, 3, 0x11, 1]);
        var luma = new BlockWriter(lumaSteps, StandardTables.LumaDc, StandardTables.LumaAc);
        var chroma = new BlockWriter(chromaSteps, StandardTables.ChromaDc, StandardTables.ChromaAc);
        luma.WriteTables(destination, 0);
        if (!isGrey)
        {
            chroma.WriteTables(destination, 1);
        }

        SegmentWriter.WriteSegment(
            destination, JpegMarker.StartOfScan, isGrey ? [1, 1, 0x00, 0, 63, 0] : [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]);
        var bits = new BitWriter(destination);
        WriteScan(bits, image, sampling, luma, chroma);
        bits.Complete();
        SegmentWriter.WriteMarker(destination, JpegMarker.EndOfImage);
    }

    // Each minimum coded unit has the luma blocks in rows, then one of each colour difference (A.2.3).
    // Luma blocks that lie wholly beyond the image cost least if they repeat the level of the block before.
    private static void WriteScan(BitWriter bits, Image<byte> image, int sampling, BlockWriter luma, BlockWriter chroma)
    {
        var planes = PlaneSplit.Of(image, sampling);
        Span<int> predictions = stackalloc int[planes.Length];
        predictions.Clear();
        for (var mcuRow = 0; mcuRow < planes[^1].Height / 8; mcuRow++)
        {
            for (var mcuColumn = 0; mcuColumn < planes[^1].Width / 8; mcuColumn++)
            {
                for (var block = 0; block < sampling * sampling; block++)
                {
                    var left = 8 * ((mcuColumn * sampling) + (block % sampling));
                    var top = 8 * ((mcuRow * sampling) + (block / sampling));
                    if (left < image.Width && top < image.Height)
                    {
                        luma.Write(bits, planes[0], left, top, ref predictions[0]);
                    }
                    else
                    {
                        luma.WriteRepeated(bits);
                    }
                }

                for (var index = 1; index < planes.Length; index++)
                {
                    chroma.Write(bits, planes[index], 8 * mcuColumn, 8 * mcuRow, ref predictions[index]);
                }
            }
        }
    }

    // Half the scale at every tenth of quality below 50, nothing left at 100.
    private static byte[] Scaled(ReadOnlySpan<byte> steps, int quality)
    {
        var percent = quality < 50 ? 5000 / quality : 200 - (2 * quality);
        var scaled = new byte[steps.Length];
        for (var index = 0; index < scaled.Length; index++)
        {
            scaled[index] = (byte)Math.Clamp(((steps[index] * percent) + 50) / 100, 1, 255);
        }

        return scaled;
    }

    private static void WriteSteps(Stream destination, byte number, ReadOnlySpan<byte> steps)
    {
        Span<byte> content = stackalloc byte[1 + CoefficientBlock.Size];
        content[0] = number;
        for (var place = 0; place < CoefficientBlock.Size; place++)
        {
            content[1 + place] = steps[CoefficientBlock.Zigzag[place]];
        }

        SegmentWriter.WriteSegment(destination, JpegMarker.QuantizationTables, content);
    }
}
