using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>
/// As many queries as a tile has columns, and what is summed up for them while the blocks of keys run past.
/// </summary>
/// <remarks>
/// All products are taken transposed: scores are [keys][queries] and sums [headDim][queries], so that a query keeps its
/// lane from the product through the softmax to the next product, and nothing is rearranged in between.
/// </remarks>
/// <param name="headDim">Length of one query.</param>
/// <param name="padded">The same, rounded up to whole tiles.</param>
/// <param name="columns">Columns of a tile.</param>
/// <param name="memory"><see cref="Floats"/> floats, 64-byte aligned.</param>
internal readonly unsafe struct QueryPanel(int headDim, int padded, int columns, float* memory)
{
    // [headDim][columns]
    private float* Queries => memory;

    // [padded][columns]
    private float* Sums => memory + (headDim * columns);

    // [columns] each: running maximum of the scores, running sum of the probabilities, number of keys that are seen.
    private float* Max => Sums + (padded * columns);

    private float* Sum => Max + columns;

    private float* Visible => Sum + columns;

    /// <summary>Floats of memory that a panel needs.</summary>
    public static int Floats(int headDim, int padded, int columns) => (headDim + padded + 3) * columns;

    /// <summary>Floats of scratch that <see cref="Begin"/>, <see cref="Attend"/> and <see cref="Finish"/> need.</summary>
    public static int ScratchFloats(int headDim, int columns) => Math.Max(KeyBlock.MaxKeys + 1, headDim) * columns;

    /// <summary>Packs queries, scaled. Lanes without a query hold zeros.</summary>
    /// <param name="layout">Lengths.</param>
    /// <param name="selection">The keys that take part.</param>
    /// <param name="queries">[batch, queryTokens, queryHeads, headDim].</param>
    /// <param name="batch">The sequence.</param>
    /// <param name="head">The key head.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">Number of rows, 1 to columns.</param>
    /// <param name="scratch">Working memory.</param>
    /// <returns>How many keys the last row sees: none sees more.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Begin<TLanes>(
        in AttentionLayout layout, in KeySelection selection, float* queries, int batch, int head, int row, int rows, float* scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (var r = 0; r < rows; r++)
        {
            var source = queries + layout.RowOffset(batch, head, row + r);
            Unsafe.CopyBlock(scratch + ((nint)r * headDim), source, (uint)(headDim * sizeof(float)));
        }

        new DepthContiguous(scratch, headDim).Pack<TLanes>(0, rows, 0, headDim, columns, Queries);
        var scale = TLanes.Broadcast(layout.ScaleToBase2);
        for (var index = 0; index < headDim * columns; index += TLanes.Count)
        {
            TLanes.Store(TLanes.Load(Queries + index) * scale, Queries + index);
        }

        new Span<float>(Sums, padded * columns).Clear();
        new Span<float>(Max, columns).Fill(OnlineSoftmax.NoMaximum);
        new Span<float>(Sum, columns).Clear();
        var visible = 0;
        for (var lane = 0; lane < columns; lane++)
        {
            visible = lane < rows ? layout.VisibleKeys(selection, batch, row + lane) : visible;
            Visible[lane] = visible;
        }

        return visible;
    }

    /// <summary>Takes the queries past a packed block of keys.</summary>
    /// <param name="block">Keys and values; blocks come in order.</param>
    /// <param name="scratch">Working memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Attend<TLanes>(in KeyBlock block, float* scratch) where TLanes : unmanaged, ILanes<TLanes>
    {
        var keys = Math.Min(block.Count, (int)Visible[columns - 1] - block.First);
        if (keys <= 0)
        {
            return;
        }

        // scores = K · Qᵀ
        var scores = scratch;
        LinePanels.Multiply<TLanes>(block.PackedKeys, block.Count, keys, headDim, Queries, scores);
        var seenByAll = Math.Clamp((int)Visible[0] - block.First, 0, keys);
        OnlineSoftmax.Hide<TLanes>(scores + (seenByAll * columns), block.First + seenByAll, keys - seenByAll, Visible);
        var rescale = scratch + (KeyBlock.MaxKeys * columns);
        OnlineSoftmax.Update<TLanes>(scores, keys, Max, Sum, rescale);
        ScaleSums<TLanes>(rescale);

        // sums += Vᵀ · P
        DimPanels.AddProduct<TLanes>(block.PackedValues, block.Count, headDim, 0, scores, keys, Sums);
    }

    /// <summary>Divides by the sums of the probabilities and writes the rows. A row that saw no key is zero.</summary>
    /// <param name="layout">Lengths.</param>
    /// <param name="batch">The sequence.</param>
    /// <param name="head">The key head.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">Number of rows, as for <see cref="Begin"/>.</param>
    /// <param name="output">[batch, queryTokens, queryHeads, headDim].</param>
    /// <param name="logSumExp">[batch, keyHeads, rows], or null.</param>
    /// <param name="scratch">Working memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Finish<TLanes>(
        in AttentionLayout layout, int batch, int head, int row, int rows, float* output, float* logSumExp, float* scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (var lane = 0; lane < rows; lane++)
        {
            if (logSumExp is not null)
            {
                logSumExp[layout.RowNumber(batch, head, row + lane)] = OnlineSoftmax.LogSumExp(Max[lane], Sum[lane]);
            }

            Sum[lane] = OnlineSoftmax.Inverse(Sum[lane]);
        }

        ScaleSums<TLanes>(Sum);
        new DepthContiguous(Sums, columns).Pack<TLanes>(0, headDim, 0, rows, headDim, scratch);
        for (var r = 0; r < rows; r++)
        {
            var target = output + layout.RowOffset(batch, head, row + r);
            Unsafe.CopyBlock(target, scratch + ((nint)r * headDim), (uint)(headDim * sizeof(float)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScaleSums<TLanes>(float* factors) where TLanes : unmanaged, ILanes<TLanes>
    {
        var (left, right) = (TLanes.Load(factors), TLanes.Load(factors + TLanes.Count));
        var sums = Sums;
        for (var dim = 0; dim < headDim; dim++)
        {
            TLanes.Store(TLanes.Load(sums) * left, sums);
            TLanes.Store(TLanes.Load(sums + TLanes.Count) * right, sums + TLanes.Count);
            sums += columns;
        }
    }
}
