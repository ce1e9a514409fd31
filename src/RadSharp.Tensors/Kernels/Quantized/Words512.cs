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
    public static void Store(Words512 value, int* destination) => value._value.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 Broadcast(int value) => new(Vector512.Create(value));

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
    public static void AddPairProducts(ref Words512 sum, Words512 left, Words512 right) =>
        sum = new(sum._value + Avx512BW.MultiplyAddAdjacent(left._value.AsInt16(), right._value.AsInt16()));

    /// <inheritdoc/>
    // Two sums of 16 bits a lane, and each starts from one half. Of a lane's 32 products n·b with 0 ≤ n ≤ 15, |b| ≤ 127, half
    // of them in each sum, Σ n·b − 4·Σ b is at most 16 · 127 · (11 + 4) = 30,480: it fits, and what overflows on the way
    // comes back.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 NibbleSum(int start) => new(Vector512.Create((short)(start / 2)).AsInt32());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddNibbleProducts(ref Words512 sum, Words512 nibbles, Words512 bytes)
    {
        var products = Avx512BW.MultiplyAddAdjacent(nibbles._value.AsByte(), bytes._value.AsSByte());
        sum = new((sum._value.AsInt16() + products).AsInt32());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 NibbleTotals(Words512 sum) =>
        new(Avx512BW.MultiplyAddAdjacent(sum._value.AsInt16(), Vector512<short>.One));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ToSingle(Words512 value) => Unsafe.BitCast<Vector512<float>, Lanes512>(Vector512.ConvertToSingle(value._value));
}
