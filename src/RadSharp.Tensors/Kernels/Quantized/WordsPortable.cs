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
    public static WordsPortable Broadcast(int value) => new(Vector.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WordsPortable Xor(WordsPortable value, int mask) => new(value._value ^ Vector.Create(mask));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WordsPortable ShiftLeft(WordsPortable value, int count) => new(value._value << count);

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
    public static void AddProducts(ref WordsPortable sum, WordsPortable value, int pair)
    {
        var low = ((value._value << 16) >> 16) * Vector.Create((int)(short)pair);
        var high = (value._value >> 16) * Vector.Create(pair >> 16);
        sum = new(sum._value + low + high);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable ToSingle(WordsPortable value) => Unsafe.BitCast<Vector<float>, LanesPortable>(Vector.ConvertToSingle(value._value));
}
