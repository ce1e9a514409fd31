using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors.Operations;

/// <summary>Rows, which are the entries of the first axis, picked and placed by their indices.</summary>
/// <remarks>Indices may repeat where it says so; sums over them are made in index order, the same bits for any threads.</remarks>
public static class SelectingRows
{
    /// <summary>Row i of the result is row <c>rows[i]</c> of <paramref name="x"/>.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[source rows, ...]</param>
    /// <param name="rows">Rows of <paramref name="x"/>; may repeat.</param>
    /// <returns>[rows, ...]</returns>
    /// <exception cref="ArgumentException">A row out of range, or the tensor is not Float32.</exception>
    public static Tensor Gather(this Tape tape, Tensor x, ReadOnlySpan<int> rows)
    {
        Expect.Float32("Gather", x);
        ExpectRows("Gather", x);
        var y = tape.New(x.Shape.With(0, rows.Length));
        RowSelection.Gather(x.Span, RowLength(x), rows, y.Span);
        if (tape.Records(x))
        {
            tape.Record(y, new GatherBackward(x, rows.ToArray()));
        }

        return y;
    }

    /// <summary>A copy of <paramref name="x"/> in which row i of <paramref name="y"/> is added to row <c>rows[i]</c>.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[target rows, ...]</param>
    /// <param name="rows">Rows of <paramref name="x"/>; may repeat.</param>
    /// <param name="y">[rows, ...], the other axes as in <paramref name="x"/>.</param>
    /// <returns>The shape of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">A row out of range, other shapes, or a tensor is not Float32.</exception>
    public static Tensor ScatterAdd(this Tape tape, Tensor x, ReadOnlySpan<int> rows, Tensor y)
    {
        var result = CopyFor("ScatterAdd", tape, x, rows, y);
        RowSelection.ScatterAdd(y.Span, RowLength(x), rows, result.Span);
        if (tape.Records(x, y))
        {
            tape.Record(result, new ScatterAddBackward(x, rows.ToArray(), y));
        }

        return result;
    }

    /// <summary>
    /// A copy of <paramref name="x"/> in which row <c>rows[i]</c> is row i of <paramref name="y"/>: image tokens put into
    /// the places that the text keeps for them.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[target rows, ...]</param>
    /// <param name="rows">Rows of <paramref name="x"/>, ascending, none twice.</param>
    /// <param name="y">[rows, ...], the other axes as in <paramref name="x"/>.</param>
    /// <returns>The shape of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">Rows out of range or order, other shapes, or a tensor is not Float32.</exception>
    public static Tensor ReplaceRows(this Tape tape, Tensor x, ReadOnlySpan<int> rows, Tensor y)
    {
        var result = CopyFor("ReplaceRows", tape, x, rows, y);
        RowSelection.Replace(y.Span, RowLength(x), rows, result.Span);

        if (tape.Records(x, y))
        {
            tape.Record(result, new ReplaceRowsBackward(x, rows.ToArray(), y));
        }

        return result;
    }

    private static Tensor CopyFor(string operation, Tape tape, Tensor x, ReadOnlySpan<int> rows, Tensor y)
    {
        Expect.Float32(operation, x);
        Expect.Float32(operation, y);
        ExpectRows(operation, x);
        Expect.Shaped(operation, "rows of the shape", y, x.Shape.With(0, rows.Length));
        return tape.From(x.Span, x.Shape);
    }

    private static void ExpectRows(string operation, Tensor x) =>
        Expect.That(x.Shape.Rank > 0, operation, $"expected a tensor with rows, but found {x}");

    private static int RowLength(Tensor x) => (int)x.Shape.CountOf(1, x.Shape.Rank);

    private static void AddGathered(Tape tape, Tensor output, int[] rows, Tensor y)
    {
        var gradient = tape.GradientOf(y, out var accumulate);
        if (!accumulate)
        {
            RowSelection.Gather(output.Gradient.Span, RowLength(y), rows, gradient.Span);
            return;
        }

        using var gathered = Tensor.Uninitialized(y.Shape);
        RowSelection.Gather(output.Gradient.Span, RowLength(y), rows, gathered.Span);
        Elementwise.AddTo(gathered.Span, gradient.Span, accumulate);
    }

    private sealed class GatherBackward(Tensor x, int[] rows) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var gradient = tape.GradientOf(x, out var accumulate);
            if (!accumulate)
            {
                gradient.Span.Clear();
            }

            RowSelection.ScatterAdd(output.Gradient.Span, RowLength(x), rows, gradient.Span);
        }
    }

    private sealed class ScatterAddBackward(Tensor x, int[] rows, Tensor y) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            if (y.NeedsGradient)
            {
                AddGathered(tape, output, rows, y);
            }

            tape.PassGradient(output, x);
        }
    }

    private sealed class ReplaceRowsBackward(Tensor x, int[] rows, Tensor y) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            if (y.NeedsGradient)
            {
                AddGathered(tape, output, rows, y);
            }

            var length = RowLength(x);
            foreach (var row in rows)
            {
                output.Gradient.Span.Slice(row * length, length).Clear();
            }

            tape.PassGradient(output, x);
        }
    }
}
