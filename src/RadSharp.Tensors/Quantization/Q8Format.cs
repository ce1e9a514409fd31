using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RadSharp.Tensors.Kernels.Quantized;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Quantization;

/// <summary><see cref="DType.Q8"/>: scale = max |w| / 127, integer = w / scale rounded to nearest, ties away from zero.</summary>
internal readonly unsafe struct Q8Format : IBlockFormat
{
    private const int Largest = 127;

    /// <inheritdoc/>
    public static DType DType => DType.Q8;

    /// <inheritdoc/>
    public static int Words
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8;
    }

    /// <inheritdoc/>
    public static int Offset => 0;

    /// <inheritdoc/>
    public static int UpperShift
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0;
    }

    /// <inheritdoc/>
    public static bool TryQuantize(float* values, int* words, out Half scale)
    {
        var step = BlockMagnitude.Of(values) / Largest;
        scale = (Half)step;
        if (!Half.IsFinite(scale))
        {
            return false;
        }

        var inverse = Vector128.Create(BlockMagnitude.Inverse(step));
        for (var word = 0; word < 8; word++)
        {
            var quotient = Vector128.Load(values + (4 * word)) * inverse;
            var whole = Vector128.Truncate(quotient);
            var isHalf = Vector128.GreaterThanOrEqual(Vector128.Abs(quotient - whole), Vector128.Create(0.5f));
            var rounded = Vector128.ConditionalSelect(isHalf, whole + Vector128.CopySign(Vector128<float>.One, quotient), whole);
            var integers = Vector128.ConvertToInt32(rounded);
            var shorts = Vector128.Narrow(integers, integers);
            words[word * QuantizedLayout.TileRows] = Vector128.Narrow(shorts, shorts).AsInt32().ToScalar();
        }

        return true;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> Integers(int* words, int half)
    {
        words += half * 4 * QuantizedLayout.TileRows;
        return Vector128.Create(
            words[0], words[QuantizedLayout.TileRows], words[2 * QuantizedLayout.TileRows], words[3 * QuantizedLayout.TileRows]).AsSByte();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights<TWords, TLanes>(
        int* words, int g, out TLanes first, out TLanes second, out TLanes third, out TLanes fourth)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var word = TWords.Load(words + (g * QuantizedLayout.TileRows));
        first = TWords.ToSingle(TWords.ShiftRight(TWords.ShiftLeft(word, 24), 24));
        second = TWords.ToSingle(TWords.ShiftRight(TWords.ShiftLeft(word, 16), 24));
        third = TWords.ToSingle(TWords.ShiftRight(TWords.ShiftLeft(word, 8), 24));
        fourth = TWords.ToSingle(TWords.ShiftRight(word, 24));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack<TWords, TLanes>(
        int* words, int quarter, out TWords first, out TWords second, out TWords third, out TWords fourth)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var low = TWords.Load(words + (quarter * QuantizedLayout.TileRows));
        var high = TWords.Load(words + ((quarter + 4) * QuantizedLayout.TileRows));
        first = TWords.EvenBytes(low);
        second = TWords.EvenBytes(high);
        third = TWords.OddBytes(low);
        fourth = TWords.OddBytes(high);
    }
}
