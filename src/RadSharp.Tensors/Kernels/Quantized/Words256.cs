using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>Eight words, half a tile, in one AVX2 register.</summary>
internal readonly unsafe struct Words256 : IWordLanes<Words256, Lanes256>
{
    private readonly Vector256<int> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Words256(Vector256<int> value) => _value = value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 Load(int* source) => new(Vector256.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Words256 value, int* destination) => value._value.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 Broadcast(int value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 ShiftRight(Words256 value, int count) => new(value._value >> count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 And(Words256 value, int mask) => new(value._value & Vector256.Create(mask));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 Add(Words256 left, Words256 right) => new(left._value + right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 EvenBytes(Words256 value) => new(((value._value.AsInt16() << 8) >> 8).AsInt32());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 OddBytes(Words256 value) => new((value._value.AsInt16() >> 8).AsInt32());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddPairProducts(ref Words256 sum, Words256 left, Words256 right) => sum = AvxVnni.IsSupported
        ? new(AvxVnni.MultiplyWideningAndAdd(sum._value, left._value.AsInt16(), right._value.AsInt16()))
        : new(sum._value + Avx2.MultiplyAddAdjacent(left._value.AsInt16(), right._value.AsInt16()));

    /// <inheritdoc/>
    // With AVX-VNNI the sum is of 32 bits; without, two of 16, as in Words512.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 NibbleSum(int start) =>
        new(AvxVnni.IsSupported ? Vector256.Create(start) : Vector256.Create((short)(start / 2)).AsInt32());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddNibbleProducts(ref Words256 sum, Words256 nibbles, Words256 bytes)
    {
        if (AvxVnni.IsSupported)
        {
            sum = new(AvxVnni.MultiplyWideningAndAdd(sum._value, nibbles._value.AsByte(), bytes._value.AsSByte()));
            return;
        }

        var products = Avx2.MultiplyAddAdjacent(nibbles._value.AsByte(), bytes._value.AsSByte());
        sum = new((sum._value.AsInt16() + products).AsInt32());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 NibbleTotals(Words256 sum) => AvxVnni.IsSupported
        ? sum
        : new(Avx2.MultiplyAddAdjacent(sum._value.AsInt16(), Vector256<short>.One));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ToSingle(Words256 value) => Unsafe.BitCast<Vector256<float>, Lanes256>(Vector256.ConvertToSingle(value._value));
}
