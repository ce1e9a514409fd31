using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>
/// Keys or values in 8 bits: of each row, 32 neighbours share a scale, and a number is a signed byte, −127 to 127, times
/// that scale. The last block of a row may be shorter.
/// </summary>
/// <remarks>
/// <para>One scale a row of 128 normal numbers would make 1.2 times the error, and twice the error where one dimension is ten
/// or more times as large as the others, as may be in keys with a large bias.</para>
/// <para>Scales are bfloat16, rounded up before the bytes are chosen, so that they add next to nothing to the error. A
/// block with a NaN or an infinity has the scale NaN: all its numbers are NaN. The scales of one block of successive rows
/// lie side by side, so that a register widens, or multiplies, those of many rows.</para>
/// </remarks>
internal static unsafe class ByteRows
{
    /// <summary>Numbers that share a scale.</summary>
    public const int BlockLength = 32;

    private const int Largest = 127;

    /// <summary>Scales of a row of <paramref name="headDim"/> numbers.</summary>
    public static int Blocks(int headDim) => (headDim + BlockLength - 1) / BlockLength;

    /// <summary>Rounds a row to nearest, ties to even.</summary>
    /// <param name="row">[headDim].</param>
    /// <param name="bytes">[headDim].</param>
    /// <param name="scales">The scale of the first block, in bfloat16.</param>
    /// <param name="scaleStride">Scales from one block to the next.</param>
    public static void Quantize(ReadOnlySpan<float> row, sbyte* bytes, ushort* scales, nint scaleStride)
    {
        var block = stackalloc float[BlockLength];
        var rounded = stackalloc sbyte[BlockLength];
        for (var start = 0; start < row.Length; start += BlockLength)
        {
            var length = Math.Min(BlockLength, row.Length - start);
            new Span<float>(block, BlockLength).Clear();
            row.Slice(start, length).CopyTo(new Span<float>(block, length));
            var bits = ScaleOf(block);
            *scales = bits;
            scales += scaleStride;
            var scale = BitConverter.UInt32BitsToSingle((uint)bits << 16);
            QuantizeBlock(block, float.IsFinite(scale) && scale > 0 ? scale : float.PositiveInfinity, rounded);
            new ReadOnlySpan<sbyte>(rounded, length).CopyTo(new Span<sbyte>(bytes + start, length));
        }
    }

    /// <summary>Widens successive rows.</summary>
    /// <param name="bytes">[count, headDim].</param>
    /// <param name="scales">The first row's first scale.</param>
    /// <param name="scaleStride">Scales from one block to the next.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="headDim">Length of a row.</param>
    /// <param name="floats">[count, headDim], written.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen<TLanes>(sbyte* bytes, ushort* scales, nint scaleStride, int count, int headDim, float* floats)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (var row = 0; row < count; row++)
        {
            for (var start = 0; start < headDim; start += BlockLength)
            {
                var end = Math.Min(start + BlockLength, headDim);
                var scale = BitConverter.UInt32BitsToSingle((uint)scales[(start / BlockLength * scaleStride) + row] << 16);
                var factor = TLanes.Broadcast(scale);
                var dim = start;
                for (; dim <= end - TLanes.Count; dim += TLanes.Count)
                {
                    TLanes.Store(TLanes.LoadSByte(bytes + dim) * factor, floats + dim);
                }

                for (; dim < end; dim++)
                {
                    floats[dim] = bytes[dim] * scale;
                }
            }

            bytes += headDim;
            floats += headDim;
        }
    }

    /// <summary>The products of one query with successive keys.</summary>
    /// <param name="keys">[count, headDim].</param>
    /// <param name="scales">The first key's first scale.</param>
    /// <param name="scaleStride">Scales from one block to the next.</param>
    /// <param name="count">Number of keys, 1 to <see cref="QueryRows.MaxKeys"/>.</param>
    /// <param name="headDim">Length of a key: whole registers.</param>
    /// <param name="query">[headDim].</param>
    /// <param name="scores">[count], written.</param>
    /// <param name="factors">[<see cref="Blocks"/>][<see cref="QueryRows.MaxKeys"/>] of scratch.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scores<TLanes>(
        sbyte* keys, ushort* scales, nint scaleStride, int count, int headDim, float* query, float* scores, float* factors)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (var start = 0; start < headDim; start += BlockLength)
        {
            WidenScales<TLanes>(scales, count, factors + (start / BlockLength * QueryRows.MaxKeys));
            scales += scaleStride;
        }

        // Four keys from the four quarters, for the reason that QueryRows has.
        var quarter = count / 4;
        var step = (nint)quarter * headDim;
        for (var key = 0; key < quarter; key++)
        {
            TLanes a1 = default, a2 = default, a3 = default, a4 = default;
            var row = keys + ((nint)key * headDim);
            var factor = factors + key;
            for (var start = 0; start < headDim; start += BlockLength)
            {
                TLanes b1 = default, b2 = default, b3 = default, b4 = default;
                var end = Math.Min(start + BlockLength, headDim);
                for (var dim = start; dim < end; dim += TLanes.Count)
                {
                    var q = TLanes.Load(query + dim);
                    var k = row + dim;
                    TLanes.MulAdd(ref b1, q, TLanes.LoadSByte(k));
                    TLanes.MulAdd(ref b2, q, TLanes.LoadSByte(k + step));
                    TLanes.MulAdd(ref b3, q, TLanes.LoadSByte(k + (2 * step)));
                    TLanes.MulAdd(ref b4, q, TLanes.LoadSByte(k + (3 * step)));
                }

                TLanes.MulAdd(ref a1, b1, TLanes.Broadcast(factor[0]));
                TLanes.MulAdd(ref a2, b2, TLanes.Broadcast(factor[quarter]));
                TLanes.MulAdd(ref a3, b3, TLanes.Broadcast(factor[2 * quarter]));
                TLanes.MulAdd(ref a4, b4, TLanes.Broadcast(factor[3 * quarter]));
                factor += QueryRows.MaxKeys;
            }

            scores[key] = TLanes.Sum(a1);
            scores[quarter + key] = TLanes.Sum(a2);
            scores[(2 * quarter) + key] = TLanes.Sum(a3);
            scores[(3 * quarter) + key] = TLanes.Sum(a4);
        }

        for (var key = 4 * quarter; key < count; key++)
        {
            TLanes a = default;
            var row = keys + ((nint)key * headDim);
            for (var dim = 0; dim < headDim; dim += TLanes.Count)
            {
                var factor = TLanes.Broadcast(factors[(dim / BlockLength * QueryRows.MaxKeys) + key]);
                TLanes.MulAdd(ref a, TLanes.Load(query + dim) * factor, TLanes.LoadSByte(row + dim));
            }

            scores[key] = TLanes.Sum(a);
        }
    }

    /// <summary>Adds successive values, each times its probability.</summary>
    /// <param name="values">[count, headDim].</param>
    /// <param name="scales">The first value's first scale.</param>
    /// <param name="scaleStride">Scales from one block to the next.</param>
    /// <param name="count">Number of values, 1 to <see cref="QueryRows.MaxKeys"/>.</param>
    /// <param name="headDim">Length of a value: whole registers.</param>
    /// <param name="probabilities">[count].</param>
    /// <param name="sums">[headDim], added to.</param>
    /// <param name="factors">[<see cref="Blocks"/>][<see cref="QueryRows.MaxKeys"/>] of scratch.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddValues<TLanes>(
        sbyte* values, ushort* scales, nint scaleStride, int count, int headDim, float* probabilities, float* sums,
        float* factors)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (var start = 0; start < headDim; start += BlockLength)
        {
            var products = factors + (start / BlockLength * QueryRows.MaxKeys);
            WidenScales<TLanes>(scales, count, products);
            for (var key = 0; key < count; key += TLanes.Count)
            {
                var lanes = Math.Min(TLanes.Count, count - key);
                var product = Lanes.Load<TLanes>(products + key, lanes) * Lanes.Load<TLanes>(probabilities + key, lanes);
                Lanes.Store(product, products + key, lanes);
            }

            scales += scaleStride;
        }

        var quarter = count / 4;
        var step = (nint)quarter * headDim;
        for (var key = 0; key < quarter; key++)
        {
            var row = values + ((nint)key * headDim);
            var factor = factors + key;
            for (var start = 0; start < headDim; start += BlockLength)
            {
                var p1 = TLanes.Broadcast(factor[0]);
                var p2 = TLanes.Broadcast(factor[quarter]);
                var p3 = TLanes.Broadcast(factor[2 * quarter]);
                var p4 = TLanes.Broadcast(factor[3 * quarter]);
                var end = Math.Min(start + BlockLength, headDim);
                for (var dim = start; dim < end; dim += TLanes.Count)
                {
                    var sum = TLanes.Load(sums + dim);
                    var v = row + dim;
                    TLanes.MulAdd(ref sum, p1, TLanes.LoadSByte(v));
                    TLanes.MulAdd(ref sum, p2, TLanes.LoadSByte(v + step));
                    TLanes.MulAdd(ref sum, p3, TLanes.LoadSByte(v + (2 * step)));
                    TLanes.MulAdd(ref sum, p4, TLanes.LoadSByte(v + (3 * step)));
                    TLanes.Store(sum, sums + dim);
                }

                factor += QueryRows.MaxKeys;
            }
        }

        for (var key = 4 * quarter; key < count; key++)
        {
            var row = values + ((nint)key * headDim);
            for (var dim = 0; dim < headDim; dim += TLanes.Count)
            {
                var factor = TLanes.Broadcast(factors[(dim / BlockLength * QueryRows.MaxKeys) + key]);
                TLanes.Store(TLanes.MulAdd(factor, TLanes.LoadSByte(row + dim), TLanes.Load(sums + dim)), sums + dim);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WidenScales<TLanes>(ushort* scales, int count, float* floats) where TLanes : unmanaged, ILanes<TLanes>
    {
        var key = 0;
        for (; key <= count - TLanes.Count; key += TLanes.Count)
        {
            TLanes.Store(TLanes.LoadBFloat16(scales + key), floats + key);
        }

        for (; key < count; key++)
        {
            floats[key] = BitConverter.UInt32BitsToSingle((uint)scales[key] << 16);
        }
    }

    // The smallest bfloat16 of which the largest magnitude is at most 127; NaN where a number is not finite.
    private static ushort ScaleOf(float* block)
    {
        var largest = Vector128<float>.Zero;
        for (var index = 0; index < BlockLength; index += Vector128<float>.Count)
        {
            largest = Vector128.Max(largest, Vector128.Abs(Vector128.Load(block + index)));
        }

        var magnitude = MathF.Max(MathF.Max(largest[0], largest[1]), MathF.Max(largest[2], largest[3]));
        var step = float.IsFinite(magnitude) ? magnitude / Largest : float.NaN;
        var bits = BitConverter.SingleToUInt32Bits(step);
        return (ushort)(float.IsNaN(step) ? bits >> 16 : (bits + 0xFFFF) >> 16);
    }

    private static void QuantizeBlock(float* block, float scale, sbyte* rounded)
    {
        // A quotient, because the inverse of a subnormal scale is infinite.
        var divisor = Vector128.Create(scale);
        for (var index = 0; index < BlockLength; index += 16)
        {
            var low = Vector128.Narrow(Integers(block + index, divisor), Integers(block + index + 4, divisor));
            var high = Vector128.Narrow(Integers(block + index + 8, divisor), Integers(block + index + 12, divisor));
            Vector128.Narrow(low, high).Store(rounded + index);
        }

        static Vector128<int> Integers(float* numbers, Vector128<float> divisor) =>
            Vector128.ConvertToInt32(Vector128.Round(Vector128.Load(numbers) / divisor));
    }
}
