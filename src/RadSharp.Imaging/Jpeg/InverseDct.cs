using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static RadSharp.Imaging.Jpeg.DctFactors;

namespace RadSharp.Imaging.Jpeg;

/// <summary>
/// The inverse DCT (ITU-T T.81, A.3.3) in 13-bit fixed point after Loeffler, Ligtenberg and Moschytz ("Practical fast 1-D
/// DCT algorithms with 11 multiplications", ICASSP 1989): columns first, with a few bits kept between the passes, which
/// gives bit for bit what libjpeg's accurate integer method gives.
/// </summary>
/// <remarks>
/// Here and in the other kernels of this folder methods are compiled in full at their first call: many processes read one
/// film only, which is over before the runtime would have found out what is worth optimising.
/// </remarks>
internal static class InverseDct
{
    /// <summary>Turns the coefficients of one block into samples.</summary>
    /// <param name="block">64 coefficients in natural order, multiplied by their step sizes.</param>
    /// <param name="isFlat">True if all but the first are zero.</param>
    /// <param name="samples">Eight rows of eight samples are written, the first one at its beginning.</param>
    /// <param name="stride">Samples from one row to the next.</param>
    /// <param name="precision">Bits of a sample.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write<T>(ReadOnlySpan<short> block, bool isFlat, Span<T> samples, int stride, int precision)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (isFlat)
        {
            // With one coefficient only, both passes come down to a division by 8.
            var level = Math.Clamp(((block[0] + 4) >> 3) + (1 << (precision - 1)), 0, (1 << precision) - 1);
            for (var y = 0; y < 8; y++)
            {
                samples.Slice(y * stride, 8).Fill(T.CreateTruncating(level));
            }
        }
        else if (typeof(T) == typeof(byte) && precision == 8 && Avx2.IsSupported)
        {
            WriteVectors(block, MemoryMarshal.Cast<T, byte>(samples), stride);
        }
        else
        {
            WriteScalars(block, samples, stride, precision);
        }
    }

    /// <summary>One column or row after the other; for every precision and machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void WriteScalars<T>(ReadOnlySpan<short> block, Span<T> samples, int stride, int precision)
        where T : unmanaged, IBinaryInteger<T>
    {
        // 12-bit samples leave room for one bit less between the passes.
        var keptBits = precision <= 8 ? 2 : 1;
        Span<int> between = stackalloc int[64];
        Span<int> line = stackalloc int[8];
        for (var x = 0; x < 8; x++)
        {
            for (var y = 0; y < 8; y++)
            {
                line[y] = block[(8 * y) + x];
            }

            Transform(line, FixedBits - keptBits);
            for (var y = 0; y < 8; y++)
            {
                between[(8 * y) + x] = line[y];
            }
        }

        var (middle, highest) = (1 << (precision - 1), (1 << precision) - 1);
        for (var y = 0; y < 8; y++)
        {
            var row = between.Slice(8 * y, 8);
            Transform(row, FixedBits + keptBits + 3);
            var destination = samples.Slice(y * stride, 8);
            for (var x = 0; x < 8; x++)
            {
                destination[x] = T.CreateTruncating(Math.Clamp(row[x] + middle, 0, highest));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transform(Span<int> line, int shift)
    {
        var shared = (line[2] + line[6]) * C0541;
        var even2 = shared - (line[6] * C1847);
        var even3 = shared + (line[2] * C0765);
        var half = 1 << (shift - 1);
        var even0 = ((line[0] + line[4]) << FixedBits) + half;
        var even1 = ((line[0] - line[4]) << FixedBits) + half;

        var (x1, x3, x5, x7) = (line[1], line[3], line[5], line[7]);
        var all = (x1 + x3 + x5 + x7) * C1175;
        var sum17 = (x1 + x7) * -C0899;
        var sum35 = (x3 + x5) * -C2562;
        var sum37 = ((x3 + x7) * -C1961) + all;
        var sum15 = ((x1 + x5) * -C0390) + all;
        var odd0 = (x1 * C1501) + sum17 + sum15;
        var odd1 = (x3 * C3072) + sum35 + sum37;
        var odd2 = (x5 * C2053) + sum35 + sum15;
        var odd3 = (x7 * C0298) + sum17 + sum37;

        line[0] = (even0 + even3 + odd0) >> shift;
        line[7] = (even0 + even3 - odd0) >> shift;
        line[1] = (even1 + even2 + odd1) >> shift;
        line[6] = (even1 + even2 - odd1) >> shift;
        line[2] = (even1 - even2 + odd2) >> shift;
        line[5] = (even1 - even2 - odd2) >> shift;
        line[3] = (even0 - even3 + odd3) >> shift;
        line[4] = (even0 - even3 - odd3) >> shift;
    }

    // All eight columns at a time. Each output is a sum of products of coefficient pairs with pairs of 16-bit constants, the
    // same integers as in Transform with their factors gathered, so the results are equal.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteVectors(ReadOnlySpan<short> block, Span<byte> samples, int stride)
    {
        ref var first = ref MemoryMarshal.GetReference(block[..64]);
        var row0 = Vector128.LoadUnsafe(ref first, 0);
        var row1 = Vector128.LoadUnsafe(ref first, 8);
        var row2 = Vector128.LoadUnsafe(ref first, 16);
        var row3 = Vector128.LoadUnsafe(ref first, 24);
        var row4 = Vector128.LoadUnsafe(ref first, 32);
        var row5 = Vector128.LoadUnsafe(ref first, 40);
        var row6 = Vector128.LoadUnsafe(ref first, 48);
        var row7 = Vector128.LoadUnsafe(ref first, 56);
        TransformVectors(
            Pairs(row0, row4), Pairs(row2, row6), Pairs(row1, row3), Pairs(row5, row7), Vector256.Create(1 << 10), 11,
            out var column04, out var column15, out var column26, out var column37);

        var low = Avx2.UnpackLow(column15, column37);
        var high = Avx2.UnpackHigh(column15, column37);
        TransformVectors(
            Pairs(column04), Pairs(column26), Avx2.Permute2x128(low, high, 0x20), Avx2.Permute2x128(low, high, 0x31),
            Vector256.Create((128 << 18) + (1 << 17)), 18, out var row04, out var row15, out var row26, out var row37);

        var rows0145 = Avx2.PackUnsignedSaturate(row04, row15).AsUInt64();
        var rows2367 = Avx2.PackUnsignedSaturate(row26, row37).AsUInt64();
        // The slice checks that eight rows of eight samples are there.
        ref var destination = ref MemoryMarshal.GetReference(samples[..((7 * stride) + 8)]);
        Store(ref destination, 0 * stride, rows0145[0]);
        Store(ref destination, 1 * stride, rows0145[1]);
        Store(ref destination, 2 * stride, rows2367[0]);
        Store(ref destination, 3 * stride, rows2367[1]);
        Store(ref destination, 4 * stride, rows0145[2]);
        Store(ref destination, 5 * stride, rows0145[3]);
        Store(ref destination, 6 * stride, rows2367[2]);
        Store(ref destination, 7 * stride, rows2367[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref byte destination, int offset, ulong row) =>
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, offset), row);

    // One pass, and its result transposed: line k of the result in the lower half of resultk_, line k + 4 in the upper.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformVectors(
        Vector256<short> x04,
        Vector256<short> x26,
        Vector256<short> x13,
        Vector256<short> x57,
        Vector256<int> bias,
        [ConstantExpected] byte shift,
        out Vector256<short> result04,
        out Vector256<short> result15,
        out Vector256<short> result26,
        out Vector256<short> result37)
    {
        var even0 = SumOfProducts(x04, 1 << FixedBits, 1 << FixedBits) + bias;
        var even1 = SumOfProducts(x04, 1 << FixedBits, -(1 << FixedBits)) + bias;
        var even2 = SumOfProducts(x26, C0541, C0541 - C1847);
        var even3 = SumOfProducts(x26, C0541 + C0765, C0541);
        var odd0 = SumOfProducts(x13, C1501 - C0899 - C0390 + C1175, C1175) + SumOfProducts(x57, C1175 - C0390, C1175 - C0899);
        var odd1 = SumOfProducts(x13, C1175, C3072 - C2562 - C1961 + C1175) + SumOfProducts(x57, C1175 - C2562, C1175 - C1961);
        var odd2 = SumOfProducts(x13, C1175 - C0390, C1175 - C2562) + SumOfProducts(x57, C2053 - C2562 - C0390 + C1175, C1175);
        var odd3 = SumOfProducts(x13, C1175 - C0899, C1175 - C1961) + SumOfProducts(x57, C1175, C0298 - C0899 - C1961 + C1175);
        var (outer, inner) = (even0 + even3, even0 - even3);
        var (second, third) = (even1 + even2, even1 - even2);

        // In each half four columns: lines 0 and 4, 1 and 5, 2 and 6, 3 and 7.
        var lines04 = Avx2.PackSignedSaturate((outer + odd0) >> shift, (inner - odd3) >> shift);
        var lines15 = Avx2.PackSignedSaturate((second + odd1) >> shift, (third - odd2) >> shift);
        var lines26 = Avx2.PackSignedSaturate((third + odd2) >> shift, (second - odd1) >> shift);
        var lines37 = Avx2.PackSignedSaturate((inner + odd3) >> shift, (outer - odd0) >> shift);

        var lines01 = Avx2.UnpackLow(lines04, lines15).AsInt32();
        var lines45 = Avx2.UnpackHigh(lines04, lines15).AsInt32();
        var lines23 = Avx2.UnpackLow(lines26, lines37).AsInt32();
        var lines67 = Avx2.UnpackHigh(lines26, lines37).AsInt32();
        var columns01Upper = Avx2.UnpackLow(lines01, lines23).AsInt64();
        var columns23Upper = Avx2.UnpackHigh(lines01, lines23).AsInt64();
        var columns01Lower = Avx2.UnpackLow(lines45, lines67).AsInt64();
        var columns23Lower = Avx2.UnpackHigh(lines45, lines67).AsInt64();
        result04 = Avx2.UnpackLow(columns01Upper, columns01Lower).AsInt16();
        result15 = Avx2.UnpackHigh(columns01Upper, columns01Lower).AsInt16();
        result26 = Avx2.UnpackLow(columns23Upper, columns23Lower).AsInt16();
        result37 = Avx2.UnpackHigh(columns23Upper, columns23Lower).AsInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> SumOfProducts(Vector256<short> pairs, short first, short second) =>
        Avx2.MultiplyAddAdjacent(pairs, Vector256.Create((second << 16) | (ushort)first).AsInt16());

    // Elements of two rows side by side.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Pairs(Vector128<short> first, Vector128<short> second) =>
        Vector256.Create(Sse2.UnpackLow(first, second), Sse2.UnpackHigh(first, second));

    // Elements of the lower and the upper half side by side.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Pairs(Vector256<short> halves) =>
        Avx2.Shuffle(
            Avx2.Permute4x64(halves.AsInt64(), 0b11_01_10_00).AsByte(),
            Vector256.Create(Vector128.Create((byte)0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15)))
            .AsInt16();
}
