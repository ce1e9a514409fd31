using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RadSharp.Tensors.Kernels.Quantized;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Quantization;

/// <summary>
/// <see cref="DType.Q4"/>: scale = extreme / −8, where the extreme is the first weight of the largest magnitude; integer =
/// w / scale rounded to nearest, ties upwards, at most 7.
/// </summary>
internal readonly unsafe struct Q4Format : IBlockFormat
{
    /// <inheritdoc/>
    public static DType DType => DType.Q4;

    /// <inheritdoc/>
    public static int Words
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    /// <inheritdoc/>
    public static int Offset => 8;

    /// <inheritdoc/>
    // The rounding of 8-bit activations is an eighteenth of the weights' own.
    public static int LargestActivation => sbyte.MaxValue;

    /// <inheritdoc/>
    public static int ActivationWords
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8;
    }

    /// <inheritdoc/>
    public static bool TryQuantize(float* values, int* words, out Half scale)
    {
        var step = BlockMagnitude.Extreme(values) / -8;
        scale = (Half)step;
        if (!Half.IsFinite(scale))
        {
            return false;
        }

        var inverse = Vector128.Create(BlockMagnitude.Inverse(step));
        for (var word = 0; word < 4; word++)
        {
            var nibbles = Stored(values + (4 * word), inverse) | (Stored(values + 16 + (4 * word), inverse) << 4);
            var shorts = Vector128.Narrow(nibbles, nibbles);
            words[word * QuantizedLayout.TileRows] = Vector128.Narrow(shorts, shorts).AsInt32().ToScalar();
        }

        return true;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> Integers(int* words, int half)
    {
        var bytes = Vector128.Create(
            words[0], words[QuantizedLayout.TileRows], words[2 * QuantizedLayout.TileRows], words[3 * QuantizedLayout.TileRows]);
        var nibbles = ((half == 0 ? bytes : bytes >>> 4) & Vector128.Create(0x0F0F0F0F)).AsSByte();
        return nibbles - Vector128.Create((sbyte)8);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack<TWords, TLanes>(
        int* words, int group, out TWords first, out TWords second, out TWords third, out TWords fourth)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes>
    {
        words += 2 * group * QuantizedLayout.TileRows;
        var word = TWords.Load(words);
        first = TWords.And(word, 0x0F0F0F0F);
        second = TWords.And(TWords.ShiftRight(word, 4), 0x0F0F0F0F);
        word = TWords.Load(words + QuantizedLayout.TileRows);
        third = TWords.And(word, 0x0F0F0F0F);
        fourth = TWords.And(TWords.ShiftRight(word, 4), 0x0F0F0F0F);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreActivations(Vector128<int> low, Vector128<int> high, int quarter, int* words)
    {
        var shorts = Vector128.Narrow(low, high);
        *(long*)(words + (2 * quarter)) = Vector128.Narrow(shorts, shorts).AsInt64().ToScalar();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TWords Sum<TWords, TLanes>(int start)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes> => TWords.NibbleSum(start);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProducts<TWords, TLanes>(ref TWords sum, TWords weights, TWords activations)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes> => TWords.AddNibbleProducts(ref sum, weights, activations);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TWords Total<TWords, TLanes>(TWords sum)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes> => TWords.NibbleTotals(sum);

    // Truncation rounds to nearest, because what is truncated is positive: the smallest quotient is −8.
    private static Vector128<int> Stored(float* values, Vector128<float> inverse)
    {
        var shifted = (Vector128.Load(values) * inverse) + Vector128.Create(8.5f);
        return Vector128.Min(Vector128.ConvertToInt32(shifted), Vector128.Create(15));
    }
}
