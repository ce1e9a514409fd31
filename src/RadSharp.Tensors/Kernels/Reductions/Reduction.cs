using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Reductions;

/// <summary>Sums and extrema over any axes.</summary>
/// <remarks>
/// How the work is cut depends on the shape alone and parts are combined in order: the same bits for any number of
/// threads. No span may overlap another.
/// </remarks>
public static unsafe class Reduction
{
    /// <summary><c>destination = scale · Σ source</c> over <paramref name="axes"/>, or <c>+=</c>.</summary>
    /// <param name="source">Elements of <paramref name="shape"/>.</param>
    /// <param name="shape">The shape of the source.</param>
    /// <param name="axes">The axes to sum over; the sum of nothing is 0.</param>
    /// <param name="destination">One element for each index of the other axes.</param>
    /// <param name="scale">A factor on the sums: 1/n makes means.</param>
    /// <param name="accumulate">Whether to add to the destination.</param>
    /// <exception cref="ArgumentException">A span's length is not its shape's.</exception>
    public static void Sum(
        ReadOnlySpan<float> source,
        Shape shape,
        AxisSet axes,
        Span<float> destination,
        float scale = 1,
        bool accumulate = false) =>
        Reduce<SumReduction>(source, shape, axes, destination, scale, accumulate);

    /// <summary>The largest element over <paramref name="axes"/>; NaN where there is one, −∞ of nothing.</summary>
    /// <inheritdoc cref="Sum"/>
    public static void Maximum(ReadOnlySpan<float> source, Shape shape, AxisSet axes, Span<float> destination) =>
        Reduce<MaximumReduction>(source, shape, axes, destination, scale: 1, accumulate: false);

    /// <summary>The smallest element over <paramref name="axes"/>; NaN where there is one, +∞ of nothing.</summary>
    /// <inheritdoc cref="Sum"/>
    public static void Minimum(ReadOnlySpan<float> source, Shape shape, AxisSet axes, Span<float> destination) =>
        Reduce<MinimumReduction>(source, shape, axes, destination, scale: 1, accumulate: false);

    private static void Reduce<TReduction>(
        ReadOnlySpan<float> source, Shape shape, AxisSet axes, Span<float> destination, float scale, bool accumulate)
        where TReduction : struct, IReduction
    {
        Expect.Elements("Reduction", shape, source.Length);
        Expect.Elements("Reduction", axes.RemovedFrom(shape, keepDimensions: true), destination.Length);
        fixed (float* from = source, to = destination)
        {
            Reduce<TReduction>(from, shape, axes, to, scale, accumulate);
        }
    }

    // One run of neighbouring axes at a time, the last one first.
    private static void Reduce<TReduction>(
        float* source, Shape shape, AxisSet axes, float* destination, float scale, bool accumulate)
        where TReduction : struct, IReduction
    {
        var end = shape.Rank;
        while (end > 0 && (shape[end - 1] == 1 || !axes.Contains(end - 1)))
        {
            end--;
        }

        var start = end;
        while (start > 0 && (shape[start - 1] == 1 || axes.Contains(start - 1)))
        {
            start--;
        }

        var isLast = true;
        Span<int> rest = stackalloc int[shape.Rank];
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            rest[axis] = axis >= start && axis < end ? 1 : shape[axis];
            isLast &= rest[axis] == 1 || !axes.Contains(axis);
        }

        var outer = (int)shape.CountOf(0, start);
        var rows = (int)shape.CountOf(start, end);
        var columns = (int)shape.CountOf(end, shape.Rank);
        if (isLast)
        {
            ReduceRows<TReduction>(source, outer, rows, columns, destination, scale, accumulate);
            return;
        }

        var byteCount = sizeof(float) * (long)outer * columns;
        var partial = (float*)TensorMemory.Rent(byteCount);
        try
        {
            ReduceRows<TReduction>(source, outer, rows, columns, partial, scale: 1, accumulate: false);
            Reduce<TReduction>(partial, Shape.Create(rest), axes, destination, scale, accumulate);
        }
        finally
        {
            TensorMemory.Return(partial, byteCount);
        }
    }

    // [outer, rows, columns] → [outer, columns]
    private static void ReduceRows<TReduction>(
        float* source, int outer, int rows, int columns, float* destination, float scale, bool accumulate)
        where TReduction : struct, IReduction
    {
        if (outer == 0 || columns == 0)
        {
            return;
        }

        var plan = new ReductionPlan(outer, rows, columns);
        var result = new ReductionResult(destination, scale, accumulate);
        if (plan.Parts == 1)
        {
            Workers.Run(plan.Chunks, new ReductionWork<TReduction>(plan, source, null, result));
            return;
        }

        var byteCount = sizeof(float) * plan.RoomForParts;
        var parts = (float*)TensorMemory.Rent(byteCount);
        try
        {
            Workers.Run(plan.Chunks, new ReductionWork<TReduction>(plan, source, parts, result));
            var combine = new ReductionWork<TReduction>.CombineWork(plan, parts, result);
            Workers.Run(combine.Chunks, combine);
        }
        finally
        {
            TensorMemory.Return(parts, byteCount);
        }
    }
}
