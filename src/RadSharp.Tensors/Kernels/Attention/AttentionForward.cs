using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>
/// Attention without the matrix of tokens × tokens (Dao et al., "FlashAttention"): a block of keys at a time, with a
/// running softmax.
/// </summary>
internal static unsafe class AttentionForward
{
    // Rows that a chunk takes past each block of keys that it packs: enough that packing costs little, few enough that
    // their queries and sums stay in the second-level cache.
    private const int MaxChunkRows = 768;

    // Up to so many rows a key head, packing costs more than it saves.
    private const int FewRows = 16;

    // Keys that a chunk of few rows takes at least: below, starting a chunk costs more than the work in it.
    private const int MinRangeKeys = 256;

    // Chunks wanted where there are few rows. Fixed, so that the bits do not depend on the number of threads.
    private const int FewRowsChunks = 32;

    /// <summary>Computes outputs and, where wanted, the log-sum-exp of each row's scores.</summary>
    /// <param name="layout">Lengths.</param>
    /// <param name="queries">[batch, queryTokens, queryHeads, headDim].</param>
    /// <param name="keys">Keys.</param>
    /// <param name="values">Values.</param>
    /// <param name="selection">Which keys take part.</param>
    /// <param name="output">[batch, queryTokens, queryHeads, headDim]; no overlap with the inputs.</param>
    /// <param name="logSumExp">[batch, keyHeads, rows], to the base 2, +∞ for a row without keys; or null.</param>
    public static void Run(
        in AttentionLayout layout, float* queries, in KeySource keys, in KeySource values, in KeySelection selection,
        float* output, float* logSumExp)
    {
        var heads = layout.Batch * layout.KeyHeads;
        if (heads == 0 || layout.Rows == 0)
        {
            return;
        }

        if (layout.Rows > FewRows)
        {
            // A row's bits do not depend on its chunk, so the chunks may depend on the number of threads.
            var chunks = Math.Max(DivideUp(layout.Rows, MaxChunkRows), DivideUp(4 * Workers.Count, heads));
            var chunkRows = DivideUp(DivideUp(layout.Rows, chunks), Tile.MaxColumns) * Tile.MaxColumns;
            chunks = DivideUp(layout.Rows, chunkRows);
            Workers.Run(
                heads * chunks, new ManyRowsWork(layout, queries, keys, values, selection, chunks, chunkRows, output, logSumExp));
            return;
        }

        var ranges = Math.Clamp(layout.KeyTokens / MinRangeKeys, 1, DivideUp(FewRowsChunks, heads));
        var rangeKeys = DivideUp(layout.KeyTokens, ranges);
        var byteCount = (long)heads * ranges * layout.Rows * QueryRow.Floats(layout.HeadDim) * sizeof(float);
        var states = (float*)TensorMemory.Rent(byteCount);
        try
        {
            Workers.Run(heads * ranges, new FewRowsWork(layout, queries, keys, values, selection, ranges, rangeKeys, states));
            Merge(layout, ranges, states, output, logSumExp);
        }
        finally
        {
            TensorMemory.Return(states, byteCount);
        }
    }

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;

    // In the order of the ranges, whichever was done first.
    private static void Merge(in AttentionLayout layout, int ranges, float* states, float* output, float* logSumExp)
    {
        var rowFloats = QueryRow.Floats(layout.HeadDim);
        for (var head = 0; head < layout.Batch * layout.KeyHeads; head++)
        {
            for (var row = 0; row < layout.Rows; row++)
            {
                var first = states + ((((nint)head * ranges * layout.Rows) + row) * rowFloats);
                var whole = new QueryRow(layout.HeadDim, first);
                for (var range = 1; range < ranges; range++)
                {
                    whole.Merge(new QueryRow(layout.HeadDim, first + ((nint)range * layout.Rows * rowFloats)));
                }

                var (batch, keyHead) = Math.DivRem(head, layout.KeyHeads);
                var logarithm = whole.Finish(output + layout.RowOffset(batch, keyHead, row));
                if (logSumExp is not null)
                {
                    logSumExp[layout.RowNumber(batch, keyHead, row)] = logarithm;
                }
            }
        }
    }

    // A chunk takes up to chunkRows rows of one head past all keys: panels of queries, and a few single rows that are left.
    private readonly struct ManyRowsWork(
        AttentionLayout layout, float* queries, KeySource keySource, KeySource valueSource, KeySelection selection, int chunks,
        int chunkRows, float* output, float* logSumExp) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var (index, rowChunk) = Math.DivRem(chunk, chunks);
            var (batch, head) = Math.DivRem(index, layout.KeyHeads);
            var headDim = layout.HeadDim;
            var columns = Tile.Columns<TLanes>();
            var padded = DimPanels.PaddedDim<TLanes>(headDim);
            var first = rowChunk * chunkRows;
            var end = Math.Min(first + chunkRows, layout.Rows);

            // A panel costs as much as about a quarter of its columns in single rows.
            var singles = (end - first) % columns <= columns / 8 ? (end - first) % columns : 0;
            var panelsEnd = end - singles;
            var panels = DivideUp(panelsEnd - first, columns);
            var panelFloats = QueryPanel.Floats(headDim, padded, columns);
            var rowFloats = QueryRow.Floats(headDim);
            var memory = ThreadScratch.Take(
                KeyBlock.Floats(headDim) + ((long)panels * panelFloats) + (singles * rowFloats)
                + QueryPanel.ScratchFloats(headDim, columns));
            var block = new KeyBlock(headDim, memory);
            var panelMemory = memory + KeyBlock.Floats(headDim);
            var rowMemory = panelMemory + ((nint)panels * panelFloats);
            var scratch = rowMemory + (singles * rowFloats);

            keySource.Prefetch(selection, batch, head, 0, Math.Min(KeyBlock.MaxKeys, selection.Count(batch)), headDim, 0, 1);
            valueSource.Prefetch(selection, batch, head, 0, Math.Min(KeyBlock.MaxKeys, selection.Count(batch)), headDim, 0, 1);
            var visible = 0;
            for (var panel = 0; panel < panels; panel++)
            {
                var row = first + (panel * columns);
                visible = new QueryPanel(headDim, padded, columns, panelMemory + ((nint)panel * panelFloats)).Begin<TLanes>(
                    layout, selection, queries, batch, head, row, Math.Min(columns, panelsEnd - row), scratch);
            }

            for (var row = panelsEnd; row < end; row++)
            {
                visible = layout.VisibleKeys(selection, batch, row);
                new QueryRow(headDim, rowMemory + ((row - panelsEnd) * rowFloats)).Begin(
                    queries + layout.RowOffset(batch, head, row), layout.ScaleToBase2, visible);
            }

            var count = selection.Count(batch);
            var length = KeyBlock.Length<TLanes>(count);
            for (var key = 0; key < visible; key += length)
            {
                block.Load(keySource, valueSource, selection, batch, head, key, Math.Min(length, count - key));
                block.Pack<TLanes>();
                for (var panel = 0; panel < panels; panel++)
                {
                    if (key + length < visible)
                    {
                        keySource.Prefetch(selection, batch, head, key + length, Math.Min(length, count - key - length), headDim, panel, panels);
                        valueSource.Prefetch(selection, batch, head, key + length, Math.Min(length, count - key - length), headDim, panel, panels);
                    }

                    new QueryPanel(headDim, padded, columns, panelMemory + ((nint)panel * panelFloats)).Attend<TLanes>(block, scratch);
                }

                for (var row = 0; row < singles; row++)
                {
                    new QueryRow(headDim, rowMemory + (row * rowFloats)).Attend<TLanes>(block, scratch);
                }
            }

            for (var panel = 0; panel < panels; panel++)
            {
                var row = first + (panel * columns);
                new QueryPanel(headDim, padded, columns, panelMemory + ((nint)panel * panelFloats)).Finish<TLanes>(
                    layout, batch, head, row, Math.Min(columns, panelsEnd - row), output, logSumExp, scratch);
            }

            for (var row = panelsEnd; row < end; row++)
            {
                var logarithm = new QueryRow(headDim, rowMemory + ((row - panelsEnd) * rowFloats)).Finish(
                    output + layout.RowOffset(batch, head, row));
                if (logSumExp is not null)
                {
                    logSumExp[layout.RowNumber(batch, head, row)] = logarithm;
                }
            }
        }
    }

    // A chunk takes all rows of one head past a range of its keys.
    private readonly struct FewRowsWork(
        AttentionLayout layout, float* queries, KeySource keySource, KeySource valueSource, KeySelection selection, int ranges,
        int rangeKeys, float* states) : IParallelWork
    {
        // Keys at a time: what is read for the first row is still in the first-level cache for the others.
        private const int BlockKeys = 64;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var (index, range) = Math.DivRem(chunk, ranges);
            var (batch, head) = Math.DivRem(index, layout.KeyHeads);
            var rowFloats = QueryRow.Floats(layout.HeadDim);
            var rows = states + ((nint)chunk * layout.Rows * rowFloats);
            var visible = 0;
            for (var row = 0; row < layout.Rows; row++)
            {
                visible = layout.VisibleKeys(selection, batch, row);
                new QueryRow(layout.HeadDim, rows + (row * rowFloats)).Begin(
                    queries + layout.RowOffset(batch, head, row), layout.ScaleToBase2, visible);
            }

            var memory = ThreadScratch.Take(KeyBlock.Floats(layout.HeadDim) + KeyBlock.MaxKeys);
            var block = new KeyBlock(layout.HeadDim, memory);
            var scores = memory + KeyBlock.Floats(layout.HeadDim);
            var end = Math.Min((range + 1) * rangeKeys, visible);
            for (var key = range * rangeKeys; key < end; key += BlockKeys)
            {
                block.Load(keySource, valueSource, selection, batch, head, key, Math.Min(BlockKeys, end - key));
                for (var row = 0; row < layout.Rows; row++)
                {
                    new QueryRow(layout.HeadDim, rows + (row * rowFloats)).Attend<TLanes>(block, scores);
                }
            }
        }
    }
}
