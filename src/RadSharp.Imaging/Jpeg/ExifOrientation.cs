using System.Buffers.Binary;

namespace RadSharp.Imaging.Jpeg;

/// <summary>Finds the orientation in an EXIF segment (JEITA CP-3451, 4.5 and 4.6): a TIFF header and one directory.</summary>
internal static class ExifOrientation
{
    private const ushort Tag = 0x0112;
    private const int ShortType = 3;
    private const int EntryByteCount = 12;

    /// <summary>The orientation, or null if the segment has none that can be read; the segment is only a hint.</summary>
    /// <param name="segment">What follows the length of an APP1 segment.</param>
    public static Orientation? Find(ReadOnlySpan<byte> segment)
    {
        if (!segment.StartsWith("Exif\0\0"u8))
        {
            return null;
        }

        var tiff = segment[6..];
        var isLittleEndian = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || (!isLittleEndian && !tiff.StartsWith("MM\0*"u8)))
        {
            return null;
        }

        var directory = isLittleEndian
            ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..])
            : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
        {
            return null;
        }

        var entries = tiff[((int)directory + 2)..];
        var count = Math.Min(UInt16(tiff[(int)directory..]), entries.Length / EntryByteCount);
        for (var index = 0; index < count; index++)
        {
            var entry = entries.Slice(index * EntryByteCount, EntryByteCount);
            if (UInt16(entry) == Tag && UInt16(entry[2..]) == ShortType && UInt16(entry[8..]) is var value and >= 1 and <= 8)
            {
                return (Orientation)value;
            }
        }

        return null;

        int UInt16(ReadOnlySpan<byte> bytes) => isLittleEndian
            ? BinaryPrimitives.ReadUInt16LittleEndian(bytes)
            : BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }
}
