using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Reductions;

/// <summary>The items of a <see cref="ReductionPlan"/>: [outer, rows, columns] → [outer, columns].</summary>
/// <remarks>
/// Each item reads the rows and columns that the plan gives it. Where the plan cuts rows into several parts, the items
/// leave totals and errors in <c>parts</c> [outer, parts, 2, columns] for <see cref="CombineWork"/>; else they write
/// the destination.
/// </remarks>
internal readonly unsafe struct ReductionWork<TReduction>(
    ReductionPlan plan, float* source, float* parts, ReductionResult result) : IParallelWork
    where TReduction : struct, IReduction
{
    /// <summary>The result over <paramref name="count"/> elements that lie one after another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Row<TLanes>(float* source, int count) where TLanes : unmanaged, ILanes<TLanes>
    {
        // Two totals, because each addition waits for the one before.
        var (total0, total1) = (TLanes.Broadcast(TReduction.Start), TLanes.Broadcast(TReduction.Start));
        var (error0, error1) = (TLanes.Zero, TLanes.Zero);
        var index = 0;
        for (; index <= count - (2 * TLanes.Count); index += 2 * TLanes.Count)
        {
            TReduction.Take(ref total0, ref error0, TLanes.Load(source + index));
            TReduction.Take(ref total1, ref error1, TLanes.Load(source + index + TLanes.Count));
        }

        if (index <= count - TLanes.Count)
        {
            TReduction.Take(ref total0, ref error0, TLanes.Load(source + index));
            index += TLanes.Count;
        }

        TReduction.Take(ref total0, ref error0, total1);
        var (total, error) = (total0, ReductionResult.Finite(error0 + error1));
        double value = TReduction.Start;
        for (var lane = 0; lane < TLanes.Count; lane++)
        {
            value = TReduction.Combine(value, (double)((float*)&total)[lane] + ((float*)&error)[lane]);
        }

        for (; index < count; index++)
        {
            value = TReduction.Combine(value, source[index]);
        }

        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
    {
        // A whole register is read and written at the end of a block of any width.
        var totals = stackalloc float[ReductionPlan.MaxBlockColumns + TLanes.Count];
        var errors = stackalloc float[ReductionPlan.MaxBlockColumns + TLanes.Count];
        var first = chunk * plan.ItemsPerChunk;
        var last = first + Math.Min(plan.ItemsPerChunk, plan.Items - first);
        for (var item = first; item < last; item++)
        {
            var column = item % plan.Blocks * plan.BlockColumns;
            var part = item / plan.Blocks % plan.Parts;
            var outer = item / plan.Blocks / plan.Parts;
            var columns = Math.Min(plan.BlockColumns, plan.Columns - column);
            var row = part * plan.PartRows;
            var rows = Math.Min(plan.PartRows, plan.Rows - row);
            var from = source + ((((nint)outer * plan.Rows) + row) * plan.Columns) + column;
            if (plan.Columns == 1)
            {
                var value = Row<TLanes>(from, rows);
                totals[0] = (float)value;
                errors[0] = float.IsFinite(totals[0]) ? (float)(value - totals[0]) : 0;
            }
            else
            {
                TakeRows<TLanes>(from, rows, columns, totals, errors);
            }

            if (plan.Parts == 1)
            {
                result.Write<TLanes>(totals, errors, ((nint)outer * plan.Columns) + column, columns);
            }
            else
            {
                var to = plan.Part(parts, outer, part) + column;
                new ReadOnlySpan<float>(totals, columns).CopyTo(new Span<float>(to, columns));
                new ReadOnlySpan<float>(errors, columns).CopyTo(new Span<float>(to + plan.Columns, columns));
            }
        }
    }

    // Reads `columns` elements of each row, no more.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakeRows<TLanes>(float* from, int rows, int columns, float* totals, float* errors)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        new Span<float>(totals, columns).Fill(TReduction.Start);
        new Span<float>(errors, columns).Clear();
        var step = (nint)plan.Columns;
        for (var row = 0; row < rows; row += 4)
        {
            for (var index = 0; index < columns; index += TLanes.Count)
            {
                var count = Math.Min(TLanes.Count, columns - index);
                var total = TLanes.Load(totals + index);
                var error = TLanes.Load(errors + index);
                var place = from + index;
                TReduction.Take(ref total, ref error, Lanes.Load<TLanes>(place, count));
                if (row + 3 < rows)
                {
                    TReduction.Take(ref total, ref error, Lanes.Load<TLanes>(place + step, count));
                    TReduction.Take(ref total, ref error, Lanes.Load<TLanes>(place + (2 * step), count));
                    TReduction.Take(ref total, ref error, Lanes.Load<TLanes>(place + (3 * step), count));
                }
                else
                {
                    for (var next = 1; row + next < rows; next++)
                    {
                        TReduction.Take(ref total, ref error, Lanes.Load<TLanes>(place + (next * step), count));
                    }
                }

                TLanes.Store(total, totals + index);
                TLanes.Store(error, errors + index);
            }

            from += 4 * step;
        }
    }

    /// <summary>Combines the parts, in order: a chunk for each block of columns of each outer index.</summary>
    internal readonly struct CombineWork(ReductionPlan plan, float* parts, ReductionResult result) : IParallelWork
    {
        /// <summary>Number of chunks.</summary>
        public int Chunks => plan.Outer * plan.Blocks;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var totals = stackalloc float[TLanes.Count];
            var errors = stackalloc float[TLanes.Count];
            var outer = chunk / plan.Blocks;
            var start = chunk % plan.Blocks * plan.BlockColumns;
            var end = Math.Min(start + plan.BlockColumns, plan.Columns);
            for (var column = start; column < end; column += TLanes.Count)
            {
                var count = Math.Min(TLanes.Count, end - column);
                var total = TLanes.Broadcast(TReduction.Start);
                var error = TLanes.Zero;
                for (var part = 0; part < plan.Parts; part++)
                {
                    var from = plan.Part(parts, outer, part) + column;
                    TReduction.Take(ref total, ref error, Lanes.Load<TLanes>(from, count));
                    error += Lanes.Load<TLanes>(from + plan.Columns, count);
                }

                TLanes.Store(total, totals);
                TLanes.Store(error, errors);
                result.Write<TLanes>(totals, errors, ((nint)outer * plan.Columns) + column, count);
            }
        }
    }
}
