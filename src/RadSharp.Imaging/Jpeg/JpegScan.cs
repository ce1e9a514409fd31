namespace RadSharp.Imaging.Jpeg;

/// <summary>A scan header (ITU-T T.81, B.2.3) with the tables that it refers to.</summary>
/// <param name="Components">Its components, in the order of the frame.</param>
/// <param name="SpectralStart">First band, 0 to 63; in a lossless frame the predictor, 1 to 7.</param>
/// <param name="SpectralEnd">Last band, 0 to 63.</param>
/// <param name="ApproximationHigh">Bit position of the scan before that this one refines; 0 for a first scan.</param>
/// <param name="ApproximationLow">Bit position of the scan; in a lossless frame the point transform.</param>
/// <param name="McuColumns">Minimum coded units in a row.</param>
/// <param name="McuRows">Rows of minimum coded units.</param>
/// <param name="RestartInterval">Minimum coded units between two restart markers; 0 for none.</param>
/// <param name="Offset">Where the scan header stands in the data.</param>
internal sealed record JpegScan(
    ScanComponent[] Components,
    int SpectralStart,
    int SpectralEnd,
    int ApproximationHigh,
    int ApproximationLow,
    int McuColumns,
    int McuRows,
    int RestartInterval,
    long Offset)
{
    /// <summary>Data units that the scan codes.</summary>
    public long UnitCount =>
        (long)McuColumns * McuRows * Components.Sum(component => component.Horizontal * component.Vertical);
}

/// <summary>A component within a scan.</summary>
/// <param name="Index">Its index in the frame.</param>
/// <param name="Component">The frame's component.</param>
/// <param name="Horizontal">Data units in a row of a minimum coded unit: 1 if the scan has no other component.</param>
/// <param name="Vertical">Rows of data units in a minimum coded unit: 1 if the scan has no other component.</param>
/// <param name="Dc">Code of DC coefficients or lossless differences; null if the scan needs none.</param>
/// <param name="Ac">Code of AC coefficients; null if the scan needs none.</param>
internal sealed record ScanComponent(
    int Index, JpegComponent Component, int Horizontal, int Vertical, HuffmanTable? Dc, HuffmanTable? Ac);
