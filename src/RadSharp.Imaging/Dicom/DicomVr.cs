namespace RadSharp.Imaging.Dicom;

/// <summary>How the value of a data element is represented (PS3.5 6.2).</summary>
public enum DicomVr
{
    /// <summary>Unknown: bytes whose meaning the writer did not know. The default.</summary>
    UN,

    /// <summary>Application entity: the name of a station in the network.</summary>
    AE,

    /// <summary>Age, such as 059Y.</summary>
    AS,

    /// <summary>Attribute tags.</summary>
    AT,

    /// <summary>Code string: capital letters, digits, space and underscore.</summary>
    CS,

    /// <summary>Date.</summary>
    DA,

    /// <summary>Decimal numbers in text.</summary>
    DS,

    /// <summary>Date and time.</summary>
    DT,

    /// <summary>Floating-point numbers of 64 bits.</summary>
    FD,

    /// <summary>Floating-point numbers of 32 bits.</summary>
    FL,

    /// <summary>Integers in text.</summary>
    IS,

    /// <summary>Long string, up to 64 characters.</summary>
    LO,

    /// <summary>Long text, up to 10,240 characters; never several values.</summary>
    LT,

    /// <summary>Bytes.</summary>
    OB,

    /// <summary>A stream of 64-bit floating-point numbers.</summary>
    OD,

    /// <summary>A stream of 32-bit floating-point numbers.</summary>
    OF,

    /// <summary>A stream of 32-bit words.</summary>
    OL,

    /// <summary>A stream of 64-bit words.</summary>
    OV,

    /// <summary>A stream of 16-bit words.</summary>
    OW,

    /// <summary>Person name.</summary>
    PN,

    /// <summary>Short string, up to 16 characters.</summary>
    SH,

    /// <summary>Signed integers of 32 bits.</summary>
    SL,

    /// <summary>Sequence of items, each a data set.</summary>
    SQ,

    /// <summary>Signed integers of 16 bits.</summary>
    SS,

    /// <summary>Short text, up to 1,024 characters; never several values.</summary>
    ST,

    /// <summary>Signed integers of 64 bits.</summary>
    SV,

    /// <summary>Time of day.</summary>
    TM,

    /// <summary>Characters without a limit, several values.</summary>
    UC,

    /// <summary>Unique identifier.</summary>
    UI,

    /// <summary>Unsigned integers of 32 bits.</summary>
    UL,

    /// <summary>Resource identifier (URI or URL); never several values.</summary>
    UR,

    /// <summary>Unsigned integers of 16 bits.</summary>
    US,

    /// <summary>Text without a limit; never several values.</summary>
    UT,

    /// <summary>Unsigned integers of 64 bits.</summary>
    UV,
}

/// <summary>What the standard says about each value representation (PS3.5 6.2 and 7.1.2).</summary>
public static class DicomVrRules
{
    private static readonly Dictionary<int, DicomVr> ByLetters =
        Enum.GetValues<DicomVr>().ToDictionary(vr => Letters((byte)vr.ToString()[0], (byte)vr.ToString()[1]));

    /// <summary>Whether the value is text: <see cref="DicomDataSet.Texts"/> splits it, numbers are written as digits.</summary>
    /// <param name="vr">The representation.</param>
    public static bool IsText(this DicomVr vr) => vr is DicomVr.AE or DicomVr.AS or DicomVr.CS or DicomVr.DA or DicomVr.DS
        or DicomVr.DT or DicomVr.IS or DicomVr.LO or DicomVr.LT or DicomVr.PN or DicomVr.SH or DicomVr.ST or DicomVr.TM
        or DicomVr.UC or DicomVr.UI or DicomVr.UR or DicomVr.UT;

    /// <summary>Whether the Specific Character Set (0008,0005) applies to the value (PS3.5 6.1.2.3).</summary>
    /// <param name="vr">The representation.</param>
    public static bool UsesCharacterSet(this DicomVr vr) => vr is DicomVr.LO or DicomVr.LT or DicomVr.PN or DicomVr.SH
        or DicomVr.ST or DicomVr.UC or DicomVr.UT;

    /// <summary>Whether a backslash in the text separates values; elsewhere it is a character like any other.</summary>
    /// <param name="vr">The representation.</param>
    public static bool HasSeveralValues(this DicomVr vr) =>
        vr is not (DicomVr.LT or DicomVr.ST or DicomVr.UR or DicomVr.UT);

    /// <summary>Bytes of one number or word, which swap places in big-endian files; 1 for text and bytes.</summary>
    /// <param name="vr">The representation.</param>
    public static int WordByteCount(this DicomVr vr) => vr switch
    {
        DicomVr.AT or DicomVr.OW or DicomVr.SS or DicomVr.US => 2,
        DicomVr.FL or DicomVr.OF or DicomVr.OL or DicomVr.SL or DicomVr.UL => 4,
        DicomVr.FD or DicomVr.OD or DicomVr.OV or DicomVr.SV or DicomVr.UV => 8,
        _ => 1,
    };

    /// <summary>Whether explicit encoding gives the length in four bytes after two reserved ones, not in two.</summary>
    internal static bool HasLongLength(this DicomVr vr) => vr is DicomVr.OB or DicomVr.OD or DicomVr.OF or DicomVr.OL
        or DicomVr.OV or DicomVr.OW or DicomVr.SQ or DicomVr.SV or DicomVr.UC or DicomVr.UN or DicomVr.UR or DicomVr.UT
        or DicomVr.UV;

    /// <summary>The byte that makes an odd value even.</summary>
    internal static byte Padding(this DicomVr vr) => vr.IsText() && vr != DicomVr.UI ? (byte)' ' : (byte)0;

    /// <summary>The representation with these two letters; false where the standard knows none.</summary>
    internal static bool TryParse(byte first, byte second, out DicomVr vr) =>
        ByLetters.TryGetValue(Letters(first, second), out vr);

    private static int Letters(byte first, byte second) => first << 8 | second;
}
