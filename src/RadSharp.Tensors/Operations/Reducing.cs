using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels.Loops;
using RadSharp.Tensors.Kernels.Reductions;

namespace RadSharp.Tensors.Operations;

/// <summary>Sums, means and extrema over axes. The same bits for any number of threads.</summary>
public static class Reducing
{
    /// <summary>The sum of all elements; 0 where there is none.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <returns>One number, shape [].</returns>
    /// <exception cref="ArgumentException">The tensor is not Float32.</exception>
    public static Tensor Sum(this Tape tape, Tensor x) =>
        Total(tape, "Sum", x, AxisSet.All(x.Shape), keepDimensions: false, scale: 1);

    /// <summary>Sums over some axes, as accurate as in double.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes to sum over; negative ones count from the last (−1).</param>
    /// <param name="keepDimensions">Whether they stay, with length 1.</param>
    /// <returns>One sum for each index of the other axes.</returns>
    /// <exception cref="ArgumentException">No such axis, an axis twice, or the tensor is not Float32.</exception>
    public static Tensor Sum(this Tape tape, Tensor x, ReadOnlySpan<int> axes, bool keepDimensions = false) =>
        Total(tape, "Sum", x, AxisSet.Of(x.Shape, axes), keepDimensions, scale: 1);

    /// <summary>The mean of all elements; NaN where there is none.</summary>
    /// <inheritdoc cref="Sum(Tape, Tensor)"/>
    public static Tensor Mean(this Tape tape, Tensor x) =>
        Total(tape, "Mean", x, AxisSet.All(x.Shape), keepDimensions: false, 1f / x.Count);

    /// <summary>Means over some axes; NaN over an axis of length 0.</summary>
    /// <inheritdoc cref="Sum(Tape, Tensor, ReadOnlySpan{int}, bool)"/>
    public static Tensor Mean(this Tape tape, Tensor x, ReadOnlySpan<int> axes, bool keepDimensions = false)
    {
        var set = AxisSet.Of(x.Shape, axes);
        var count = 1f;
        for (var axis = 0; axis < x.Shape.Rank; axis++)
        {
            count *= set.Contains(axis) ? x.Shape[axis] : 1;
        }

        return Total(tape, "Mean", x, set, keepDimensions, 1 / count);
    }

    /// <summary>
    /// The largest elements over some axes; NaN where there is one. The gradient goes to the first of equal elements.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape; no axis to reduce may have length 0.</param>
    /// <param name="axes">The axes to reduce; negative ones count from the last (−1).</param>
    /// <param name="keepDimensions">Whether they stay, with length 1.</param>
    /// <returns>One element for each index of the other axes.</returns>
    /// <exception cref="ArgumentException">No such axis, an axis twice or of length 0, or the tensor is not Float32.</exception>
    public static Tensor Max(this Tape tape, Tensor x, ReadOnlySpan<int> axes, bool keepDimensions = false) =>
        Extreme(tape, "Max", x, AxisSet.Of(x.Shape, axes), keepDimensions, isMaximum: true);

    /// <summary>
    /// The smallest elements over some axes; NaN where there is one. The gradient goes to the first of equal elements.
    /// </summary>
    /// <inheritdoc cref="Max"/>
    public static Tensor Min(this Tape tape, Tensor x, ReadOnlySpan<int> axes, bool keepDimensions = false) =>
        Extreme(tape, "Min", x, AxisSet.Of(x.Shape, axes), keepDimensions, isMaximum: false);

    /// <summary>
    /// For each row of the last axis the index of its largest element: the first of equals, the first NaN if there is one.
    /// </summary>
    /// <param name="x">[..., columns], columns at least 1.</param>
    /// <param name="indices">One for each row.</param>
    /// <exception cref="ArgumentException">No last axis, or of length 0; another number of rows; not Float32.</exception>
    public static void ArgMax(this Tensor x, Span<int> indices)
    {
        Expect.Float32("ArgMax", x);
        var shape = x.Shape;
        Expect.That(
            shape.Rank > 0 && shape[-1] > 0 && shape.CountOf(0, shape.Rank - 1) == indices.Length,
            "ArgMax",
            $"expected {indices.Length} rows of at least one element, but found {x}");
        Extremum.ArgMax(x.Span, shape[-1], indices);
    }

    private static Tensor Total(Tape tape, string operation, Tensor x, AxisSet axes, bool keepDimensions, float scale)
    {
        Expect.Float32(operation, x);
        var y = tape.New(axes.RemovedFrom(x.Shape, keepDimensions));
        Reduction.Sum(x.Span, x.Shape, axes, y.Span, scale);
        if (tape.Records(x))
        {
            tape.Record(y, new TotalBackward(x, axes, scale));
        }

        return y;
    }

    private static Tensor Extreme(Tape tape, string operation, Tensor x, AxisSet axes, bool keepDimensions, bool isMaximum)
    {
        Expect.Float32(operation, x);
        var y = tape.New(axes.RemovedFrom(x.Shape, keepDimensions));
        Expect.That(y.Count == 0 || x.Count > 0, operation, $"expected at least one element to choose from, but found {x}");
        if (isMaximum)
        {
            Reduction.Maximum(x.Span, x.Shape, axes, y.Span);
        }
        else
        {
            Reduction.Minimum(x.Span, x.Shape, axes, y.Span);
        }

        if (tape.Records(x))
        {
            tape.Record(y, new ExtremeBackward(x, axes));
        }

        return y;
    }

    private sealed class TotalBackward(Tensor x, AxisSet axes, float scale) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var kept = axes.RemovedFrom(x.Shape, keepDimensions: true);
            var gradient = tape.GradientOf(x, out var accumulate);
            Broadcasting.Scale(output.Gradient.Span, kept, scale, gradient.Span, x.Shape, accumulate);
        }
    }

    private sealed class ExtremeBackward(Tensor x, AxisSet axes) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var gradient = tape.GradientOf(x, out var accumulate);
            Extremum.PassToFirst(x.Span, x.Shape, axes, output.Span, output.Gradient.Span, gradient.Span, accumulate);
        }
    }
}
