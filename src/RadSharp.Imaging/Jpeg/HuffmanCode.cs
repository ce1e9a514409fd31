namespace RadSharp.Imaging.Jpeg;

/// <summary>A Huffman code for writing: ITU-T T.81, annex C.</summary>
internal sealed class HuffmanCode
{
    private const int MaxLength = 16;
    private readonly ushort[] _codes = new ushort[256];
    private readonly byte[] _lengths = new byte[256];

    /// <param name="countsAndSymbols">16 counts of codes by length, then the symbols, as a DHT segment has them.</param>
    public HuffmanCode(ReadOnlySpan<byte> countsAndSymbols)
    {
        CountsAndSymbols = countsAndSymbols.ToArray();
        var (code, index) = (0, MaxLength);
        for (var length = 1; length <= MaxLength; length++, code <<= 1)
        {
            for (var left = countsAndSymbols[length - 1]; left > 0; left--, code++, index++)
            {
                (_codes[countsAndSymbols[index]], _lengths[countsAndSymbols[index]]) = ((ushort)code, (byte)length);
            }
        }
    }

    /// <summary>The code as a DHT segment has it.</summary>
    public byte[] CountsAndSymbols { get; }

    /// <summary>A code of nearly the least total length for symbols that occur so often.</summary>
    /// <param name="frequencies">How often each symbol occurs, at least one of them at all; at most 64 symbols.</param>
    public static HuffmanCode For(ReadOnlySpan<int> frequencies)
    {
        // Rare symbols count as one in 1,024, which keeps codes below 17 bits: a code of n bits needs total weights that grow
        // with n as the Fibonacci numbers do. One more symbol takes the code of ones only, which is reserved.
        var total = 0L;
        var symbols = new List<byte>();
        for (var symbol = 0; symbol < frequencies.Length; symbol++)
        {
            total += frequencies[symbol];
            if (frequencies[symbol] > 0)
            {
                symbols.Add((byte)symbol);
            }
        }

        var weights = frequencies.ToArray();
        symbols.Sort((a, b) => weights[b] != weights[a] ? weights[b].CompareTo(weights[a]) : a.CompareTo(b));
        var least = (total / 1024) + 1;
        List<(long Weight, int[] Leaves)> trees =
            [(least, [symbols.Count]), .. symbols.Select((symbol, leaf) => (Math.Max(weights[symbol], least), (int[])[leaf]))];
        var depths = new int[symbols.Count + 1];
        while (trees.Count > 1)
        {
            trees.Sort((a, b) => b.Weight.CompareTo(a.Weight));
            var (first, second) = (trees[^1], trees[^2]);
            trees.RemoveRange(trees.Count - 2, 2);
            trees.Add((first.Weight + second.Weight, [.. first.Leaves, .. second.Leaves]));
            foreach (var leaf in trees[^1].Leaves)
            {
                depths[leaf]++;
            }
        }

        // Frequent symbols get the short codes; the longest of all goes to the reserved one.
        Array.Sort(depths);
        var counts = new byte[MaxLength];
        foreach (var depth in depths.AsSpan(0, symbols.Count))
        {
            counts[depth - 1]++;
        }

        return new HuffmanCode([.. counts, .. symbols]);
    }

    /// <summary>Writes a symbol's code, and after it additional bits.</summary>
    /// <param name="bits">Where to.</param>
    /// <param name="symbol">A symbol of the code.</param>
    /// <param name="additional">The additional bits.</param>
    /// <param name="additionalCount">How many, 0 to 16.</param>
    public void Write(BitWriter bits, int symbol, int additional, int additionalCount) => bits.Write(
        (_codes[symbol] << additionalCount) | (additional & ((1 << additionalCount) - 1)), _lengths[symbol] + additionalCount);
}
