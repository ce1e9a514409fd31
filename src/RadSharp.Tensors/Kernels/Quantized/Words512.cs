using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>A whole tile's sixteen words in one AVX-512 register.</summary>
internal readonly unsafe struct Words512 : IWordLanes<Words512, Lanes512>
{
    private readonly Vector512<int> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Words512(Vector512<int> value) => _value = value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 Load(int* source) => new(Vector512.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 Broadcast(int value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 Xor(Words512 value, int mask) => new(value._value ^ Vector512.Create(mask));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 ShiftLeft(Words512 value, int count) => new(value._value << count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 ShiftRight(Words512 value, int count) => new(value._value >> count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 And(Words512 value, int mask) => new(value._value & Vector512.Create(mask));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 Add(Words512 left, Words512 right) => new(left._value + right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 EvenBytes(Words512 value) => new(((value._value.AsInt16() << 8) >> 8).AsInt32());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 OddBytes(Words512 value) => new((value._value.AsInt16() >> 8).AsInt32());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProducts(ref Words512 sum, Words512 value, int pair) =>
        sum = new(sum._value + Avx512BW.MultiplyAddAdjacent(value._value.AsInt16(), Vector512.Create(pair).AsInt16()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ToSingle(Words512 value) => Unsafe.BitCast<Vector512<float>, Lanes512>(Vector512.ConvertToSingle(value._value));
}
