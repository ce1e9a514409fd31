using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>
/// The gradients of attention: probabilities are computed again, block by block, from the log-sum-exp that forward left.
/// </summary>
/// <remarks>
/// Three steps: all keys and values are packed; each chunk takes some rows of one head past all its keys, which completes
/// the gradients of its queries, and sums up the chunk's part of the gradients of keys and values; the parts are added
/// in order. Memory is a few times that of keys and values.
/// </remarks>
internal static unsafe class AttentionBackward
{
    // Chunks wanted. Fixed, so that the bits do not depend on the number of threads.
    private const int Chunks = 16;

    /// <summary>Computes the gradients that are wanted.</summary>
    /// <param name="layout">Lengths.</param>
    /// <param name="inputs">What forward had and made.</param>
    /// <param name="selection">Which keys take part.</param>
    /// <param name="gradients">Where to; no overlap with the inputs.</param>
    public static void Run(in AttentionLayout layout, in BackwardInputs inputs, in KeySelection selection, in AttentionGradients gradients)
    {
        var heads = layout.Batch * layout.KeyHeads;
        var blocks = (layout.Rows + QueryBlock.MaxRows - 1) / QueryBlock.MaxRows;
        var parts = Math.Clamp(Chunks / Math.Max(1, heads), 1, Math.Max(1, blocks));
        var plan = new Plan(layout, parts);
        var byteCount = plan.Floats * sizeof(float);
        var memory = (float*)TensorMemory.Rent(byteCount);
        try
        {
            Workers.Run(heads * plan.Panels, new PackWork(plan, inputs, selection, memory));
            Workers.Run(heads * parts, new RowsWork(plan, inputs, selection, gradients, memory));
            if (gradients.Keys is not null)
            {
                ClearMasked(layout, selection, gradients.Keys, gradients.AccumulateKeys);
                Workers.Run(
                    heads * plan.Panels,
                    new SumWork(plan, selection, memory, ofKeys: true, layout.Scale, gradients.Keys, gradients.AccumulateKeys));
            }

            if (gradients.Values is not null)
            {
                ClearMasked(layout, selection, gradients.Values, gradients.AccumulateValues);
                Workers.Run(
                    heads * plan.Panels,
                    new SumWork(plan, selection, memory, ofKeys: false, factor: 1, gradients.Values, gradients.AccumulateValues));
            }
        }
        finally
        {
            TensorMemory.Return(memory, byteCount);
        }
    }

    // The sums reach selected keys only.
    private static void ClearMasked(in AttentionLayout layout, in KeySelection selection, float* gradients, bool accumulate)
    {
        if (!accumulate && !selection.IsAll)
        {
            new Span<float>(gradients, layout.Batch * layout.KeyTokens * layout.KeyHeads * layout.HeadDim).Clear();
        }
    }

    /// <summary>How memory is divided: the panels of all heads, then the sums of all heads' parts.</summary>
    private readonly struct Plan(AttentionLayout layout, int parts)
    {
        // Keys of a head, rounded up to whole panels on every path.
        private readonly int _keys = (layout.KeyTokens + Tile.MaxColumns - 1) / Tile.MaxColumns * Tile.MaxColumns;

        public AttentionLayout Layout => layout;

        public int Parts => parts;

        // At least as many as there are on any path: the narrowest panel has four columns or more.
        public int Panels => _keys / PanelColumns;

        public long Floats => layout.Batch * layout.KeyHeads * (PackedFloats + (2 * parts * SumFloats));

        private static int PanelColumns => SimdPath.Level switch
        {
            SimdLevel.Avx512 => Tile.Columns<Lanes512>(),
            SimdLevel.Avx2 => Tile.Columns<Lanes256>(),
            _ => Tile.Columns<LanesPortable>(),
        };

        private long PackedFloats => KeyPanel.Floats(layout.HeadDim, _keys);

        private long SumFloats => (long)_keys * (layout.HeadDim + 3);

        public KeyPanel Panel(float* memory, int head, int panel, int columns) =>
            new(layout.HeadDim, columns, memory + (head * PackedFloats) + KeyPanel.Floats(layout.HeadDim, panel * columns));

        /// <summary>[PaddedDim][columns]</summary>
        public float* Sum(float* memory, bool ofKeys, int head, int part, int panel, int columns)
        {
            var sums = memory + (layout.Batch * layout.KeyHeads * PackedFloats);
            var number = (((long)head * parts) + part) * 2;
            return sums + ((ofKeys ? number : number + 1) * SumFloats) + ((long)panel * columns * (layout.HeadDim + 3));
        }
    }

    // A chunk packs one panel of one head.
    private readonly struct PackWork(Plan plan, BackwardInputs inputs, KeySelection selection, float* memory) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var layout = plan.Layout;
            var columns = Tile.Columns<TLanes>();
            var (index, panel) = Math.DivRem(chunk, plan.Panels);
            var (batch, head) = Math.DivRem(index, layout.KeyHeads);
            var first = panel * columns;
            var count = Math.Min(columns, selection.Count(batch) - first);
            if (count <= 0)
            {
                return;
            }

            var stagedKeys = ThreadScratch.Take(2L * columns * layout.HeadDim);
            var stagedValues = stagedKeys + (columns * layout.HeadDim);
            var keys = KeySource.OfTensor(inputs.Keys, layout.KeyTokens, layout.KeyHeads, layout.HeadDim)
                .Floats<TLanes>(selection, batch, head, first, count, layout.HeadDim, stagedKeys, out var keyStride);
            var values = KeySource.OfTensor(inputs.Values, layout.KeyTokens, layout.KeyHeads, layout.HeadDim)
                .Floats<TLanes>(selection, batch, head, first, count, layout.HeadDim, stagedValues, out var valueStride);
            plan.Panel(memory, index, panel, columns).Pack<TLanes>(keys, keyStride, values, valueStride, count);
        }
    }

    // A chunk takes every parts-th block of rows of one head past its keys, so that causal parts are equally long.
    private readonly struct RowsWork(
        Plan plan, BackwardInputs inputs, KeySelection selection, AttentionGradients gradients, float* memory) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var layout = plan.Layout;
            var columns = Tile.Columns<TLanes>();
            var (index, part) = Math.DivRem(chunk, plan.Parts);
            var (batch, head) = Math.DivRem(index, layout.KeyHeads);
            var count = selection.Count(batch);
            var sumFloats = count == 0 ? 0 : (int)(plan.Sum(memory, true, index, part, (count + columns - 1) / columns, columns) - plan.Sum(memory, true, index, part, 0, columns));
            new Span<float>(plan.Sum(memory, true, index, part, 0, columns), sumFloats).Clear();
            new Span<float>(plan.Sum(memory, false, index, part, 0, columns), sumFloats).Clear();
            var block = new QueryBlock(
                layout.HeadDim, columns, ThreadScratch.Take(QueryBlock.Floats(layout.HeadDim, columns)));
            for (var row = part * QueryBlock.MaxRows; row < layout.Rows; row += plan.Parts * QueryBlock.MaxRows)
            {
                var rows = Math.Min(QueryBlock.MaxRows, layout.Rows - row);
                var visible = block.Load<TLanes>(layout, selection, inputs, batch, head, row, rows);
                for (var key = 0; key < visible; key += columns)
                {
                    var panel = key / columns;
                    block.Attend<TLanes>(
                        plan.Panel(memory, index, panel, columns), key, Math.Min(columns, count - key), rows, gradients.Queries is not null,
                        gradients.Keys is null ? null : plan.Sum(memory, true, index, part, panel, columns),
                        gradients.Values is null ? null : plan.Sum(memory, false, index, part, panel, columns));
                }

                if (gradients.Queries is not null)
                {
                    block.Finish<TLanes>(layout, batch, head, row, rows, gradients.Queries, gradients.AccumulateQueries);
                }
            }
        }
    }

    // A chunk adds up the parts of one panel, in order, and writes the gradients of its keys or values.
    private readonly struct SumWork(
        Plan plan, KeySelection selection, float* memory, bool ofKeys, float factor, float* gradients, bool accumulate) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var layout = plan.Layout;
            var headDim = layout.HeadDim;
            var columns = Tile.Columns<TLanes>();
            var (index, panel) = Math.DivRem(chunk, plan.Panels);
            var (batch, head) = Math.DivRem(index, layout.KeyHeads);
            var first = panel * columns;
            var count = Math.Min(columns, selection.Count(batch) - first);
            if (count <= 0)
            {
                return;
            }

            var sum = plan.Sum(memory, ofKeys, index, 0, panel, columns);
            for (var part = 1; part < plan.Parts; part++)
            {
                LaneRows.Write<TLanes>(
                    plan.Sum(memory, ofKeys, index, part, panel, columns), 1, headDim * columns, sum, accumulate: true);
            }

            var rows = ThreadScratch.Take((long)columns * headDim);
            new DepthContiguous(sum, columns).Pack<TLanes>(0, headDim, 0, count, headDim, rows);
            for (var key = 0; key < count; key++)
            {
                var token = selection.Token(batch, first + key);
                var target = gradients + (((((nint)batch * layout.KeyTokens) + token) * layout.KeyHeads) + head) * headDim;
                LaneRows.Write<TLanes>(rows + (key * headDim), factor, headDim, target, accumulate);
            }
        }
    }
}
