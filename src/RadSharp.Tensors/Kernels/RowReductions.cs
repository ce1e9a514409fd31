using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels;

/// <summary>
/// What row-wise kernels need to know of a row before they can write it. The row is read through once and stays in the
/// first-level cache for the next pass. No read goes beyond the length given.
/// </summary>
/// <remarks>Four independent sums hide the latency of an addition; the JIT keeps them in registers only as locals.</remarks>
internal static unsafe class RowReductions
{
    // Elements summed in float32 before the sum goes on in double: the error of a long row stays that of a short one.
    private const int BlockLength = 4096;

    /// <summary>The largest element; −∞ for no elements. A NaN may or may not come through.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float Max<TLanes>(float* row, int length) where TLanes : unmanaged, ILanes<TLanes>
    {
        var lowest = TLanes.Broadcast(float.NegativeInfinity);
        var (a, b, c, d) = (lowest, lowest, lowest, lowest);
        var index = 0;
        for (; index <= length - (4 * TLanes.Count); index += 4 * TLanes.Count)
        {
            a = TLanes.Max(a, TLanes.Load(row + index));
            b = TLanes.Max(b, TLanes.Load(row + index + TLanes.Count));
            c = TLanes.Max(c, TLanes.Load(row + index + (2 * TLanes.Count)));
            d = TLanes.Max(d, TLanes.Load(row + index + (3 * TLanes.Count)));
        }

        for (; index < length; index += TLanes.Count)
        {
            var count = length - index;
            a = TLanes.Max(a, TLanes.SelectFirst(count, Lanes.Load<TLanes>(row + index, count), lowest));
        }

        return TLanes.MaxAcross(TLanes.Max(TLanes.Max(a, b), TLanes.Max(c, d)));
    }

    /// <summary>The sum of the elements.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static double Sum<TLanes>(float* row, int length) where TLanes : unmanaged, ILanes<TLanes>
    {
        var total = 0.0;
        for (var start = 0; start < length; start += BlockLength)
        {
            var end = Math.Min(start + BlockLength, length);
            var (a, b, c, d) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
            var index = start;
            for (; index <= end - (4 * TLanes.Count); index += 4 * TLanes.Count)
            {
                a += TLanes.Load(row + index);
                b += TLanes.Load(row + index + TLanes.Count);
                c += TLanes.Load(row + index + (2 * TLanes.Count));
                d += TLanes.Load(row + index + (3 * TLanes.Count));
            }

            for (; index < end; index += TLanes.Count)
            {
                a += Lanes.Load<TLanes>(row + index, end - index);
            }

            total += TLanes.Sum((a + b) + (c + d));
        }

        return total;
    }

    /// <summary>The sum of the products of two rows' elements.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static double Dot<TLanes>(float* left, float* right, int length) where TLanes : unmanaged, ILanes<TLanes>
    {
        var total = 0.0;
        for (var start = 0; start < length; start += BlockLength)
        {
            var end = Math.Min(start + BlockLength, length);
            var (a, b) = (TLanes.Zero, TLanes.Zero);
            var index = start;
            for (; index <= end - (2 * TLanes.Count); index += 2 * TLanes.Count)
            {
                TLanes.MulAdd(ref a, TLanes.Load(left + index), TLanes.Load(right + index));
                TLanes.MulAdd(ref b, TLanes.Load(left + index + TLanes.Count), TLanes.Load(right + index + TLanes.Count));
            }

            for (; index < end; index += TLanes.Count)
            {
                var count = end - index;
                TLanes.MulAdd(ref a, Lanes.Load<TLanes>(left + index, count), Lanes.Load<TLanes>(right + index, count));
            }

            total += TLanes.Sum(a + b);
        }

        return total;
    }

    /// <summary>Writes <c>e^(scale · (x − largest))</c> and returns the sum of these.</summary>
    /// <param name="x">The row.</param>
    /// <param name="length">Its length.</param>
    /// <param name="largest">What <see cref="Max"/> gave for the row.</param>
    /// <param name="scale">Factor of the row.</param>
    /// <param name="y">Where to write, may be x; null to return the sum only.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static double Exponentials<TLanes>(float* x, int length, float largest, float scale, float* y)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var total = 0.0;
        var (shift, factor) = (TLanes.Broadcast(largest), TLanes.Broadcast(scale));
        for (var start = 0; start < length; start += BlockLength)
        {
            var end = Math.Min(start + BlockLength, length);
            var sum = TLanes.Zero;
            for (var index = start; index < end; index += TLanes.Count)
            {
                var count = end - index;
                var power = LaneMath.Exp((Lanes.Load<TLanes>(x + index, count) - shift) * factor);
                sum += count >= TLanes.Count ? power : TLanes.SelectFirst(count, power, TLanes.Zero);
                if (y != null)
                {
                    Lanes.Store(power, y + index, count);
                }
            }

            total += TLanes.Sum(sum);
        }

        return total;
    }
}
