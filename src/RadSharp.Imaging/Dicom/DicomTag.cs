using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RadSharp.Imaging.Dicom;

/// <summary>The name of a DICOM attribute: group and element number (PS3.5 7.1).</summary>
/// <param name="Group">Group number; odd in private attributes.</param>
/// <param name="Element">Element number within the group.</param>
public readonly record struct DicomTag(ushort Group, ushort Element) : IComparable<DicomTag>
{
    /// <summary>Whether a manufacturer defines the attribute, not the standard (PS3.5 7.8).</summary>
    public bool IsPrivate => (Group & 1) != 0;

    /// <summary>Whether the attribute reserves a block of private elements: (gggg,0010) to (gggg,00FF), gggg odd.</summary>
    public bool IsPrivateCreator => IsPrivate && Element is >= 0x10 and <= 0xFF;

    /// <summary>Whether the attribute is the retired length of its group: (gggg,0000).</summary>
    public bool IsGroupLength => Element == 0;

    /// <summary>Group and element as one number, in the order in which data elements are written.</summary>
    internal uint Number => (uint)Group << 16 | Element;

    /// <summary>Reads <c>(0010,0010)</c>, <c>0010,0010</c> or <c>00100010</c>.</summary>
    /// <param name="text">Eight hexadecimal digits, with or without comma and brackets.</param>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static DicomTag Parse(string text) => TryParse(text, out var tag)
        ? tag
        : throw new FormatException($"Expected a DICOM tag such as (0010,0010) or 00100010, found '{text}'.");

    /// <summary>Reads what <see cref="Parse"/> reads; says whether it could.</summary>
    /// <param name="text">Eight hexadecimal digits, with or without comma and brackets.</param>
    /// <param name="tag">The tag, or the default where the text is none.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out DicomTag tag)
    {
        tag = default;
        var digits = text.AsSpan();
        if (digits is ['(', .., ')'])
        {
            digits = digits[1..^1];
        }

        var hasComma = digits.Length == 9 && digits[4] == ',';
        if (!hasComma && digits.Length != 8)
        {
            return false;
        }

        var isTag = TryParseHex(digits[..4], out var group) & TryParseHex(digits[^4..], out var element);
        tag = isTag ? new DicomTag(group, element) : default;
        return isTag;
    }

    /// <summary>By group, then by element.</summary>
    /// <param name="other">The tag to compare with.</param>
    public int CompareTo(DicomTag other) => Number.CompareTo(other.Number);

    /// <summary>Whether one tag is written before the other.</summary>
    /// <param name="left">A tag.</param>
    /// <param name="right">Another tag.</param>
    public static bool operator <(DicomTag left, DicomTag right) => left.Number < right.Number;

    /// <summary>Whether one tag is written after the other.</summary>
    /// <param name="left">A tag.</param>
    /// <param name="right">Another tag.</param>
    public static bool operator >(DicomTag left, DicomTag right) => left.Number > right.Number;

    /// <summary>Whether one tag is the other or is written before it.</summary>
    /// <param name="left">A tag.</param>
    /// <param name="right">Another tag.</param>
    public static bool operator <=(DicomTag left, DicomTag right) => left.Number <= right.Number;

    /// <summary>Whether one tag is the other or is written after it.</summary>
    /// <param name="left">A tag.</param>
    /// <param name="right">Another tag.</param>
    public static bool operator >=(DicomTag left, DicomTag right) => left.Number >= right.Number;

    /// <summary>The tag as the standard prints it: <c>(0010,0010)</c>, capital hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({Group:X4},{Element:X4})");

    private static bool TryParseHex(ReadOnlySpan<char> digits, out ushort number) =>
        ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
}
