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
    /// <param name="values">Values, stored as the keys are.</param>
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
        using var states = new RentedFloats((long)heads * ranges * QueryRows.Floats(layout.HeadDim, layout.Rows));
        Workers.Run(heads * ranges, new FewRowsWork(layout, queries, keys, values, selection, ranges, states.First));
        Workers.Run(heads, new MergeWork(layout, ranges, states.First, output, logSumExp));
    }

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;

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
            var left = (end - first) % columns <= columns / 8 ? (end - first) % columns : 0;
            var panelsEnd = end - left;
            var panels = DivideUp(panelsEnd - first, columns);
            var panelFloats = QueryPanel.Floats(headDim, padded, columns);
            var scratchFloats = Math.Max(QueryPanel.ScratchFloats(headDim, columns), QueryRows.ScratchFloats(left));
            var memory = ThreadScratch.Take(
                KeyBlock.Floats(headDim) + ((long)panels * panelFloats) + scratchFloats + QueryRows.Floats(headDim, left));
            var block = new KeyBlock(headDim, memory);
            var panelMemory = memory + KeyBlock.Floats(headDim);
            var scratch = panelMemory + ((nint)panels * panelFloats);
            var rest = new QueryRows(headDim, left, scratch + scratchFloats);

            Prefetch(batch, head, 0, 0, 1);
            var visible = 0;
            for (var panel = 0; panel < panels; panel++)
            {
                var row = first + (panel * columns);
                visible = new QueryPanel(headDim, padded, columns, panelMemory + ((nint)panel * panelFloats)).Begin<TLanes>(
                    layout, selection, queries, batch, head, row, Math.Min(columns, panelsEnd - row), scratch);
            }

            visible = Math.Max(visible, rest.Begin<TLanes>(layout, selection, queries, batch, head, panelsEnd));
            var count = selection.Count(batch);
            var length = KeyBlock.Length<TLanes>(count);
            for (var key = 0; key < visible; key += length)
            {
                block.Load<TLanes>(keySource, valueSource, selection, batch, head, key, Math.Min(length, count - key));
                block.Pack<TLanes>();
                for (var panel = 0; panel < panels; panel++)
                {
                    Prefetch(batch, head, key + length, panel, panels);
                    new QueryPanel(headDim, padded, columns, panelMemory + ((nint)panel * panelFloats)).Attend<TLanes>(block, scratch);
                }

                rest.Attend<TLanes, Float32Elements, float>(
                    block.Keys, block.KeyStride, block.Values, block.ValueStride, key, block.Count, scratch);
            }

            for (var panel = 0; panel < panels; panel++)
            {
                var row = first + (panel * columns);
                new QueryPanel(headDim, padded, columns, panelMemory + ((nint)panel * panelFloats)).Finish<TLanes>(
                    layout, batch, head, row, Math.Min(columns, panelsEnd - row), output, logSumExp, scratch);
            }

            rest.Finish<TLanes>(layout, batch, head, panelsEnd, output, logSumExp);
        }

        // Asks for one part of the block of keys that starts at a key.
        private void Prefetch(int batch, int head, int key, int part, int parts)
        {
            var count = Math.Min(KeyBlock.MaxKeys, selection.Count(batch) - key);
            keySource.Prefetch(selection, batch, head, key, count, layout.HeadDim, part, parts);
            valueSource.Prefetch(selection, batch, head, key, count, layout.HeadDim, part, parts);
        }
    }

    // A chunk takes all rows of one head past a range of its keys.
    private readonly struct FewRowsWork(
        AttentionLayout layout, float* queries, KeySource keySource, KeySource valueSource, KeySelection selection, int ranges,
        float* states) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var (index, range) = Math.DivRem(chunk, ranges);
            var (batch, head) = Math.DivRem(index, layout.KeyHeads);
            var rows = new QueryRows(layout.HeadDim, layout.Rows, states + ((nint)chunk * QueryRows.Floats(layout.HeadDim, layout.Rows)));
            var visible = rows.Begin<TLanes>(layout, selection, queries, batch, head, 0);
            var rangeKeys = DivideUp(layout.KeyTokens, ranges);
            var first = range * rangeKeys;
            var count = Math.Min(first + rangeKeys, visible) - first;
            var inPlace = layout.Rows <= 2 && layout.HeadDim % TLanes.Count == 0;
            if (inPlace && keySource.DType == DType.BFloat16)
            {
                AttendStored<TLanes, BFloat16Elements, ushort>(rows, head, first, count);
            }
            else if (inPlace && keySource.DType == DType.Float16)
            {
                AttendStored<TLanes, HalfElements, Half>(rows, head, first, count);
            }
            else if (inPlace && keySource.DType == DType.Q8)
            {
                AttendBytes<TLanes>(rows, head, first, count);
            }
            else
            {
                AttendFloats<TLanes>(rows, batch, head, first, count);
            }
        }

        // From the cache in 16 bits: one sequence, no key masked, tokens side by side.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void AttendStored<TLanes, TElements, T>(QueryRows rows, int head, int first, int count)
            where TLanes : unmanaged, ILanes<TLanes>
            where TElements : struct, IElements<T>
            where T : unmanaged
        {
            var scratch = ThreadScratch.Take(QueryRows.ScratchFloats(layout.Rows));
            for (var done = 0; done < count; done += QueryRows.MaxKeys)
            {
                rows.Attend<TLanes, TElements, T>(
                    (T*)keySource.Row(0, head, first + done), keySource.TokenStride,
                    (T*)valueSource.Row(0, head, first + done), valueSource.TokenStride,
                    first + done, Math.Min(QueryRows.MaxKeys, count - done), scratch);
            }
        }

        // As the cache in 16 bits.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void AttendBytes<TLanes>(QueryRows rows, int head, int first, int count) where TLanes : unmanaged, ILanes<TLanes>
        {
            var scratch = ThreadScratch.Take(QueryRows.ByteScratchFloats(layout.HeadDim, layout.Rows));
            for (var done = 0; done < count; done += QueryRows.MaxKeys)
            {
                var keys = Math.Min(QueryRows.MaxKeys, count - done);
                rows.AttendBytes<TLanes>(keySource, valueSource, head, first + done, keys, scratch);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void AttendFloats<TLanes>(QueryRows rows, int batch, int head, int first, int count)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var memory = ThreadScratch.Take(KeyBlock.Floats(layout.HeadDim) + QueryRows.ScratchFloats(layout.Rows));
            var block = new KeyBlock(layout.HeadDim, memory);
            var scratch = memory + KeyBlock.Floats(layout.HeadDim);
            var length = layout.Rows <= 2 ? KeyBlock.MaxKeys : 64;
            for (var done = 0; done < count; done += length)
            {
                block.Load<TLanes>(keySource, valueSource, selection, batch, head, first + done, Math.Min(length, count - done));
                rows.Attend<TLanes, Float32Elements, float>(
                    block.Keys, block.KeyStride, block.Values, block.ValueStride, block.First, block.Count, scratch);
            }
        }
    }

    // A chunk merges the ranges of one head, in their order, and writes its rows.
    private readonly struct MergeWork(AttentionLayout layout, int ranges, float* states, float* output, float* logSumExp)
        : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var floats = QueryRows.Floats(layout.HeadDim, layout.Rows);
            var first = states + ((nint)chunk * ranges * floats);
            var rows = new QueryRows(layout.HeadDim, layout.Rows, first);
            for (var range = 1; range < ranges; range++)
            {
                rows.Merge<TLanes>(new QueryRows(layout.HeadDim, layout.Rows, first + (range * floats)));
            }

            var (batch, head) = Math.DivRem(chunk, layout.KeyHeads);
            rows.Finish<TLanes>(layout, batch, head, 0, output, logSumExp);
        }
    }
}
