namespace RadSharp.Imaging.Dicom.Pixels;

/// <summary>The attributes that say how pixel data is laid out (PS3.3 C.7.6.3), checked.</summary>
internal sealed record PixelDescription
{
    /// <summary>Where pixel data begins, for messages.</summary>
    public required long Offset { get; init; }

    /// <summary>Pixels in a row.</summary>
    public required int Columns { get; init; }

    /// <summary>Rows.</summary>
    public required int Rows { get; init; }

    /// <summary>1, or 3 for colours.</summary>
    public required int SamplesPerPixel { get; init; }

    /// <summary>Bits that a sample takes: 1, 8 or 16.</summary>
    public required int BitsAllocated { get; init; }

    /// <summary>Bits of these that are its value.</summary>
    public required int BitsStored { get; init; }

    /// <summary>The highest bit of the value.</summary>
    public required int HighBit { get; init; }

    /// <summary>Whether values are two's complement.</summary>
    public required bool IsSigned { get; init; }

    /// <summary>Whether all of one channel come before all of the next.</summary>
    public required bool IsPlanar { get; init; }

    /// <summary>What the samples are.</summary>
    public required Photometric Photometric { get; init; }

    /// <summary>Frames that are declared, at least 1.</summary>
    public required int FrameCount { get; init; }

    /// <summary>Pixels of a frame.</summary>
    public int PixelCount => Rows * Columns;

    /// <summary>Samples of a frame.</summary>
    public long SampleCount => (long)PixelCount * SamplesPerPixel;

    /// <summary>Reads and checks the attributes.</summary>
    /// <exception cref="ImageDataException">One is missing, contradictory, or beyond what is supported.</exception>
    public static PixelDescription Of(DicomDataSet dataSet, DicomElement pixelData, ReadLimits limits)
    {
        var rows = Required(dataSet, pixelData, DicomTags.Rows);
        var columns = Required(dataSet, pixelData, DicomTags.Columns);
        limits.CheckSize(columns, rows, pixelData.Offset);
        var allocated = Required(dataSet, pixelData, DicomTags.BitsAllocated);
        if (allocated is not (1 or 8 or 16))
        {
            throw Refuse(pixelData, $"Expected 1, 8 or 16 Bits Allocated, found {allocated}");
        }

        var stored = Optional(dataSet, DicomTags.BitsStored) ?? allocated;
        if (stored < 1 || stored > allocated)
        {
            throw Refuse(pixelData, $"Expected 1 to {allocated} Bits Stored, found {stored}");
        }

        var high = Optional(dataSet, DicomTags.HighBit) ?? stored - 1;
        if (high < stored - 1 || high >= allocated)
        {
            throw Refuse(pixelData, $"Expected a High Bit from {stored - 1} to {allocated - 1}, found {high}");
        }

        var samples = Optional(dataSet, DicomTags.SamplesPerPixel) ?? 1;
        var photometric = PhotometricOf(dataSet, pixelData, samples);
        if (samples != (photometric >= Photometric.Rgb ? 3 : 1)
            || (samples == 3 && allocated == 1) || (photometric == Photometric.Ybr422 && allocated != 8))
        {
            throw Refuse(
                pixelData, $"{dataSet.Text(DicomTags.PhotometricInterpretation)} cannot have {samples} samples of {allocated} bits");
        }

        return new()
        {
            Offset = pixelData.Offset,
            Columns = columns,
            Rows = rows,
            SamplesPerPixel = samples,
            BitsAllocated = allocated,
            BitsStored = stored,
            HighBit = high,
            IsSigned = Optional(dataSet, DicomTags.PixelRepresentation) == 1,
            IsPlanar = Optional(dataSet, DicomTags.PlanarConfiguration) == 1,
            Photometric = photometric,
            FrameCount = Math.Max(1, Optional(dataSet, DicomTags.NumberOfFrames) ?? 1),
        };
    }

    // Old files without the attribute are grey, low values dark.
    private static Photometric PhotometricOf(DicomDataSet dataSet, DicomElement pixelData, int samples) =>
        dataSet.Text(DicomTags.PhotometricInterpretation) switch
        {
            "MONOCHROME1" => Photometric.Monochrome1,
            "MONOCHROME2" => Photometric.Monochrome2,
            null or "" => samples == 1 ? Photometric.Monochrome2 : Photometric.Rgb,
            "PALETTE COLOR" => Photometric.Palette,
            "RGB" or "YBR_RCT" or "YBR_ICT" => Photometric.Rgb,
            "YBR_FULL" => Photometric.Ybr,
            "YBR_FULL_422" => Photometric.Ybr422,
            var other => throw Refuse(
                pixelData,
                $"Expected MONOCHROME1 or 2, RGB, YBR_FULL, YBR_FULL_422, YBR_RCT, YBR_ICT or PALETTE COLOR, found {other}"),
        };

    private static int Required(DicomDataSet dataSet, DicomElement pixelData, DicomTag tag) =>
        Optional(dataSet, tag) ?? throw Refuse(pixelData, $"{DicomDictionary.Describe(tag)} is missing or no number");

    private static int? Optional(DicomDataSet dataSet, DicomTag tag) =>
        dataSet.Integer(tag) is { } value and >= int.MinValue and <= int.MaxValue ? (int)value : null;

    private static ImageDataException Refuse(DicomElement pixelData, string reason) =>
        new(pixelData.Offset, $"The pixel data cannot be read: {reason}.");
}
