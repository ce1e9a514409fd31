namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>
/// The keys of each sequence that take part. Masked keys are left out when keys are packed: they cost no arithmetic, and
/// nothing of them, not even a NaN, can reach an output.
/// </summary>
/// <param name="indices">[batch, keyTokens]: of each sequence the indices of its keys, ascending; null where all take part.</param>
/// <param name="counts">[batch]: how many there are; null where all take part.</param>
/// <param name="keyTokens">Keys of a sequence, masked ones included.</param>
internal readonly unsafe struct KeySelection(int* indices, int* counts, int keyTokens)
{
    /// <summary>Whether every key takes part.</summary>
    public bool IsAll => indices is null;

    /// <summary>Ints that <see cref="From"/> needs for a mask of <paramref name="length"/> keys of <paramref name="batch"/> sequences.</summary>
    public static long Ints(int batch, int length) => length == 0 ? 0 : (long)batch + length;

    /// <summary>Lists the keys that a mask lets take part.</summary>
    /// <param name="mask">[batch, keyTokens], true for a key that takes part; empty where all do.</param>
    /// <param name="batch">Number of sequences.</param>
    /// <param name="keyTokens">Keys of a sequence.</param>
    /// <param name="memory"><see cref="Ints"/> ints that must outlive the selection.</param>
    public static KeySelection From(ReadOnlySpan<bool> mask, int batch, int keyTokens, int* memory)
    {
        if (mask.IsEmpty)
        {
            return new KeySelection(null, null, keyTokens);
        }

        var counts = memory;
        var indices = memory + batch;
        for (var sequence = 0; sequence < batch; sequence++)
        {
            var list = indices + ((long)sequence * keyTokens);
            var count = 0;
            for (var key = 0; key < keyTokens; key++)
            {
                if (mask[(sequence * keyTokens) + key])
                {
                    list[count++] = key;
                }
            }

            counts[sequence] = count;
        }

        return new KeySelection(indices, counts, keyTokens);
    }

    /// <summary>How many keys of a sequence take part.</summary>
    public int Count(int batch) => counts is null ? keyTokens : counts[batch];

    /// <summary>The token of selected key <paramref name="number"/>.</summary>
    public int Token(int batch, int number) => indices is null ? number : indices[((long)batch * keyTokens) + number];

    /// <summary>How many selected keys have a token below <paramref name="end"/>.</summary>
    public int CountBelow(int batch, int end)
    {
        if (indices is null)
        {
            return end;
        }

        var list = new ReadOnlySpan<int>(indices + ((long)batch * keyTokens), counts[batch]);
        var position = list.BinarySearch(end);
        return position < 0 ? ~position : position;
    }
}
