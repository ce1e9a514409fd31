using RadSharp.Tensors.Gradients;

namespace RadSharp.Tensors.Operations;

/// <summary>The same elements under another shape.</summary>
public static class Reshaping
{
    /// <summary>Shows <paramref name="x"/> in another shape of the same count, without a copy.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="shape">The new lengths; one of them may be −1 and is then computed.</param>
    /// <returns>A view of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public static Tensor Reshape(this Tape tape, Tensor x, params ReadOnlySpan<int> shape)
    {
        var target = Complete(x.Shape, shape);
        var y = tape.ViewOf(x, target);
        if (tape.Records(x))
        {
            tape.Record(y, new ReshapeBackward(x));
        }

        return y;
    }

    private static Shape Complete(Shape from, ReadOnlySpan<int> lengths)
    {
        Span<int> complete = stackalloc int[lengths.Length];
        lengths.CopyTo(complete);
        var unknown = complete.IndexOf(-1);
        if (unknown >= 0)
        {
            complete[unknown] = 1;
            var known = Shape.Create(complete).Count;
            complete[unknown] = known > 0 ? (int)(from.Count / known) : 0;
        }

        var shape = Shape.Create(complete);
        Expect.That(shape.Count == from.Count, "Reshape", $"expected a shape of {from.Count} elements for {from}, but found {shape}");
        return shape;
    }

    private sealed class ReshapeBackward(Tensor x) : IBackward
    {
        public void Run(Tape tape, Tensor output) => tape.PassGradient(output, x);
    }
}
