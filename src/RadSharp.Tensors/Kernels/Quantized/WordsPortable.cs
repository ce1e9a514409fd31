using System.Numerics;
using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>As many words as a <see cref="Vector{T}"/> has: a quarter or half of a tile.</summary>
internal readonly unsafe struct WordsPortable : IWordLanes<WordsPortable, LanesPortable>
{
    private readonly Vector<int> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private WordsPortable(Vector<int> value) => _value = value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WordsPortable Load(int* source) => new(Vector.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(WordsPortable value, int* destination) => value._value.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WordsPortable Broadcast(int value) => new(Vector.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WordsPortable ShiftRight(WordsPortable value, int count) => new(value._value >> count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WordsPortable And(WordsPortable value, int mask) => new(value._value & Vector.Create(mask));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WordsPortable Add(WordsPortable left, WordsPortable right) => new(left._value + right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WordsPortable EvenBytes(WordsPortable value) =>
        new(Vector.AsVectorInt32((Vector.AsVectorInt16(value._value) << 8) >> 8));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WordsPortable OddBytes(WordsPortable value) => new(Vector.AsVectorInt32(Vector.AsVectorInt16(value._value) >> 8));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddPairProducts(ref WordsPortable sum, WordsPortable left, WordsPortable right)
    {
        var low = ((left._value << 16) >> 16) * ((right._value << 16) >> 16);
        var high = (left._value >> 16) * (right._value >> 16);
        sum = new(sum._value + low + high);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WordsPortable NibbleSum(int start) => Broadcast(start);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddNibbleProducts(ref WordsPortable sum, WordsPortable nibbles, WordsPortable bytes)
    {
        var (n, b) = (nibbles._value, bytes._value);
        var first = ((n << 24) >> 24) * ((b << 24) >> 24);
        var second = ((n << 16) >> 24) * ((b << 16) >> 24);
        var third = ((n << 8) >> 24) * ((b << 8) >> 24);
        sum = new(sum._value + first + second + third + ((n >> 24) * (b >> 24)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WordsPortable NibbleTotals(WordsPortable sum) => sum;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable ToSingle(WordsPortable value) => Unsafe.BitCast<Vector<float>, LanesPortable>(Vector.ConvertToSingle(value._value));
}
