namespace RadSharp.Tensors.Kernels.Loops;

/// <summary>Parts of a tensor along one axis, copied out and in.</summary>
/// <remarks>Works on all threads; the same bits for any number of them. The spans must not overlap.</remarks>
public static unsafe class Slicing
{
    /// <summary><c>destination = source[..., start : start + length, ...]</c>, or <c>+=</c>.</summary>
    /// <param name="source">Elements of <paramref name="shape"/>.</param>
    /// <param name="shape">The shape of the whole.</param>
    /// <param name="axis">The axis, counted from the first (0).</param>
    /// <param name="start">First index of the part.</param>
    /// <param name="length">Indices of the part.</param>
    /// <param name="destination">Elements of the shape with <paramref name="length"/> in the place of the axis's length.</param>
    /// <param name="accumulate">Whether to add to the destination.</param>
    /// <exception cref="ArgumentException">The part is out of range, or a span's length does not fit.</exception>
    public static void Take(
        ReadOnlySpan<float> source,
        Shape shape,
        int axis,
        int start,
        int length,
        Span<float> destination,
        bool accumulate = false)
    {
        Expect.Elements("Slice", shape, source.Length);
        ExpectPart(shape, axis, start, length);
        Expect.Elements("Slice", shape.With(axis, length), destination.Length);
        var (outer, inner) = Around(shape, axis);
        fixed (float* whole = source, part = destination)
        {
            Run(outer, length * inner, whole + ((nint)start * inner), shape[axis] * inner, part, length * inner, accumulate);
        }
    }

    /// <summary><c>destination[..., start : start + length, ...] = source</c>, or <c>+=</c>; the rest stays.</summary>
    /// <param name="source">Elements of the shape with <paramref name="length"/> in the place of the axis's length.</param>
    /// <param name="length">Indices of the part.</param>
    /// <param name="destination">Elements of <paramref name="shape"/>.</param>
    /// <param name="shape">The shape of the whole.</param>
    /// <param name="axis">The axis, counted from the first (0).</param>
    /// <param name="start">First index of the part.</param>
    /// <param name="accumulate">Whether to add to the destination.</param>
    /// <exception cref="ArgumentException">The part is out of range, or a span's length does not fit.</exception>
    public static void Put(
        ReadOnlySpan<float> source,
        int length,
        Span<float> destination,
        Shape shape,
        int axis,
        int start,
        bool accumulate = false)
    {
        Expect.Elements("Slice", shape, destination.Length);
        ExpectPart(shape, axis, start, length);
        Expect.Elements("Slice", shape.With(axis, length), source.Length);
        var (outer, inner) = Around(shape, axis);
        fixed (float* part = source, whole = destination)
        {
            Run(outer, length * inner, part, length * inner, whole + ((nint)start * inner), shape[axis] * inner, accumulate);
        }
    }

    internal static void ExpectPart(Shape shape, int axis, int start, int length) =>
        Expect.That(
            start >= 0 && length >= 0 && length <= shape[axis] - start,
            "Slice",
            $"expected a part of the {shape[axis]} indices of axis {axis} of {shape}, but found {length} from {start} on");

    // How many times the axis is run through, and how many elements each index of it has.
    private static (int Outer, int Inner) Around(Shape shape, int axis) =>
        ((int)shape.CountOf(0, axis), (int)shape.CountOf(axis + 1, shape.Rank));

    // Blocks of `length` elements, each a step from the one before.
    private static void Run(int blocks, int length, float* from, int fromStep, float* to, int toStep, bool accumulate)
    {
        var nest = default(LoopNest);
        nest.Append(blocks, toStep, fromStep, 0);
        nest.Append(length, 1, 1, 0);
        LoopNestWork<Operators.Left>.Run(nest, from, from, to, accumulate);
    }
}
