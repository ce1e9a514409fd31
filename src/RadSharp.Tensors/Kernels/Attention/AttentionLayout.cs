namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>
/// The lengths of one attention and where the rows of a head lie. Queries and outputs are
/// [batch, queryTokens, queryHeads, headDim].
/// </summary>
/// <remarks>
/// The query heads that share a key head are worked on together: the "rows" of a key head are its queries in the order
/// token by token, and within a token head by head. They see the same keys, packed once.
/// </remarks>
/// <param name="Batch">Number of sequences.</param>
/// <param name="QueryTokens">Queries a sequence and head.</param>
/// <param name="KeyTokens">Keys a sequence and head, masked ones included.</param>
/// <param name="QueryHeads">Heads of queries and outputs: a multiple of <paramref name="KeyHeads"/>.</param>
/// <param name="KeyHeads">Heads of keys and values.</param>
/// <param name="HeadDim">Length of one query, key or value.</param>
/// <param name="Scale">Factor on the products of queries and keys.</param>
/// <param name="IsCausal">Whether query i sees the keys up to i + keyTokens − queryTokens only.</param>
internal readonly record struct AttentionLayout(
    int Batch, int QueryTokens, int KeyTokens, int QueryHeads, int KeyHeads, int HeadDim, float Scale, bool IsCausal)
{
    private const float Log2OfE = 1.44269504f;

    /// <summary>Query heads that share one key head.</summary>
    public int Group => QueryHeads / KeyHeads;

    /// <summary>Queries that one key head serves.</summary>
    public int Rows => QueryTokens * Group;

    /// <summary>Scale of scores to the base 2, in which all exponentials are taken.</summary>
    public float ScaleToBase2 => Scale * Log2OfE;

    /// <summary>Floats from one query token to the next.</summary>
    public nint TokenStride => (nint)QueryHeads * HeadDim;

    /// <summary>Index of the first float of a row of queries or outputs.</summary>
    public nint RowOffset(int batch, int keyHead, int row)
    {
        var (token, head) = Math.DivRem(row, Group);
        return ((((nint)batch * QueryTokens) + token) * TokenStride) + ((((nint)keyHead * Group) + head) * HeadDim);
    }

    /// <summary>Index of a row's number in arrays [batch, keyHeads, rows], such as the log-sum-exp.</summary>
    public nint RowNumber(int batch, int keyHead, int row) => ((((nint)batch * KeyHeads) + keyHead) * Rows) + row;

    /// <summary>How many of the selected keys a row sees: always the first so many.</summary>
    public int VisibleKeys(in KeySelection selection, int batch, int row)
    {
        if (!IsCausal)
        {
            return selection.Count(batch);
        }

        var end = (row / Group) + 1 + KeyTokens - QueryTokens;
        return selection.CountBelow(batch, Math.Clamp(end, 0, KeyTokens));
    }
}
