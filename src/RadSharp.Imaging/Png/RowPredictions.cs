using System.Numerics;
using System.Runtime.CompilerServices;

namespace RadSharp.Imaging.Png;

/// <summary>Filters rows for the writer (PNG 9.2) and chooses the filter by the usual rule (PNG 12.7).</summary>
/// <remarks>
/// Rows have <see cref="Margin"/> zeros before them, so that the left neighbour of a first pixel is one of these.
/// </remarks>
internal sealed class RowPredictions
{
    /// <summary>Zeros before a row: the largest distance to a left neighbour.</summary>
    public const int Margin = 8;

    private const int FilterCount = 5;
    private readonly int _distance;
    private readonly byte[][] _candidates;

    /// <param name="byteCount">Bytes of a row.</param>
    /// <param name="distance">Bytes to the left neighbour.</param>
    public RowPredictions(int byteCount, int distance)
    {
        _distance = distance;
        _candidates = new byte[FilterCount][];
        for (var filter = 0; filter < FilterCount; filter++)
        {
            _candidates[filter] = new byte[1 + byteCount];
            _candidates[filter][0] = (byte)filter;
        }
    }

    /// <summary>The row by the filter whose bytes, taken as signed, have the smallest sum of magnitudes.</summary>
    /// <param name="row">Margin and row.</param>
    /// <param name="above">Margin and the row before; zeros before the first.</param>
    /// <returns>The filter type, then the filtered bytes; valid until the next call.</returns>
    public ReadOnlySpan<byte> Best(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above)
    {
        var best = _candidates[0];
        var smallest = long.MaxValue;
        foreach (var candidate in _candidates)
        {
            Apply(candidate[0], row, above, _distance, candidate.AsSpan(1));
            var sum = SumOfMagnitudes(candidate.AsSpan(1));
            if (sum < smallest)
            {
                (best, smallest) = (candidate, sum);
            }
        }

        return best;
    }

    /// <summary>Filters a row.</summary>
    internal static void Apply(
        int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> filtered)
    {
        var left = row.Slice(Margin - distance, filtered.Length);
        var aboveLeft = above.Slice(Margin - distance, filtered.Length);
        row = row.Slice(Margin, filtered.Length);
        above = above.Slice(Margin, filtered.Length);
        switch (filter)
        {
            case 0:
                row.CopyTo(filtered);
                break;
            case 1:
                Subtract(row, left, filtered);
                break;
            case 2:
                Subtract(row, above, filtered);
                break;
            case 3:
                SubtractAverage(row, left, above, filtered);
                break;
            default:
                SubtractPaeth(row, left, above, aboveLeft, filtered);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(ReadOnlySpan<byte> row, ReadOnlySpan<byte> predicted, Span<byte> filtered)
    {
        var index = 0;
        for (; index <= filtered.Length - Vector<byte>.Count; index += Vector<byte>.Count)
        {
            (new Vector<byte>(row[index..]) - new Vector<byte>(predicted[index..])).CopyTo(filtered[index..]);
        }

        for (; index < filtered.Length; index++)
        {
            filtered[index] = (byte)(row[index] - predicted[index]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SubtractAverage(
        ReadOnlySpan<byte> row, ReadOnlySpan<byte> left, ReadOnlySpan<byte> above, Span<byte> filtered)
    {
        var index = 0;
        for (; index <= filtered.Length - Vector<byte>.Count; index += Vector<byte>.Count)
        {
            var (a, b) = (new Vector<byte>(left[index..]), new Vector<byte>(above[index..]));
            (new Vector<byte>(row[index..]) - (a & b) - ((a ^ b) >>> 1)).CopyTo(filtered[index..]);
        }

        for (; index < filtered.Length; index++)
        {
            filtered[index] = (byte)(row[index] - ((left[index] + above[index]) >> 1));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SubtractPaeth(
        ReadOnlySpan<byte> row, ReadOnlySpan<byte> left, ReadOnlySpan<byte> above, ReadOnlySpan<byte> aboveLeft,
        Span<byte> filtered)
    {
        var index = 0;
        for (; index <= filtered.Length - Vector<byte>.Count; index += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(left[index..]), out var a0, out var a1);
            Vector.Widen(new Vector<byte>(above[index..]), out var b0, out var b1);
            Vector.Widen(new Vector<byte>(aboveLeft[index..]), out var c0, out var c1);
            var predicted = Vector.Narrow(Nearest(a0, b0, c0), Nearest(a1, b1, c1));
            (new Vector<byte>(row[index..]) - predicted).CopyTo(filtered[index..]);
        }

        for (; index < filtered.Length; index++)
        {
            filtered[index] = (byte)(row[index] - Paeth.Predict(left[index], above[index], aboveLeft[index]));
        }
    }

    private static Vector<ushort> Nearest(Vector<ushort> left, Vector<ushort> above, Vector<ushort> aboveLeft)
    {
        var (a, b, c) = (left.As<ushort, short>(), above.As<ushort, short>(), aboveLeft.As<ushort, short>());
        var toLeft = Vector.Abs(b - c);
        var toAbove = Vector.Abs(a - c);
        var toAboveLeft = Vector.Abs(a + b - c - c);
        var isLeft = Vector.LessThanOrEqual(toLeft, Vector.Min(toAbove, toAboveLeft));
        var isAbove = Vector.LessThanOrEqual(toAbove, toAboveLeft);
        return Vector.ConditionalSelect(isLeft, a, Vector.ConditionalSelect(isAbove, b, c)).As<short, ushort>();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long SumOfMagnitudes(ReadOnlySpan<byte> filtered)
    {
        // A lane of 16 bits holds 2 × 128 a step, for 255 steps.
        const int MostSteps = 255;
        var sum = 0L;
        var index = 0;
        while (index <= filtered.Length - Vector<byte>.Count)
        {
            var sums = Vector<ushort>.Zero;
            for (var step = 0; step < MostSteps && index <= filtered.Length - Vector<byte>.Count; step++)
            {
                var bytes = new Vector<byte>(filtered[index..]);
                Vector.Widen(Vector.Min(bytes, Vector<byte>.Zero - bytes), out var low, out var high);
                sums += low + high;
                index += Vector<byte>.Count;
            }

            Vector.Widen(sums, out var lower, out var upper);
            sum += Vector.Sum(lower + upper);
        }

        for (; index < filtered.Length; index++)
        {
            sum += Math.Abs((int)(sbyte)filtered[index]);
        }

        return sum;
    }
}
