namespace RadSharp.Imaging.Jpeg;

/// <summary>Reads scan headers: ITU-T T.81, B.2.3.</summary>
internal static class ScanHeader
{
    private const int MaxUnitsInMcu = 10;

    /// <summary>Reads a scan header and checks that it fits the frame and that the tables it needs are there.</summary>
    /// <param name="segment">What follows the segment's length.</param>
    /// <param name="offset">Where the marker stands in the data.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="tables">The tables that hold for the scan.</param>
    public static JpegScan Read(ReadOnlySpan<byte> segment, int offset, JpegFrame frame, CodingTables tables)
    {
        var count = segment.Length > 0 ? segment[0] : 0;
        if (count is < 1 or > 4 || segment.Length != 4 + (2 * count))
        {
            throw new ImageDataException(
                offset, $"Expected a scan header for 1 to 4 components in 4 bytes and 2 for each, found {segment.Length} bytes "
                + $"for {count} components.");
        }

        var parameters = segment[(1 + (2 * count))..];
        var (start, end, high, low) = (parameters[0], parameters[1], parameters[2] >> 4, parameters[2] & 0xF);
        if (frame.Process is JpegProcess.Baseline or JpegProcess.Extended)
        {
            // These processes have one way only to code a block; what stands here is without meaning.
            (start, end, high, low) = (0, CoefficientBlock.Size - 1, 0, 0);
            tables.AssumeTypicalHuffmanTables();
        }

        var needsDc = (start == 0 && high == 0) || frame.Process == JpegProcess.Lossless;
        var needsAc = end > 0 && frame.Process != JpegProcess.Lossless;
        var components = new ScanComponent[count];
        for (var index = 0; index < count; index++)
        {
            var (id, selectors) = (segment[1 + (2 * index)], segment[2 + (2 * index)]);
            var place = Array.FindIndex(frame.Components, component => component.Id == id);
            if (place < 0 || Array.Exists(components[..index], component => component.Index == place))
            {
                throw new ImageDataException(
                    offset, $"Expected components of the frame, each once, found component {id}{(place < 0 ? "" : " twice")}.");
            }

            var component = frame.Components[place];
            components[index] = new ScanComponent(
                place,
                component,
                count == 1 ? 1 : component.Horizontal,
                count == 1 ? 1 : component.Vertical,
                needsDc ? Required(tables.Dc, selectors >> 4, "DC", offset) : null,
                needsAc ? Required(tables.Ac, selectors & 0xF, "AC", offset) : null);
            if (frame.Process != JpegProcess.Lossless)
            {
                component.Quantization ??= tables.Quantization(component.QuantizationIndex) ?? throw new ImageDataException(
                    offset, $"Component {id} needs quantisation table {component.QuantizationIndex}, which is not defined.");
            }
        }

        var only = count == 1 ? components[0].Component : null;
        var scan = new JpegScan(
            components, start, end, high, low, only?.UnitColumns ?? frame.McuColumns, only?.UnitRows ?? frame.McuRows,
            tables.RestartInterval, offset);
        Check(scan, frame);
        return scan;
    }

    private static HuffmanTable Required(Func<int, HuffmanTable?> tables, int destination, string kind, int offset) =>
        (destination < 4 ? tables(destination) : null) ?? throw new ImageDataException(
            offset, $"The scan needs {kind} Huffman table {destination}, which is not defined.");

    private static void Check(JpegScan scan, JpegFrame frame)
    {
        var units = scan.Components.Sum(component => component.Horizontal * component.Vertical);
        if (scan.Components.Length > 1 && units > MaxUnitsInMcu)
        {
            throw new ImageDataException(
                scan.Offset,
                $"The components of an interleaved scan have {units} data units together; expected at most {MaxUnitsInMcu}.");
        }

        if (frame.Process == JpegProcess.Progressive)
        {
            CheckProgression(scan);
        }
        else if (frame.Process == JpegProcess.Lossless)
        {
            CheckLossless(scan, frame);
        }
    }

    // G.1.1.1: DC alone and interleaved, or bands of one component; first scans before those that refine them bit by bit.
    private static void CheckProgression(JpegScan scan)
    {
        var (start, end, high, low) =
            (scan.SpectralStart, scan.SpectralEnd, scan.ApproximationHigh, scan.ApproximationLow);
        var isBand = start == 0 ? end == 0 : start <= end && end < CoefficientBlock.Size && scan.Components.Length == 1;
        if (!isBand || low > 13 || (high != 0 && low != high - 1))
        {
            throw new ImageDataException(
                scan.Offset, $"A progressive scan cannot code the bands {start} to {end} from bit {high} to bit {low} of "
                + $"{scan.Components.Length} components.");
        }

        foreach (var component in scan.Components)
        {
            var lowestBits = component.Component.LowestBits.AsSpan(start, end - start + 1);
            if (lowestBits.ContainsAnyExcept(high == 0 ? -1 : high))
            {
                throw new ImageDataException(
                    scan.Offset, $"The scan codes the bands {start} to {end} from bit {high} to bit {low}, which does not "
                    + "continue the scans before.");
            }

            lowestBits.Fill(low);
        }
    }

    private static void CheckLossless(JpegScan scan, JpegFrame frame)
    {
        if (scan.SpectralStart is < 1 or > 7 || scan.ApproximationLow >= frame.Precision)
        {
            throw new ImageDataException(
                scan.Offset, $"Expected a predictor 1 to 7 and a point transform below {frame.Precision}, found "
                + $"{scan.SpectralStart} and {scan.ApproximationLow}.");
        }

        if (scan.RestartInterval % scan.McuColumns != 0)
        {
            throw new ImageDataException(
                scan.Offset, $"Expected a restart interval of whole rows of {scan.McuColumns}, found {scan.RestartInterval}.");
        }
    }
}
