using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RadSharp.Imaging.Png;

/// <summary>Takes the filter off a row (PNG 9.2): adds to each byte what its neighbours predict.</summary>
/// <remarks>
/// The filtered bytes, the row above and the result have the same length and do not overlap. <c>distance</c> is how many
/// bytes the left neighbour is away: 1, 2, 3, 4, 6 or 8. Left of a row there are zeros. The kernels are compiled in full at
/// once: most programs read a single film.
/// </remarks>
internal static class RowFilters
{
    /// <summary>One of the five filters.</summary>
    /// <param name="filter">0 none, 1 sub, 2 up, 3 average, 4 Paeth.</param>
    /// <param name="filtered">The row's bytes as inflated, without the filter type.</param>
    /// <param name="above">The row before without its filter, zeros before the first.</param>
    /// <param name="distance">Bytes to the left neighbour.</param>
    /// <param name="row">The result.</param>
    /// <returns>False if there is no such filter.</returns>
    public static bool Undo(
        int filter, ReadOnlySpan<byte> filtered, ReadOnlySpan<byte> above, int distance, Span<byte> row)
    {
        switch (filter)
        {
            case 0:
                filtered.CopyTo(row);
                return true;
            case 1:
                UndoSub(filtered, distance, row);
                return true;
            case 2:
                UndoUp(filtered, above, row);
                return true;
            case 3:
                UndoAverage(filtered, above, distance, row);
                return true;
            case 4 when distance == 1:
                PaethOfBytes.Undo(filtered, above, row);
                return true;
            case 4:
                UndoPaeth(filtered, above, distance, row);
                return true;
            default:
                return false;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UndoUp(ReadOnlySpan<byte> filtered, ReadOnlySpan<byte> above, Span<byte> row)
    {
        var index = 0;
        for (; index <= row.Length - Vector<byte>.Count; index += Vector<byte>.Count)
        {
            (new Vector<byte>(filtered[index..]) + new Vector<byte>(above[index..])).CopyTo(row[index..]);
        }

        for (; index < row.Length; index++)
        {
            row[index] = (byte)(filtered[index] + above[index]);
        }
    }

    // Sums along the row: within a block of whole pixels by doubling steps (1, 2, 4, 8 pixels), then the sum so far on top.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UndoSub(ReadOnlySpan<byte> filtered, int distance, Span<byte> row)
    {
        var block = Vector128<byte>.Count / distance * distance;
        var lanes = Vector128<byte>.Indices;
        var lastPixel = Vector128.Create((byte)(block - distance));
        for (var first = distance; first < block; first += distance)
        {
            lastPixel -= Vector128.GreaterThanOrEqual(lanes, Vector128.Create((byte)first)) & Vector128.Create((byte)distance);
        }

        lastPixel += lanes;
        var one = StepLeft(lanes, distance);
        var two = StepLeft(lanes, 2 * distance);
        var four = StepLeft(lanes, 4 * distance);
        var eight = StepLeft(lanes, 8 * distance);
        var sum = Vector128<byte>.Zero;
        var index = 0;
        for (; index <= row.Length - Vector128<byte>.Count; index += block)
        {
            var pixels = Vector128.Create(filtered[index..]);
            pixels += Vector128.Shuffle(pixels, one);
            pixels += Vector128.Shuffle(pixels, two);
            if (distance < 4)
            {
                pixels += Vector128.Shuffle(pixels, four);
                pixels += Vector128.Shuffle(pixels, eight);
            }

            sum = pixels + Vector128.Shuffle(sum, lastPixel);
            sum.CopyTo(row[index..]);
        }

        for (; index < row.Length; index++)
        {
            row[index] = (byte)(filtered[index] + (index < distance ? 0 : row[index - distance]));
        }
    }

    // Lane numbers for a shuffle that moves lanes up and brings in zeros.
    private static Vector128<byte> StepLeft(Vector128<byte> lanes, int count) =>
        Vector128.ConditionalSelect(
            Vector128.LessThan(lanes, Vector128.Create((byte)Math.Min(count, 255))),
            Vector128<byte>.AllBitsSet,
            lanes - Vector128.Create((byte)count));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UndoAverage(ReadOnlySpan<byte> filtered, ReadOnlySpan<byte> above, int distance, Span<byte> row)
    {
        if (distance == 1)
        {
            // The left neighbour stays in a register: from memory it would come four cycles later.
            var last = 0;
            for (var at = 0; at < row.Length; at++)
            {
                last = (byte)(filtered[at] + ((last + above[at]) >> 1));
                row[at] = (byte)last;
            }

            return;
        }

        // A pixel a step in the low lanes; what the others write is overwritten by the next pixel.
        var left = Vector128<byte>.Zero;
        var index = 0;
        for (; index <= row.Length - sizeof(ulong); index += distance)
        {
            var up = EightBytes(above, index);
            left = EightBytes(filtered, index) + (left & up) + ((left ^ up) >>> 1);
            WriteEightBytes(left, row, index);
        }

        for (; index < row.Length; index++)
        {
            row[index] = (byte)(filtered[index] + (((index < distance ? 0 : row[index - distance]) + above[index]) >> 1));
        }
    }

    // A pixel a step, as in UndoAverage, each byte in a lane of 16 bits.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UndoPaeth(ReadOnlySpan<byte> filtered, ReadOnlySpan<byte> above, int distance, Span<byte> row)
    {
        var left = Vector128<short>.Zero;
        var aboveLeft = Vector128<short>.Zero;
        var index = 0;
        for (; index <= row.Length - sizeof(ulong); index += distance)
        {
            var delta = Vector128.WidenLower(EightBytes(filtered, index)).AsInt16();
            var up = Vector128.WidenLower(EightBytes(above, index)).AsInt16();
            Paeth.Prepare(delta, up, aboveLeft, out var low, out var high, out var middle, out var lower, out var upper);
            left = Paeth.Choose(left, delta, low, high, middle, lower, upper);
            aboveLeft = up;
            WriteEightBytes(Vector128.Narrow(left.AsUInt16(), Vector128<ushort>.Zero), row, index);
        }

        for (; index < row.Length; index++)
        {
            var (a, c) = index < distance ? (0, 0) : (row[index - distance], above[index - distance]);
            row[index] = (byte)(filtered[index] + Paeth.Predict(a, above[index], c));
        }
    }

    /// <summary>Eight bytes from a place, in the lower lanes; what the upper ones hold is not defined.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> EightBytes(ReadOnlySpan<byte> bytes, int index) =>
        Vector128.CreateScalarUnsafe(MemoryMarshal.Read<ulong>(bytes[index..])).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteEightBytes(Vector128<byte> lanes, Span<byte> bytes, int index) =>
        MemoryMarshal.Write(bytes[index..], lanes.AsUInt64().ToScalar());
}
