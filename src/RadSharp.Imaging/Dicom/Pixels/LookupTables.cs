using RadSharp.Imaging.Grey;

namespace RadSharp.Imaging.Dicom.Pixels;

/// <summary>Reads tables of modality, windows and palettes, which are all held in the same way (PS3.3 C.11.1.1, C.7.6.3.1.5).</summary>
internal static class LookupTables
{
    /// <summary>The table, or null where its attributes are missing or do not fit each other.</summary>
    /// <param name="dataSet">An item of a LUT sequence, or the image itself.</param>
    /// <param name="descriptor">Number of entries (0 stands for 65,536), first value mapped, bits of an entry.</param>
    /// <param name="data">The entries.</param>
    /// <param name="hasSignedInput">Whether the first value mapped is signed, because what is mapped is.</param>
    /// <param name="explanation">What the table is for.</param>
    public static LookupTable? Read(
        DicomDataSet dataSet, DicomTag descriptor, DicomTag data, bool hasSignedInput, string? explanation = null)
    {
        if (dataSet.Integers(descriptor) is not [var declared, var first, var bits, ..]
            || bits is < 1 or > 16 || dataSet.Find(data) is not { IsSequence: false } element)
        {
            return null;
        }

        var count = (ushort)declared == 0 ? 65_536 : (ushort)declared;
        var bytes = element.Length <= 2 * 65_536 ? element.ReadBytes() : [];

        // Entries of eight bits lie one in a word, or two.
        var entryBytes = bytes.Length >= 2 * count ? 2 : bits <= 8 && bytes.Length >= count ? 1 : 0;
        if (entryBytes == 0)
        {
            return null;
        }

        var entries = new ushort[count];
        for (var index = 0; index < count; index++)
        {
            entries[index] = entryBytes == 2 ? (ushort)(bytes[2 * index] | (bytes[(2 * index) + 1] << 8)) : bytes[index];
        }

        return new(hasSignedInput ? (short)first : (ushort)first, (int)bits, entries, explanation);
    }
}
