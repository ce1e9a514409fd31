namespace RadSharp.Imaging.Jpeg;

/// <summary>Second bytes of the markers (ITU-T T.81, table B.1; the first byte is 0xFF).</summary>
internal static class JpegMarker
{
    public const byte Prefix = 0xFF;
    public const byte BaselineFrame = 0xC0;
    public const byte ExtendedFrame = 0xC1;
    public const byte ProgressiveFrame = 0xC2;
    public const byte LosslessFrame = 0xC3;
    public const byte HuffmanTables = 0xC4;
    public const byte ArithmeticConditioning = 0xCC;
    public const byte LastFrame = 0xCF;
    public const byte FirstRestart = 0xD0;
    public const byte LastRestart = 0xD7;
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte QuantizationTables = 0xDB;
    public const byte NumberOfLines = 0xDC;
    public const byte RestartInterval = 0xDD;
    public const byte HierarchicalProgression = 0xDE;
    public const byte Application0 = 0xE0;
    public const byte Application1 = 0xE1;
    public const byte Application14 = 0xEE;
    public const byte JpegLsFrame = 0xF7;
    public const byte Temporary = 0x01;

    /// <summary>True for markers that stand alone, without a length and a segment.</summary>
    public static bool StandsAlone(byte marker) =>
        marker is Temporary or (>= FirstRestart and <= LastRestart) or StartOfImage or EndOfImage;

    /// <summary>True for the markers between two restart intervals.</summary>
    public static bool IsRestart(byte marker) => marker is >= FirstRestart and <= LastRestart;
}
