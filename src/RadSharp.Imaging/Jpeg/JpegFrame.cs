namespace RadSharp.Imaging.Jpeg;

/// <summary>A frame header (ITU-T T.81, B.2.2) and the geometry that follows from it (A.1.1, A.2).</summary>
internal sealed class JpegFrame
{
    public JpegFrame(
        JpegProcess process, int precision, int width, int height, JpegComponent[] components, long offset)
    {
        (Process, Precision, Width, Height, Components, Offset) = (process, precision, width, height, components, offset);
        if (components is [var only])
        {
            // A single component is never interleaved, so its sampling factors say nothing (A.2.2).
            (only.Horizontal, only.Vertical) = (1, 1);
        }

        MaxHorizontal = components.Max(component => component.Horizontal);
        MaxVertical = components.Max(component => component.Vertical);
        McuColumns = CeilingDivide(width, MaxHorizontal * UnitSize);
        McuRows = CeilingDivide(height, MaxVertical * UnitSize);
        foreach (var component in components)
        {
            component.Width = CeilingDivide(width * component.Horizontal, MaxHorizontal);
            component.Height = CeilingDivide(height * component.Vertical, MaxVertical);
            component.UnitColumns = CeilingDivide(component.Width, UnitSize);
            component.UnitRows = CeilingDivide(component.Height, UnitSize);
            component.PaddedUnitColumns = McuColumns * component.Horizontal;
            component.PaddedUnitRows = McuRows * component.Vertical;
        }
    }

    public JpegProcess Process { get; }

    /// <summary>Bits of a sample.</summary>
    public int Precision { get; }

    public int Width { get; }

    public int Height { get; }

    public JpegComponent[] Components { get; }

    /// <summary>Where the frame header stands in the data.</summary>
    public long Offset { get; }

    /// <summary>Rows and columns of a data unit: 8 for a block of coefficients, 1 for a sample.</summary>
    public int UnitSize => Process == JpegProcess.Lossless ? 1 : 8;

    public int MaxHorizontal { get; }

    public int MaxVertical { get; }

    /// <summary>Minimum coded units in a row of an interleaved scan.</summary>
    public int McuColumns { get; }

    /// <summary>Rows of minimum coded units of an interleaved scan.</summary>
    public int McuRows { get; }

    private static int CeilingDivide(int dividend, int divisor) => (dividend + divisor - 1) / divisor;
}

/// <summary>One component of a frame.</summary>
/// <param name="id">The number that scans call it by.</param>
/// <param name="horizontal">Horizontal sampling factor, 1 to 4.</param>
/// <param name="vertical">Vertical sampling factor, 1 to 4.</param>
/// <param name="quantizationIndex">Quantisation table, 0 to 3.</param>
internal sealed class JpegComponent(byte id, int horizontal, int vertical, int quantizationIndex)
{
    public byte Id { get; } = id;

    public int Horizontal { get; set; } = horizontal;

    public int Vertical { get; set; } = vertical;

    public int QuantizationIndex { get; } = quantizationIndex;

    /// <summary>Samples in a row.</summary>
    public int Width { get; set; }

    /// <summary>Rows of samples.</summary>
    public int Height { get; set; }

    /// <summary>Data units that hold samples of the image, in a row.</summary>
    public int UnitColumns { get; set; }

    /// <summary>Rows of data units that hold samples of the image.</summary>
    public int UnitRows { get; set; }

    /// <summary>Data units in a row with those that only fill up the last minimum coded unit.</summary>
    public int PaddedUnitColumns { get; set; }

    /// <summary>Rows of data units with those that only fill up the last minimum coded unit.</summary>
    public int PaddedUnitRows { get; set; }

    /// <summary>Step sizes in zigzag order, as they stood at the component's first scan; null before it.</summary>
    public ushort[]? Quantization { get; set; }

    /// <summary>Coefficients of a progressive frame, 64 for each padded block, in natural order, not yet multiplied.</summary>
    public short[]? Coefficients { get; set; }

    /// <summary>Of a progressive frame, by band in zigzag order: the lowest bit that was decoded; −1 before the first.</summary>
    public int[] LowestBits { get; } = [.. Enumerable.Repeat(-1, 64)];
}
