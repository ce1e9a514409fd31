using RadSharp.Tensors.Kernels.Reductions;

namespace RadSharp.Tensors.Kernels.Loops;

/// <summary>
/// Element by element over two operands that are repeated along axes of length 1 and along leading axes that they lack,
/// as in NumPy; up to <see cref="Shape.MaxRank"/> axes.
/// </summary>
/// <remarks>
/// A destination may be the same span as an operand of the same shape, but must not overlap an operand otherwise.
/// Works on all threads; the same bits for any number of them.
/// </remarks>
public static unsafe class Broadcasting
{
    /// <summary>The shape that two operands have together, or null where their axes do not fit.</summary>
    public static Shape? Together(Shape left, Shape right)
    {
        var rank = Math.Max(left.Rank, right.Rank);
        Span<int> lengths = stackalloc int[rank];
        for (var axis = -1; axis >= -rank; axis--)
        {
            var a = axis >= -left.Rank ? left[axis] : 1;
            var b = axis >= -right.Rank ? right[axis] : 1;
            if (a != b && a != 1 && b != 1)
            {
                return null;
            }

            lengths[rank + axis] = a == 1 ? b : a;
        }

        return Shape.Create(lengths);
    }

    /// <summary><c>destination = op(left, right)</c>, or <c>+=</c> when <paramref name="accumulate"/> is set.</summary>
    /// <param name="left">Elements of <paramref name="leftShape"/>.</param>
    /// <param name="leftShape">A shape that can be repeated to <paramref name="shape"/>.</param>
    /// <param name="right">Elements of <paramref name="rightShape"/>.</param>
    /// <param name="rightShape">A shape that can be repeated to <paramref name="shape"/>.</param>
    /// <param name="destination">Elements of <paramref name="shape"/>.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="accumulate">Whether to add to the destination.</param>
    /// <exception cref="ArgumentException">A span's length is not its shape's, or an operand does not fit the shape.</exception>
    public static void Apply<TOperator>(
        ReadOnlySpan<float> left,
        Shape leftShape,
        ReadOnlySpan<float> right,
        Shape rightShape,
        Span<float> destination,
        Shape shape,
        bool accumulate = false)
        where TOperator : struct, IBinaryOperator
    {
        Expect.Elements("Broadcasting", leftShape, left.Length);
        Expect.Elements("Broadcasting", rightShape, right.Length);
        Expect.Elements("Broadcasting", shape, destination.Length);
        Expect.That(
            Together(leftShape, shape) == shape && Together(rightShape, shape) == shape,
            "Broadcasting",
            $"expected operands that can be repeated to {shape}, but found {leftShape} and {rightShape}");
        fixed (float* a = left, b = right, to = destination)
        {
            LoopNestWork<TOperator>.Run(LoopNest.Broadcast(shape, leftShape, rightShape), a, b, to, accumulate);
        }
    }

    /// <summary><c>destination = source · factor</c>, the source repeated to <paramref name="shape"/>, or <c>+=</c>.</summary>
    /// <inheritdoc cref="Apply" path="/exception"/>
    public static void Scale(
        ReadOnlySpan<float> source,
        Shape sourceShape,
        float factor,
        Span<float> destination,
        Shape shape,
        bool accumulate = false) =>
        Apply<Operators.Multiply>(source, sourceShape, new(in factor), [], destination, shape, accumulate);

    /// <summary>
    /// The reverse of repeating: sums over the axes along which <paramref name="destinationShape"/> is repeated in
    /// <paramref name="shape"/>; <c>destination = scale · sum</c>, or <c>+=</c>.
    /// </summary>
    /// <exception cref="ArgumentException">A span's length is not its shape's, or the shapes do not fit.</exception>
    public static void SumTo(
        ReadOnlySpan<float> source, Shape shape, Span<float> destination, Shape destinationShape, float scale, bool accumulate)
    {
        Expect.That(
            Together(destinationShape, shape) == shape,
            "Broadcasting",
            $"expected a sum of {shape} over axes along which it is repeated, but found {destinationShape}");
        if (destinationShape.Count == shape.Count)
        {
            Scale(source, destinationShape, scale, destination, destinationShape, accumulate);
            return;
        }

        var repeated = default(AxisSet);
        for (var axis = -1; axis >= -shape.Rank; axis--)
        {
            if (axis < -destinationShape.Rank || destinationShape[axis] != shape[axis])
            {
                repeated = repeated.With(shape.Rank + axis);
            }
        }

        Reduction.Sum(source, shape, repeated, destination, scale, accumulate);
    }
}
