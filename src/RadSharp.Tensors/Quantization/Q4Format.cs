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
    public static int UpperShift
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
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
    public static void Weights<TWords, TLanes>(
        int* words, int g, out TLanes first, out TLanes second, out TLanes third, out TLanes fourth)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // With its top bit flipped, the integer plus 8 is the integer itself as a 4-bit two's complement.
        var word = TWords.Xor(TWords.Load(words + (g % 4 * QuantizedLayout.TileRows)), unchecked((int)0x88888888));
        word = g < 4 ? TWords.ShiftLeft(word, 4) : word;
        first = TWords.ToSingle(TWords.ShiftRight(TWords.ShiftLeft(word, 24), 28));
        second = TWords.ToSingle(TWords.ShiftRight(TWords.ShiftLeft(word, 16), 28));
        third = TWords.ToSingle(TWords.ShiftRight(TWords.ShiftLeft(word, 8), 28));
        fourth = TWords.ToSingle(TWords.ShiftRight(word, 28));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack<TWords, TLanes>(
        int* words, int quarter, out TWords first, out TWords second, out TWords third, out TWords fourth)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var word = TWords.Load(words + (quarter * QuantizedLayout.TileRows));
        var upperBytes = TWords.ShiftRight(word, 8);
        first = TWords.And(word, 0x000F000F);
        second = TWords.And(word, 0x00F000F0);
        third = TWords.And(upperBytes, 0x000F000F);
        fourth = TWords.And(upperBytes, 0x00F000F0);
    }

    // Truncation rounds to nearest, because what is truncated is positive: the smallest quotient is −8.
    private static Vector128<int> Stored(float* values, Vector128<float> inverse)
    {
        var shifted = (Vector128.Load(values) * inverse) + Vector128.Create(8.5f);
        return Vector128.Min(Vector128.ConvertToInt32(shifted), Vector128.Create(15));
    }
}
