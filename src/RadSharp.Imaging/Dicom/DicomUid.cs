using System.Collections.Frozen;
using System.Globalization;

namespace RadSharp.Imaging.Dicom;

/// <summary>Unique identifiers (PS3.5 9): numbers between dots, at most 64 characters.</summary>
public static class DicomUid
{
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
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        return string.Create(CultureInfo.InvariantCulture, $"2.25.{number}");
    }

    /// <summary>Whether a text is an identifier: 1 to 64 characters, numbers without leading zeros between dots.</summary>
    /// <param name="text">The text, without padding.</param>
    public static bool IsValid(string text) => text.Length is >= 1 and <= 64
        && Array.TrueForAll(
            text.Split('.'),
            part => part.Length > 0 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0'));
}
