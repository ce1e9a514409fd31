using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RadSharp.Imaging.Jpeg;

/// <summary>
/// A Huffman code (ITU-T T.81, annex C) with a table that yields a code and its additional bits in one step where both
/// together are short.
/// </summary>
internal sealed class HuffmanTable
{
    /// <summary>Bits that the table is looked up with.</summary>
    public const int LookupBits = 11;

    private const int MaxCodeLength = 16;

    // An entry: bits 0-7 the bits to take; bit 15 set if that is not all. Complete: bits 8-11 the zero run, bits 16-31 the
    // value. Incomplete: bits 16-23 the symbol, whose additional bits follow; no bits to take if the code itself is longer.
    private const int Incomplete = 0x8000;
    private readonly int[] _lookup = new int[1 << LookupBits];
    private readonly byte[] _symbols;

    // By code length: first code beyond that length, aligned to 16 bits, and what to add to a code to get its symbol's index.
    private readonly int[] _limits = new int[MaxCodeLength + 1];
    private readonly int[] _indexOffsets = new int[MaxCodeLength + 1];

    private HuffmanTable(byte[] symbols) => _symbols = symbols;

    /// <summary>
    /// Builds a table for DC coefficients and lossless differences (a symbol is a category) or for AC coefficients (a symbol
    /// is a run of zeros and a category); null if more codes of a length are asked for than there are.
    /// </summary>
    /// <param name="counts">16 numbers: codes of 1 to 16 bits.</param>
    /// <param name="symbols">As many symbols as there are codes, shortest code first.</param>
    /// <param name="isAc">Which of the two.</param>
    public static HuffmanTable? TryCreate(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols, bool isAc)
    {
        var table = new HuffmanTable(symbols.ToArray());
        table._lookup.AsSpan().Fill(Incomplete);
        var (code, index) = (0, 0);
        for (var length = 1; length <= MaxCodeLength; length++, code <<= 1)
        {
            table._indexOffsets[length] = index - code;
            for (var left = counts[length - 1]; left > 0; left--, code++, index++)
            {
                if (code >= 1 << length)
                {
                    return null;
                }

                table.FillLookup(code, length, symbols[index], isAc);
            }

            table._limits[length] = code << (MaxCodeLength - length);
        }

        return table;
    }

    /// <summary>
    /// Reads a category and its additional bits: the difference of a DC coefficient or of a lossless sample, modulo 2^16.
    /// </summary>
    /// <returns>False if the bits are no code of the table.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadDifference(ref BitReader bits, out int difference)
    {
        bits.Fill();
        var entry = Entry(bits.Peek(LookupBits));
        if ((entry & Incomplete) == 0)
        {
            bits.Skip(entry & 0xFF);
            difference = entry >> 16;
            return true;
        }

        // A copy is passed, so that the caller's reader can stay in registers.
        var reader = bits;
        var found = TryReadLongDifference(ref reader, entry, out difference);
        bits = reader;
        return found;
    }

    /// <summary>
    /// Reads a run of zeros and the coefficient after it. A coefficient of 0 stands for no coefficient: the run is then the
    /// upper half of the symbol, 15 for sixteen zeros, less for the end of 2^run bands (and more).
    /// </summary>
    /// <returns>False if the bits are no code of the table.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadRun(ref BitReader bits, out int run, out int coefficient)
    {
        bits.Fill();
        var entry = Entry(bits.Peek(LookupBits));
        if ((entry & Incomplete) == 0)
        {
            bits.Skip(entry & 0xFF);
            run = (entry >> 8) & 0xF;
            coefficient = entry >> 16;
            return true;
        }

        var reader = bits;
        var found = TryReadLongRun(ref reader, entry, out run, out coefficient);
        bits = reader;
        return found;
    }

    // The index has LookupBits bits, the table 2^LookupBits entries.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Entry(int index) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_lookup), index);

    private bool TryReadLongDifference(ref BitReader bits, int entry, out int difference)
    {
        var found = TryReadSymbol(ref bits, entry, out var category);
        difference = category == 16 ? 1 << 15 : bits.TakeSigned(category);
        return found;
    }

    private bool TryReadLongRun(ref BitReader bits, int entry, out int run, out int coefficient)
    {
        var found = TryReadSymbol(ref bits, entry, out var symbol);
        run = symbol >> 4;
        coefficient = bits.TakeSigned(symbol & 0xF);
        return found;
    }

    private bool TryReadSymbol(ref BitReader bits, int entry, out int symbol)
    {
        if ((entry & 0xFF) is var taken and > 0)
        {
            bits.Skip(taken);
            symbol = entry >> 16;
            return true;
        }

        var next = bits.Peek(MaxCodeLength);
        for (var length = 1; length <= MaxCodeLength; length++)
        {
            if (next < _limits[length])
            {
                bits.Skip(length);
                symbol = _symbols[(next >> (MaxCodeLength - length)) + _indexOffsets[length]];
                return true;
            }
        }

        symbol = 0;
        return false;
    }

    private void FillLookup(int code, int length, int symbol, bool isAc)
    {
        var free = LookupBits - length;
        if (free < 0)
        {
            return;
        }

        var category = isAc ? symbol & 0xF : symbol;
        var run = isAc ? symbol >> 4 : 0;
        var entries = _lookup.AsSpan(code << free, 1 << free);
        if (category > free || (isAc && category == 0))
        {
            entries.Fill((symbol << 16) | Incomplete | length);
            return;
        }

        for (var tail = 0; tail < entries.Length; tail++)
        {
            var value = BitReader.Extend(tail >> (free - category), category);
            entries[tail] = (value << 16) | (run << 8) | (length + category);
        }
    }
}
