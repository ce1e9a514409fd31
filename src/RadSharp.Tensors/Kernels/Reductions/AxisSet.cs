namespace RadSharp.Tensors.Kernels.Reductions;

/// <summary>Some of a shape's axes.</summary>
public readonly record struct AxisSet
{
    private readonly int _bits;

    private AxisSet(int bits) => _bits = bits;

    /// <summary>All axes of a shape.</summary>
    public static AxisSet All(Shape shape) => new((1 << shape.Rank) - 1);

    /// <summary>The given axes; negative ones count from the last (−1).</summary>
    /// <exception cref="ArgumentException">An axis that the shape has not, or one given twice.</exception>
    public static AxisSet Of(Shape shape, ReadOnlySpan<int> axes)
    {
        var set = default(AxisSet);
        foreach (var axis in axes)
        {
            var index = axis < 0 ? axis + shape.Rank : axis;
            if ((uint)index >= (uint)shape.Rank || set.Contains(index))
            {
                throw new ArgumentException(
                    $"Expected different axes of the shape {shape}, but found [{string.Join(", ", axes.ToArray())}].");
            }

            set = set.With(index);
        }

        return set;
    }

    /// <summary>The set with one more axis, counted from the first (0).</summary>
    public AxisSet With(int axis) => new(_bits | (1 << axis));

    /// <summary>Whether an axis, counted from the first (0), is in the set.</summary>
    public bool Contains(int axis) => (_bits & (1 << axis)) != 0;

    /// <summary>A shape without these axes, or with length 1 there.</summary>
    public Shape RemovedFrom(Shape shape, bool keepDimensions)
    {
        Span<int> lengths = stackalloc int[shape.Rank];
        var rank = 0;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (!Contains(axis) || keepDimensions)
            {
                lengths[rank++] = Contains(axis) ? 1 : shape[axis];
            }
        }

        return Shape.Create(lengths[..rank]);
    }
}
