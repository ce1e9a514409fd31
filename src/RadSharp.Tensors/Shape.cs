using System.Collections;
using System.Runtime.CompilerServices;

namespace RadSharp.Tensors;

/// <summary>
/// The lengths of a tensor's axes, outermost first, at most <see cref="MaxRank"/> of them. A value: copying allocates
/// nothing. Written as a collection expression: <c>Shape s = [batch, tokens, dim];</c>.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IEnumerable<int>
{
    /// <summary>The largest number of axes.</summary>
    public const int MaxRank = 6;

    private readonly Lengths _lengths;
    private readonly long _count;

    private Shape(ReadOnlySpan<int> lengths)
    {
        if (lengths.Length > MaxRank)
        {
            throw new ArgumentException($"A shape has at most {MaxRank} axes, but {lengths.Length} were given.");
        }

        long count = 1;
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            if (lengths[axis] < 0)
            {
                throw new ArgumentException(
                    $"A shape's lengths must not be negative, but axis {axis} of [{string.Join(", ", lengths.ToArray())}] is.");
            }

            _lengths[axis] = lengths[axis];
            count = Math.Min(count, long.MaxValue >> 31) * lengths[axis];
        }

        Rank = lengths.Length;
        _count = count;
    }

    /// <summary>Number of axes; 0 for a scalar.</summary>
    public int Rank { get; }

    /// <summary>Number of elements: the product of the lengths, 1 for a scalar.</summary>
    public long Count => Rank == 0 ? 1 : _count;

    /// <summary>The length of an axis; negative axes count from the last (−1).</summary>
    /// <param name="axis">−Rank ≤ axis &lt; Rank.</param>
    public int this[int axis]
    {
        get
        {
            var index = axis < 0 ? axis + Rank : axis;
            return (uint)index < (uint)Rank
                ? _lengths[index]
                : throw new ArgumentOutOfRangeException(nameof(axis), axis, $"The shape {this} has {Rank} axes.");
        }
    }

    /// <summary>Makes a shape; collection expressions call it.</summary>
    /// <exception cref="ArgumentException">More than <see cref="MaxRank"/> axes, or a negative length.</exception>
    public static Shape Create(ReadOnlySpan<int> lengths) => new(lengths);

    /// <summary>The same shape with one axis of another length.</summary>
    public Shape With(int axis, int length)
    {
        Span<int> lengths = stackalloc int[Rank];
        CopyTo(lengths);
        lengths[axis < 0 ? axis + Rank : axis] = length;
        return new(lengths);
    }

    /// <summary>The axes from <paramref name="start"/> (inclusive) to <paramref name="end"/> (exclusive).</summary>
    public Shape Axes(int start, int end)
    {
        Span<int> lengths = stackalloc int[Rank];
        CopyTo(lengths);
        return new(lengths[start..end]);
    }

    /// <summary>The product of the lengths from axis <paramref name="start"/> up to, but without, <paramref name="end"/>.</summary>
    public long CountOf(int start, int end)
    {
        long count = 1;
        for (var axis = start; axis < end; axis++)
        {
            count *= _lengths[axis];
        }

        return count;
    }

    /// <summary>Copies the <see cref="Rank"/> lengths.</summary>
    public void CopyTo(Span<int> destination)
    {
        for (var axis = 0; axis < Rank; axis++)
        {
            destination[axis] = _lengths[axis];
        }
    }

    /// <inheritdoc/>
    public bool Equals(Shape other)
    {
        if (Rank != other.Rank)
        {
            return false;
        }

        for (var axis = 0; axis < Rank; axis++)
        {
            if (_lengths[axis] != other._lengths[axis])
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        for (var axis = 0; axis < Rank; axis++)
        {
            hash.Add(_lengths[axis]);
        }

        return hash.ToHashCode();
    }

    /// <summary>The lengths in brackets: <c>[2, 77, 768]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", this)}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator()
    {
        for (var axis = 0; axis < Rank; axis++)
        {
            yield return _lengths[axis];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether two shapes have the same lengths.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    [InlineArray(MaxRank)]
    private struct Lengths
    {
        private int _first;
    }
}
