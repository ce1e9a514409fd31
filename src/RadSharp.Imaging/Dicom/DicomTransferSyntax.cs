namespace RadSharp.Imaging.Dicom;

/// <summary>How a data set is written as bytes, and how its pixel data is compressed (PS3.5 10).</summary>
/// <param name="Uid">Its unique identifier.</param>
/// <param name="IsExplicit">Whether each element names its value representation.</param>
/// <param name="IsBigEndian">Whether numbers begin with their highest byte (retired).</param>
/// <param name="IsDeflated">Whether the data set as a whole is compressed.</param>
public sealed record DicomTransferSyntax(
    string Uid, bool IsExplicit = true, bool IsBigEndian = false, bool IsDeflated = false)
{
    /// <summary>Implicit VR little endian: the default of the standard.</summary>
    public static DicomTransferSyntax ImplicitLittleEndian { get; } = new("1.2.840.10008.1.2", IsExplicit: false);

    /// <summary>Explicit VR little endian, pixels not compressed.</summary>
    public static DicomTransferSyntax ExplicitLittleEndian { get; } = new("1.2.840.10008.1.2.1");

    /// <summary>Explicit VR little endian, the data set deflated (RFC 1951).</summary>
    public static DicomTransferSyntax DeflatedExplicitLittleEndian { get; } =
        new("1.2.840.10008.1.2.1.99", IsDeflated: true);

    /// <summary>Explicit VR big endian (retired).</summary>
    public static DicomTransferSyntax ExplicitBigEndian { get; } = new("1.2.840.10008.1.2.2", IsBigEndian: true);

    /// <summary>JPEG baseline (process 1), 8 bits.</summary>
    public static DicomTransferSyntax JpegBaseline { get; } = new("1.2.840.10008.1.2.4.50");

    /// <summary>JPEG extended (processes 2 and 4), 8 and 12 bits.</summary>
    public static DicomTransferSyntax JpegExtended { get; } = new("1.2.840.10008.1.2.4.51");

    /// <summary>JPEG lossless (process 14), any predictor.</summary>
    public static DicomTransferSyntax JpegLossless { get; } = new("1.2.840.10008.1.2.4.57");

    /// <summary>JPEG lossless (process 14, selection value 1): the left neighbour predicts.</summary>
    public static DicomTransferSyntax JpegLosslessSv1 { get; } = new("1.2.840.10008.1.2.4.70");

    /// <summary>JPEG-LS, lossless.</summary>
    public static DicomTransferSyntax JpegLsLossless { get; } = new("1.2.840.10008.1.2.4.80");

    /// <summary>JPEG-LS, near-lossless.</summary>
    public static DicomTransferSyntax JpegLsNearLossless { get; } = new("1.2.840.10008.1.2.4.81");

    /// <summary>JPEG 2000, lossless only.</summary>
    public static DicomTransferSyntax Jpeg2000Lossless { get; } = new("1.2.840.10008.1.2.4.90");

    /// <summary>JPEG 2000, lossless or not.</summary>
    public static DicomTransferSyntax Jpeg2000 { get; } = new("1.2.840.10008.1.2.4.91");

    /// <summary>Runs of equal bytes (PS3.5 Annex G).</summary>
    public static DicomTransferSyntax RleLossless { get; } = new("1.2.840.10008.1.2.5");

    /// <summary>Its name in the standard, or the identifier where that is not known.</summary>
    public string Name => DicomUid.NameOf(Uid) ?? Uid;

    /// <summary>
    /// The syntax with an identifier. One that is not known here is taken for explicit little-endian, as every syntax since
    /// 1993 that compresses pixels is.
    /// </summary>
    /// <param name="uid">Unique identifier, without padding.</param>
    public static DicomTransferSyntax Of(string uid) => uid switch
    {
        "1.2.840.10008.1.2" => ImplicitLittleEndian,
        "1.2.840.10008.1.2.1.99" => DeflatedExplicitLittleEndian,
        "1.2.840.10008.1.2.2" => ExplicitBigEndian,
        // JPIP referenced pixels, deflated (PS3.5 A.7): the one other syntax whose data set is deflated.
        "1.2.840.10008.1.2.4.95" or "1.2.840.10008.1.2.4.205" => new DicomTransferSyntax(uid, IsDeflated: true),
        _ => new DicomTransferSyntax(uid),
    };
}
