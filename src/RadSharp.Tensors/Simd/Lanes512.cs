using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RadSharp.Tensors.Simd;

/// <summary>Sixteen float32 lanes in one AVX-512 register (needs AVX512F, BW, DQ and VL).</summary>
public unsafe struct Lanes512 : ILanes<Lanes512>
{
    // Of Avx512DQ.Range: the operand of the smaller magnitude, with the sign of the first.
    private const byte SmallerMagnitude = 0b0010;

    private Vector512<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes512(Vector512<float> value) => _value = value;

    /// <summary>Whether this machine runs this path.</summary>
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported && Avx512DQ.IsSupported;

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 16;
    }

    /// <inheritdoc/>
    public static Lanes512 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(float* source) => new(Vector512.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LoadPartial(float* source, int count) =>
        new(Avx512F.MaskLoad(source, FirstLanes(count), Vector512<float>.Zero));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LoadBFloat16(ushort* source) =>
        new((Avx512F.ConvertToVector512UInt32(Vector256.Load(source)) << 16).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LoadHalf(Half* source)
    {
        // Sign and magnitude where float32 has them, except that the exponent is 112 too small.
        var bits = (Avx512F.ConvertToVector512Int32(Vector256.Load((short*)source)) << 13) & Vector512.Create(~0x70001FFF);
        var normal = (bits + Vector512.Create(0x38000000)).AsSingle();
        // A subnormal is read with exponent 2^-14 and a leading one, which is taken off again: for subnormals that is the
        // smaller magnitude, for others the larger. A product with 2^112 would be shorter, but the processor stops for a
        // hundred cycles at a subnormal operand.
        var leading = ((bits & Vector512.Create(int.MinValue)) | Vector512.Create(0x38800000)).AsSingle();
        var subnormal = (bits + Vector512.Create(0x38800000)).AsSingle() - leading;
        var number = Avx512DQ.Range(normal, subnormal, SmallerMagnitude).AsInt32();
        // Infinity and NaN need the full exponent back.
        var special = Vector512.GreaterThanOrEqual(bits & Vector512.Create(int.MaxValue), Vector512.Create(0x0F800000));
        return new(Vector512.ConditionalSelect(special, number | Vector512.Create(0x7F800000), number).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LoadSByte(sbyte* source) =>
        new(Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(source))));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTransposed(
        float* source, nint stride, out Lanes512 first, out Lanes512 second, out Lanes512 third, out Lanes512 fourth)
    {
        var a = FourLines(source, 4 * stride);
        var b = FourLines(source + stride, 4 * stride);
        var c = FourLines(source + (2 * stride), 4 * stride);
        var d = FourLines(source + (3 * stride), 4 * stride);
        var lowAB = Avx512F.UnpackLow(a, b).AsDouble();
        var lowCD = Avx512F.UnpackLow(c, d).AsDouble();
        var highAB = Avx512F.UnpackHigh(a, b).AsDouble();
        var highCD = Avx512F.UnpackHigh(c, d).AsDouble();
        first = new(Avx512F.UnpackLow(lowAB, lowCD).AsSingle());
        second = new(Avx512F.UnpackHigh(lowAB, lowCD).AsSingle());
        third = new(Avx512F.UnpackLow(highAB, highCD).AsSingle());
        fourth = new(Avx512F.UnpackHigh(highAB, highCD).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes512 value, float* destination) => value._value.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(Lanes512 value, float* destination, int count) =>
        Avx512F.MaskStore(destination, FirstLanes(count), value._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBFloat16(Lanes512 value, ushort* destination)
    {
        var bits = value._value.AsUInt32();
        // Half a unit, less one where the kept bits are even: a tie then goes to the even neighbour.
        var rounded = (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One)) >> 16;
        var quiet = (bits >> 16) | Vector512.Create(0x40u);
        StoreLower(Vector512.ConditionalSelect(Vector512.IsNaN(value._value).AsUInt32(), quiet, rounded), destination);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(Lanes512 value, Half* destination)
    {
        var bits = value._value.AsUInt32();
        var magnitude = bits & Vector512.Create(0x7FFFFFFFu);
        // 65,536 and more become infinity; then the exponent is rebased by −112 and 13 bits are rounded off, ties to even.
        var limited = Vector512.Min(magnitude, Vector512.Create(0x47800000u));
        var normal = (limited + Vector512.Create(0xC8000FFFu) + ((limited >> 13) & Vector512<uint>.One)) >> 13;
        // Below 2^-14 the adder rounds: in 0.5 + x the last mantissa bit is worth one subnormal step, 2^-24.
        var half = Vector512.Create(0.5f);
        var subnormal = (magnitude.AsSingle() + half).AsUInt32() - half.AsUInt32();
        var isSubnormal = Vector512.LessThan(magnitude.AsSingle(), Vector512.Create(6.103515625e-5f)).AsUInt32();
        var number = Vector512.ConditionalSelect(isSubnormal, subnormal, normal);
        var quiet = ((magnitude >> 13) & Vector512.Create(0x3FFu)) | Vector512.Create(0x7E00u);
        var rounded = Vector512.ConditionalSelect(Vector512.IsNaN(value._value).AsUInt32(), quiet, number);
        StoreLower(rounded | ((bits >> 16) & Vector512.Create(0x8000u)), (ushort*)destination);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Broadcast(float value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MulAdd(ref Lanes512 accumulator, Lanes512 a, Lanes512 b) =>
        accumulator._value = Vector512.FusedMultiplyAdd(a._value, b._value, accumulator._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MulAdd(Lanes512 a, Lanes512 b, Lanes512 c) =>
        new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Max(Lanes512 a, Lanes512 b) => new(Avx512F.Max(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Min(Lanes512 a, Lanes512 b) => new(Avx512F.Min(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Abs(Lanes512 value) => new(Vector512.Abs(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Sqrt(Lanes512 value) => new(Avx512F.Sqrt(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Round(Lanes512 value) => new(Avx512F.RoundScale(value._value, 0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Scale(Lanes512 value, Lanes512 exponent) => new(Avx512F.Scale(value._value, exponent._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Exponent(Lanes512 value) => new(Avx512F.GetExponent(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 SelectGreater(Lanes512 a, Lanes512 b, Lanes512 ifGreater, Lanes512 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(a._value, b._value), ifGreater._value, otherwise._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 SelectFirst(int count, Lanes512 first, Lanes512 otherwise) =>
        new(Vector512.ConditionalSelect(FirstLanes(count), first._value, otherwise._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 CopySign(Lanes512 magnitude, Lanes512 sign) =>
        new(Vector512.CopySign(magnitude._value, sign._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes512 value)
    {
        // By halves: half as many instructions as Vector512.Sum, which adds up each quarter by itself.
        var eight = value._value.GetLower() + value._value.GetUpper();
        var four = eight.GetLower() + eight.GetUpper();
        var two = four + Sse.MoveHighToLow(four, four);
        return Sse.AddScalar(two, Sse.Shuffle(two, two, 1)).ToScalar();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(Lanes512 value)
    {
        var eight = Avx.Max(value._value.GetLower(), value._value.GetUpper());
        var four = Sse.Max(eight.GetLower(), eight.GetUpper());
        var two = Sse.Max(four, Sse.MoveHighToLow(four, four));
        return Sse.MaxScalar(two, Sse.Shuffle(two, two, 1)).ToScalar();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator +(Lanes512 a, Lanes512 b) => new(a._value + b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator -(Lanes512 a, Lanes512 b) => new(a._value - b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator *(Lanes512 a, Lanes512 b) => new(a._value * b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator /(Lanes512 a, Lanes512 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreLower(Vector512<uint> words, ushort* destination) =>
        Avx512F.ConvertToVector256UInt16(words).Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> FirstLanes(int count) =>
        Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();

    // Lane group g of the result is four floats of line g.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> FourLines(float* source, nint stride)
    {
        var lines = Vector512.CreateScalarUnsafe(0f).WithLower(Vector256.Create(Vector128.Load(source), Vector128.Load(source + stride)));
        lines = Avx512DQ.InsertVector128(lines.AsSingle(), Vector128.Load(source + (2 * stride)), 2);
        return Avx512DQ.InsertVector128(lines, Vector128.Load(source + (3 * stride)), 3);
    }
}
