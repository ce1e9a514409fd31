using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Reductions;

/// <summary>The items of a <see cref="ReductionPlan"/>: [outer, rows, columns] → [outer, columns].</summary>
/// <remarks>
/// Each item reads the rows and columns that the plan gives it and writes one value a column: to the destination, or,
/// where the rows are cut into several parts, to <c>parts</c> [outer, parts, columns].
/// </remarks>
internal readonly unsafe struct ReductionWork<TReduction>(
    ReductionPlan plan, float* source, float* destination, double* parts, double scale, bool accumulate) : IParallelWork
    where TReduction : struct, IReduction
{
    /// <summary>Runs all items and combines the parts, for which there is room where there are several, in order.</summary>
    public static void Run(
        in ReductionPlan plan, float* source, float* destination, double* room, double scale, bool accumulate)
    {
        Workers.Run(plan.Chunks, new ReductionWork<TReduction>(plan, source, destination, room, scale, accumulate));
        if (room == null)
        {
            return;
        }

        for (var outer = 0; outer < plan.Outer; outer++)
        {
            for (var column = 0; column < plan.Columns; column++)
            {
                var part = room + ((nint)outer * plan.Parts * plan.Columns) + column;
                var value = *part;
                for (var index = 1; index < plan.Parts; index++)
                {
                    part += plan.Columns;
                    value = TReduction.Combine(value, *part);
                }

                Finish(value, destination + ((nint)outer * plan.Columns) + column, scale, accumulate);
            }
        }
    }

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
        var (total, error) = (total0, error0 + error1);
        double value = TReduction.Start;
        for (var lane = 0; lane < TLanes.Count; lane++)
        {
            value = TReduction.Combine(value, Whole(((float*)&total)[lane], ((float*)&error)[lane]));
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
        var last = Math.Min(first + plan.ItemsPerChunk, plan.Items);
        for (var item = first; item < last; item++)
        {
            var column = item % plan.Blocks * plan.BlockColumns;
            var part = item / plan.Blocks % plan.Parts;
            var outer = item / plan.Blocks / plan.Parts;
            var row = part * plan.PartRows;
            var rows = Math.Min(plan.PartRows, plan.Rows - row);
            var from = source + ((((nint)outer * plan.Rows) + row) * plan.Columns) + column;
            if (plan.Columns == 1)
            {
                Put(outer, part, column, Row<TLanes>(from, rows));
                continue;
            }

            var columns = Math.Min(plan.BlockColumns, plan.Columns - column);
            TakeRows<TLanes>(from, rows, columns, totals, errors);
            for (var index = 0; index < columns; index++)
            {
                Put(outer, part, column + index, Whole(totals[index], errors[index]));
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
        for (var row = 0; row < rows; row++)
        {
            var index = 0;
            for (; index <= columns - TLanes.Count; index += TLanes.Count)
            {
                Take(TLanes.Load(from + index), totals + index, errors + index);
            }

            if (index < columns)
            {
                Take(TLanes.LoadPartial(from + index, columns - index), totals + index, errors + index);
            }

            from += plan.Columns;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take<TLanes>(TLanes value, float* totals, float* errors) where TLanes : unmanaged, ILanes<TLanes>
    {
        var total = TLanes.Load(totals);
        var error = TLanes.Load(errors);
        TReduction.Take(ref total, ref error, value);
        TLanes.Store(total, totals);
        TLanes.Store(error, errors);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(int outer, int part, int column, double value)
    {
        if (parts == null)
        {
            Finish(value, destination + ((nint)outer * plan.Columns) + column, scale, accumulate);
        }
        else
        {
            parts[((((nint)outer * plan.Parts) + part) * plan.Columns) + column] = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(double value, float* destination, double scale, bool accumulate)
    {
        var scaled = (float)(value * scale);
        *destination = accumulate ? *destination + scaled : scaled;
    }

    // The error of a total that has become infinite is NaN and means nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Whole(float total, float error) => float.IsNaN(error) ? total : (double)total + error;
}
