using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Globalization;

namespace RadSharp.Imaging.Dicom;

/// <summary>Unique identifiers (PS3.5 9): numbers between dots, at most 64 characters.</summary>
public static class DicomUid
{
    /// <summary>Computed radiography: a film from an imaging plate.</summary>
    public const string ComputedRadiographyImageStorage = "1.2.840.10008.5.1.4.1.1.1";

    /// <summary>Digital radiography, ready to be looked at.</summary>
    public const string DigitalXRayImageStorageForPresentation = "1.2.840.10008.5.1.4.1.1.1.1";

    /// <summary>Digital radiography, as the detector saw it.</summary>
    public const string DigitalXRayImageStorageForProcessing = "1.2.840.10008.5.1.4.1.1.1.1.1";

    /// <summary>Secondary capture: an image that no modality made, such as a film with overlays.</summary>
    public const string SecondaryCaptureImageStorage = "1.2.840.10008.5.1.4.1.1.7";

    /// <summary>Structured report of text and references.</summary>
    public const string BasicTextSrStorage = "1.2.840.10008.5.1.4.1.1.88.11";

    /// <summary>Structured report with measurements, too.</summary>
    public const string EnhancedSrStorage = "1.2.840.10008.5.1.4.1.1.88.22";

    /// <summary>Structured report with measurements and regions.</summary>
    public const string ComprehensiveSrStorage = "1.2.840.10008.5.1.4.1.1.88.33";

    /// <summary>Structured report of a computer's findings on chest films.</summary>
    public const string ChestCadSrStorage = "1.2.840.10008.5.1.4.1.1.88.65";

    /// <summary>A PDF document as a DICOM object.</summary>
    public const string EncapsulatedPdfStorage = "1.2.840.10008.5.1.4.1.1.104.1";

    /// <summary>Lines and text to be shown over grey films.</summary>
    public const string GrayscaleSoftcopyPresentationStateStorage = "1.2.840.10008.5.1.4.1.1.11.1";

    private static readonly Lazy<FrozenDictionary<string, string>> Names =
        new(() => DicomDictionary.ReadTable("uids.tsv").ToFrozenDictionary(columns => columns[0], columns => columns[1]));

    /// <summary>The name that the standard gives an identifier (PS3.6 A); null where it is not one of the standard's.</summary>
    /// <param name="uid">An identifier, without padding.</param>
    public static string? NameOf(string uid) => Names.Value.GetValueOrDefault(uid);

    /// <summary>A new identifier that nobody else has: 2.25 and a random UUID as a decimal number (PS3.5 B.2).</summary>
    public static string New()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes, bigEndian: true, out _);
        var number = new UInt128(
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        return string.Create(CultureInfo.InvariantCulture, $"2.25.{number}");
    }

    /// <summary>Whether a text is an identifier: 1 to 64 characters, numbers without leading zeros between dots.</summary>
    /// <param name="text">The text, without padding.</param>
    public static bool IsValid(string text) => text.Length is >= 1 and <= 64
        && Array.TrueForAll(
            text.Split('.'),
            part => part.Length > 0 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0'));
}
