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
    // With 16 bits the rounding is a hundredth of the weights' own.
    public static int LargestActivation => short.MaxValue;

    /// <inheritdoc/>
    public static int ActivationWords
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 16;
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
    // A word of weights holds neighbours 0 to 3 as bytes; unpacked they are the pairs (0, 2) and (1, 3).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack<TWords, TLanes>(
        int* words, int group, out TWords first, out TWords second, out TWords third, out TWords fourth)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var low = TWords.Load(words + (group * QuantizedLayout.TileRows));
        var high = TWords.Load(words + ((group + 4) * QuantizedLayout.TileRows));
        first = TWords.EvenBytes(low);
        second = TWords.EvenBytes(high);
        third = TWords.OddBytes(low);
        fourth = TWords.OddBytes(high);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreActivations(Vector128<int> low, Vector128<int> high, int quarter, int* words)
    {
        var pairs = Vector128.Shuffle(Vector128.Narrow(low, high), Vector128.Create((short)0, 2, 4, 6, 1, 3, 5, 7));
        pairs.AsInt32().Store(words + (4 * quarter));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TWords Sum<TWords, TLanes>(int start)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes> => TWords.Broadcast(start);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProducts<TWords, TLanes>(ref TWords sum, TWords weights, TWords activations)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes> => TWords.AddPairProducts(ref sum, weights, activations);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TWords Total<TWords, TLanes>(TWords sum)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes> => sum;
}
