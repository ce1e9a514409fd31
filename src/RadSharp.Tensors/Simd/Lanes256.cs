using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RadSharp.Tensors.Simd;

/// <summary>Eight float32 lanes in one AVX2 register (needs AVX2 and FMA).</summary>
public unsafe struct Lanes256 : ILanes<Lanes256>
{
    private Vector256<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes256(Vector256<float> value) => _value = value;

    /// <summary>Whether this machine runs this path.</summary>
    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8;
    }

    /// <inheritdoc/>
    public static Lanes256 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(float* source) => new(Vector256.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LoadPartial(float* source, int count) => new(Avx.MaskLoad(source, FirstLanes(count)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LoadBFloat16(ushort* source) =>
        new((Avx2.ConvertToVector256Int32(Vector128.Load(source)) << 16).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LoadHalf(Half* source)
    {
        var bits = Avx2.ConvertToVector256Int32(Vector128.Load((ushort*)source));
        var sign = (bits & Vector256.Create(0x8000)) << 16;
        var magnitude = (bits & Vector256.Create(0x7FFF)) << 13;
        // The exponent is rebased by 112. A subnormal is read with exponent 2^-14 and a leading one, which is taken off
        // again: for subnormals that is the smaller number, for others the larger. A product with 2^112 would be shorter,
        // but the processor stops for a hundred cycles at a subnormal operand.
        var normal = (magnitude + Vector256.Create(0x38000000)).AsSingle();
        var subnormal = (magnitude + Vector256.Create(0x38800000)).AsSingle() - Vector256.Create(6.103515625e-5f);
        var number = Avx.Min(normal, subnormal).AsInt32();
        // Infinity and NaN need the full exponent back.
        var special = Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(0x0F800000));
        return new((number | sign | (special & Vector256.Create(0x7F800000))).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LoadSByte(sbyte* source) =>
        new(Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(source)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTransposed(
        float* source, nint stride, out Lanes256 first, out Lanes256 second, out Lanes256 third, out Lanes256 fourth)
    {
        var a = TwoLines(source, 4 * stride);
        var b = TwoLines(source + stride, 4 * stride);
        var c = TwoLines(source + (2 * stride), 4 * stride);
        var d = TwoLines(source + (3 * stride), 4 * stride);
        var lowAB = Avx.UnpackLow(a, b).AsDouble();
        var lowCD = Avx.UnpackLow(c, d).AsDouble();
        var highAB = Avx.UnpackHigh(a, b).AsDouble();
        var highCD = Avx.UnpackHigh(c, d).AsDouble();
        first = new(Avx.UnpackLow(lowAB, lowCD).AsSingle());
        second = new(Avx.UnpackHigh(lowAB, lowCD).AsSingle());
        third = new(Avx.UnpackLow(highAB, highCD).AsSingle());
        fourth = new(Avx.UnpackHigh(highAB, highCD).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes256 value, float* destination) => value._value.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(Lanes256 value, float* destination, int count) =>
        Avx.MaskStore(destination, FirstLanes(count), value._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBFloat16(Lanes256 value, ushort* destination)
    {
        var bits = value._value.AsUInt32();
        // Half a unit, less one where the kept bits are even: a tie then goes to the even neighbour.
        var rounded = (bits + Vector256.Create(0x7FFFu) + ((bits >> 16) & Vector256<uint>.One)) >> 16;
        var quiet = (bits >> 16) | Vector256.Create(0x40u);
        StoreLower(Vector256.ConditionalSelect(Vector256.IsNaN(value._value).AsUInt32(), quiet, rounded), destination);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(Lanes256 value, Half* destination)
    {
        var bits = value._value.AsUInt32();
        var magnitude = bits & Vector256.Create(0x7FFFFFFFu);
        // 65,536 and more become infinity; then the exponent is rebased by −112 and 13 bits are rounded off, ties to even.
        var limited = Vector256.Min(magnitude, Vector256.Create(0x47800000u));
        var normal = (limited + Vector256.Create(0xC8000FFFu) + ((limited >> 13) & Vector256<uint>.One)) >> 13;
        // Below 2^-14 the adder rounds: in 0.5 + x the last mantissa bit is worth one subnormal step, 2^-24.
        var half = Vector256.Create(0.5f);
        var subnormal = (magnitude.AsSingle() + half).AsUInt32() - half.AsUInt32();
        var isSubnormal = Vector256.LessThan(magnitude.AsSingle(), Vector256.Create(6.103515625e-5f)).AsUInt32();
        var number = Vector256.ConditionalSelect(isSubnormal, subnormal, normal);
        var quiet = ((magnitude >> 13) & Vector256.Create(0x3FFu)) | Vector256.Create(0x7E00u);
        var rounded = Vector256.ConditionalSelect(Vector256.IsNaN(value._value).AsUInt32(), quiet, number);
        StoreLower(rounded | ((bits >> 16) & Vector256.Create(0x8000u)), (ushort*)destination);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Broadcast(float value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MulAdd(ref Lanes256 accumulator, Lanes256 a, Lanes256 b) =>
        accumulator._value = Fma.MultiplyAdd(a._value, b._value, accumulator._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MulAdd(Lanes256 a, Lanes256 b, Lanes256 c) => new(Fma.MultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Max(Lanes256 a, Lanes256 b) => new(Avx.Max(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Min(Lanes256 a, Lanes256 b) => new(Avx.Min(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Abs(Lanes256 value) => new(Vector256.Abs(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Sqrt(Lanes256 value) => new(Avx.Sqrt(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Round(Lanes256 value) => new(Avx.RoundToNearestInteger(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Scale(Lanes256 value, Lanes256 exponent)
    {
        // Three factors, because 2^exponent alone may leave the float32 range where the product does not.
        var whole = Avx.ConvertToVector256Int32(exponent._value);
        var third = Vector256.Clamp(whole, Vector256.Create(-126), Vector256.Create(127));
        var second = Vector256.Clamp(whole - third, Vector256.Create(-126), Vector256.Create(127));
        var first = Vector256.Clamp(whole - third - second, Vector256.Create(-126), Vector256.Create(127));
        return new(value._value * PowerOfTwo(third) * PowerOfTwo(second) * PowerOfTwo(first));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Exponent(Lanes256 value) =>
        new(Vector256.ConvertToSingle((value._value.AsInt32() >> 23) - Vector256.Create(127)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 SelectGreater(Lanes256 a, Lanes256 b, Lanes256 ifGreater, Lanes256 otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(a._value, b._value), ifGreater._value, otherwise._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 SelectFirst(int count, Lanes256 first, Lanes256 otherwise) =>
        new(Vector256.ConditionalSelect(FirstLanes(count), first._value, otherwise._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 CopySign(Lanes256 magnitude, Lanes256 sign) =>
        new(Vector256.CopySign(magnitude._value, sign._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes256 value)
    {
        // By halves: fewer instructions than Vector256.Sum, which adds up each half by itself.
        var four = value._value.GetLower() + value._value.GetUpper();
        var two = four + Sse.MoveHighToLow(four, four);
        return Sse.AddScalar(two, Sse.Shuffle(two, two, 1)).ToScalar();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(Lanes256 value)
    {
        var four = Sse.Max(value._value.GetLower(), value._value.GetUpper());
        var two = Sse.Max(four, Sse.MoveHighToLow(four, four));
        return Sse.MaxScalar(two, Sse.Shuffle(two, two, 1)).ToScalar();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator +(Lanes256 a, Lanes256 b) => new(a._value + b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 a, Lanes256 b) => new(a._value - b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator *(Lanes256 a, Lanes256 b) => new(a._value * b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator /(Lanes256 a, Lanes256 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreLower(Vector256<uint> words, ushort* destination) =>
        Sse41.PackUnsignedSaturate(words.GetLower().AsInt32(), words.GetUpper().AsInt32()).Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> FirstLanes(int count) =>
        Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> PowerOfTwo(Vector256<int> exponent) =>
        ((exponent + Vector256.Create(127)) << 23).AsSingle();

    // The lower half of the result is four floats of line 0, the upper half of line 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> TwoLines(float* source, nint stride) =>
        Vector256.Create(Vector128.Load(source), Vector128.Load(source + stride));
}
