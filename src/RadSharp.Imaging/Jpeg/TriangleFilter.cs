using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RadSharp.Imaging.Jpeg;

/// <summary>
/// The arithmetic of smooth upsampling by two, rounded as in libjpeg: halves alternately up and down, so that no level is
/// preferred. Samples have at most 12 bits, so all sums fit into 16.
/// </summary>
internal static class TriangleFilter
{
    /// <summary>Three parts of a row and one part of its neighbour, or the row alone.</summary>
    /// <param name="near">The row.</param>
    /// <param name="far">Its neighbour on the side of the wanted row.</param>
    /// <param name="isMixed">Whether the neighbour counts.</param>
    /// <param name="sums">The sums, or the samples of the row.</param>
    public static void Add<T>(ReadOnlySpan<T> near, ReadOnlySpan<T> far, bool isMixed, Span<ushort> sums)
        where T : unmanaged, IBinaryInteger<T>
    {
        var x = 0;
        if (typeof(T) == typeof(byte))
        {
            x = AddVectors(MemoryMarshal.AsBytes(near), MemoryMarshal.AsBytes(far), isMixed, sums);
        }

        for (; x < sums.Length; x++)
        {
            var sample = int.CreateTruncating(near[x]);
            sums[x] = (ushort)(isMixed ? (3 * sample) + int.CreateTruncating(far[x]) : sample);
        }
    }

    /// <summary>Two samples for each sum: the left one leans on the sum before, the right one on the sum after.</summary>
    /// <param name="sums">Sums, with one more at either end.</param>
    /// <param name="isMixed">Whether they are sums of two rows.</param>
    /// <param name="samples">Two for each inner sum.</param>
    public static void Spread<T>(ReadOnlySpan<ushort> sums, bool isMixed, Span<T> samples)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (leftHalf, rightHalf, shift) = isMixed ? (8, 7, 4) : (1, 2, 2);
        var x = 0;
        if (typeof(T) == typeof(byte))
        {
            x = SpreadVectors(sums, (ushort)leftHalf, (ushort)rightHalf, shift, MemoryMarshal.AsBytes(samples));
        }

        for (; x < sums.Length - 2; x++)
        {
            var middle = 3 * sums[x + 1];
            samples[2 * x] = T.CreateTruncating((middle + sums[x] + leftHalf) >> shift);
            samples[(2 * x) + 1] = T.CreateTruncating((middle + sums[x + 2] + rightHalf) >> shift);
        }
    }

    /// <summary>Three quarters of a row and a quarter of its neighbour.</summary>
    /// <param name="near">The row.</param>
    /// <param name="far">Its neighbour.</param>
    /// <param name="half">What is added before the division by four, 1 or 2.</param>
    /// <param name="samples">The result.</param>
    public static void Mix<T>(ReadOnlySpan<T> near, ReadOnlySpan<T> far, int half, Span<T> samples)
        where T : unmanaged, IBinaryInteger<T>
    {
        near = near[..samples.Length];
        far = far[..samples.Length];
        for (var x = 0; x < samples.Length; x++)
        {
            samples[x] = T.CreateTruncating(((3 * int.CreateTruncating(near[x])) + int.CreateTruncating(far[x]) + half) >> 2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int AddVectors(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, bool isMixed, Span<ushort> sums)
    {
        var x = 0;
        for (; x <= sums.Length - Vector128<byte>.Count; x += Vector128<byte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(near[x..]));
            if (isMixed)
            {
                var (farLow, farHigh) = Vector128.Widen(Vector128.Create(far[x..]));
                (low, high) = (low + low + low + farLow, high + high + high + farHigh);
            }

            low.CopyTo(sums[x..]);
            high.CopyTo(sums[(x + 8)..]);
        }

        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SpreadVectors(
        ReadOnlySpan<ushort> sums, ushort leftHalf, ushort rightHalf, int shift, Span<byte> samples)
    {
        var x = 0;
        for (; x <= sums.Length - 2 - Vector128<ushort>.Count; x += Vector128<ushort>.Count)
        {
            var middle = Vector128.Create(sums[(x + 1)..]);
            middle = middle + middle + middle;
            var left = (middle + Vector128.Create(sums[x..]) + Vector128.Create(leftHalf)) >>> shift;
            var right = (middle + Vector128.Create(sums[(x + 2)..]) + Vector128.Create(rightHalf)) >>> shift;
            // Both are bytes now: the left one becomes the lower byte of a pair.
            Vector128<byte> pairs = BitConverter.IsLittleEndian
                ? (left | (right << 8)).AsByte()
                : ((left << 8) | right).AsByte();
            pairs.CopyTo(samples[(2 * x)..]);
        }

        return x;
    }
}
