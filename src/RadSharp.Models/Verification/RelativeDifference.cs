using RadSharp.Tensors;

namespace RadSharp.Models.Verification;

/// <summary>The measure of all golden folders.</summary>
/// <param name="Value">max |a − b| / max |b|; infinite where the two cannot be compared.</param>
/// <param name="Note">Why they cannot, or null.</param>
internal readonly record struct RelativeDifference(double Value, string? Note = null)
{
    /// <summary>Compares two tensors, Float32. Axes of length one do not count: a loss may be stored as [1] or as [].</summary>
    /// <param name="expected">b.</param>
    /// <param name="found">a.</param>
    public static RelativeDifference Between(Tensor expected, Tensor found) =>
        !expected.Shape.Where(static length => length != 1).SequenceEqual(found.Shape.Where(static length => length != 1))
            ? Incomparable($"expected the shape {expected.Shape}, found {found.Shape}")
            : Between(expected.Span, found.Span);

    /// <summary>
    /// Compares as many numbers with as many others. A NaN or an infinity on either side is never within a tolerance.
    /// </summary>
    public static RelativeDifference Between(ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        double largest = 0, difference = 0;
        for (var index = 0; index < expected.Length; index++)
        {
            if (!float.IsFinite(expected[index]) || !float.IsFinite(found[index]))
            {
                return Incomparable($"element {index}: expected {expected[index]}, found {found[index]}");
            }

            largest = Math.Max(largest, Math.Abs(expected[index]));
            difference = Math.Max(difference, Math.Abs((double)expected[index] - found[index]));
        }

        return (difference, largest) switch
        {
            (0, _) => new(0),
            (_, 0) => Incomparable($"expected zeros, found up to {difference:G3}"),
            _ => new(difference / largest),
        };
    }

    /// <summary>The two cannot be compared.</summary>
    public static RelativeDifference Incomparable(string note) => new(double.PositiveInfinity, note);

    /// <summary>The largest magnitude, NaN where there is one.</summary>
    public static double Largest(ReadOnlySpan<float> values)
    {
        double largest = 0;
        foreach (var value in values)
        {
            // Math.Max hands a NaN on.
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }
}
