namespace RadSharp.Imaging.Grey;

/// <summary>A table from integers to integers, as DICOM holds it in a LUT sequence (PS3.3 C.11.1.1, C.11.2.1.1).</summary>
/// <remarks>Values below the first one mapped give the first entry, values beyond the table the last one.</remarks>
public sealed class LookupTable
{
    private readonly ushort[] _entries;

    /// <summary>Wraps the entries without copying them.</summary>
    /// <param name="firstMapped">The value that the first entry is for.</param>
    /// <param name="bits">Bits of an entry, 1 to 16.</param>
    /// <param name="entries">At least one.</param>
    /// <param name="explanation">What the file says that the table is for.</param>
    /// <exception cref="ArgumentException">No entry.</exception>
    public LookupTable(int firstMapped, int bits, ushort[] entries, string? explanation = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 16);
        if (entries.Length == 0)
        {
            throw new ArgumentException("A lookup table needs at least one entry.", nameof(entries));
        }

        (FirstMapped, Bits, _entries, Explanation) = (firstMapped, bits, entries, explanation);
    }

    /// <summary>The value that the first entry is for.</summary>
    public int FirstMapped { get; }

    /// <summary>Bits of an entry, 1 to 16.</summary>
    public int Bits { get; }

    /// <summary>The largest number that an entry of so many bits can be.</summary>
    public int Largest => (1 << Bits) - 1;

    /// <summary>Number of entries.</summary>
    public int Count => _entries.Length;

    /// <summary>What the file says that the table is for.</summary>
    public string? Explanation { get; }

    /// <summary>The entry for a value, which is rounded down to an integer.</summary>
    public ushort this[double value] =>
        _entries[(int)Math.Clamp(Math.Floor(value) - FirstMapped, 0, _entries.Length - 1)];
}
