using System.Numerics;
using System.Runtime.CompilerServices;

namespace RadSharp.Tensors.Simd;

/// <summary>
/// As many float32 lanes as <see cref="Vector{T}"/> has (four on Arm64): the path for every machine without AVX2.
/// </summary>
public unsafe struct LanesPortable : ILanes<LanesPortable>
{
    private Vector<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LanesPortable(Vector<float> value) => _value = value;

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector<float>.Count;
    }

    /// <inheritdoc/>
    public static LanesPortable Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable Load(float* source) => new(Vector.Load(source));

    /// <inheritdoc/>
    public static LanesPortable LoadPartial(float* source, int count)
    {
        Vector<float> value = default;
        new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(&value, Vector<float>.Count));
        return new(value);
    }

    /// <inheritdoc/>
    public static LanesPortable LoadBFloat16(ushort* source)
    {
        Vector<uint> bits = default;
        for (var lane = 0; lane < Vector<float>.Count; lane++)
        {
            ((uint*)&bits)[lane] = (uint)source[lane] << 16;
        }

        return new(Vector.AsVectorSingle(bits));
    }

    /// <inheritdoc/>
    public static LanesPortable LoadHalf(Half* source)
    {
        Vector<float> value = default;
        for (var lane = 0; lane < Vector<float>.Count; lane++)
        {
            ((float*)&value)[lane] = (float)source[lane];
        }

        return new(value);
    }

    /// <inheritdoc/>
    public static LanesPortable LoadSByte(sbyte* source)
    {
        Vector<int> value = default;
        for (var lane = 0; lane < Vector<float>.Count; lane++)
        {
            ((int*)&value)[lane] = source[lane];
        }

        return new(Vector.ConvertToSingle(value));
    }

    /// <inheritdoc/>
    public static void LoadTransposed(
        float* source, nint stride, out LanesPortable first, out LanesPortable second, out LanesPortable third, out LanesPortable fourth)
    {
        first = Column(source, stride);
        second = Column(source + 1, stride);
        third = Column(source + 2, stride);
        fourth = Column(source + 3, stride);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(LanesPortable value, float* destination) => value._value.Store(destination);

    /// <inheritdoc/>
    public static void StorePartial(LanesPortable value, float* destination, int count)
    {
        var lanes = value._value;
        new ReadOnlySpan<float>(&lanes, count).CopyTo(new Span<float>(destination, count));
    }

    /// <inheritdoc/>
    public static void StoreBFloat16(LanesPortable value, ushort* destination)
    {
        for (var lane = 0; lane < Vector<float>.Count; lane++)
        {
            var number = ((float*)&value)[lane];
            var bits = BitConverter.SingleToUInt32Bits(number);
            // Half a unit, less one where the kept bits are even: a tie then goes to the even neighbour.
            var rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
            destination[lane] = (ushort)(float.IsNaN(number) ? (bits >> 16) | 0x40 : rounded);
        }
    }

    /// <inheritdoc/>
    public static void StoreHalf(LanesPortable value, Half* destination)
    {
        for (var lane = 0; lane < Vector<float>.Count; lane++)
        {
            destination[lane] = (Half)((float*)&value)[lane];
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable Broadcast(float value) => new(Vector.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MulAdd(ref LanesPortable accumulator, LanesPortable a, LanesPortable b) =>
        accumulator._value = Vector.MultiplyAddEstimate(a._value, b._value, accumulator._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable MulAdd(LanesPortable a, LanesPortable b, LanesPortable c) =>
        new(Vector.MultiplyAddEstimate(a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable Max(LanesPortable a, LanesPortable b) =>
        new(Vector.ConditionalSelect(Vector.GreaterThan(a._value, b._value), a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable Min(LanesPortable a, LanesPortable b) =>
        new(Vector.ConditionalSelect(Vector.LessThan(a._value, b._value), a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable Abs(LanesPortable value) => new(Vector.Abs(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable Sqrt(LanesPortable value) => new(Vector.SquareRoot(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable Round(LanesPortable value) => new(Vector.Round(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable Scale(LanesPortable value, LanesPortable exponent)
    {
        // Three factors, because 2^exponent alone may leave the float32 range where the product does not.
        var whole = Vector.ConvertToInt32(exponent._value);
        var third = ClampExponent(whole);
        var second = ClampExponent(whole - third);
        var first = ClampExponent(whole - third - second);
        return new(value._value * PowerOfTwo(third) * PowerOfTwo(second) * PowerOfTwo(first));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable Exponent(LanesPortable value) =>
        new(Vector.ConvertToSingle((Vector.AsVectorInt32(value._value) >> 23) - Vector.Create(127)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable SelectGreater(
        LanesPortable a, LanesPortable b, LanesPortable ifGreater, LanesPortable otherwise) =>
        new(Vector.ConditionalSelect(Vector.GreaterThan(a._value, b._value), ifGreater._value, otherwise._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable SelectFirst(int count, LanesPortable first, LanesPortable otherwise) =>
        new(Vector.ConditionalSelect(Vector.LessThan(Vector<int>.Indices, Vector.Create(count)), first._value, otherwise._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable CopySign(LanesPortable magnitude, LanesPortable sign) =>
        new(Vector.CopySign(magnitude._value, sign._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(LanesPortable value) => Vector.Sum(value._value);

    /// <inheritdoc/>
    public static float MaxAcross(LanesPortable value)
    {
        var lanes = (float*)&value;
        var largest = lanes[0];
        for (var lane = 1; lane < Vector<float>.Count; lane++)
        {
            largest = lanes[lane] > largest ? lanes[lane] : largest;
        }

        return largest;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable operator +(LanesPortable a, LanesPortable b) => new(a._value + b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable operator -(LanesPortable a, LanesPortable b) => new(a._value - b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable operator *(LanesPortable a, LanesPortable b) => new(a._value * b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesPortable operator /(LanesPortable a, LanesPortable b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> ClampExponent(Vector<int> exponent) =>
        Vector.Min(Vector.Max(exponent, Vector.Create(-126)), Vector.Create(127));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> PowerOfTwo(Vector<int> exponent) =>
        Vector.AsVectorSingle((exponent + Vector.Create(127)) << 23);

    private static LanesPortable Column(float* source, nint stride)
    {
        Vector<float> value = default;
        for (var lane = 0; lane < Vector<float>.Count; lane++)
        {
            ((float*)&value)[lane] = source[lane * stride];
        }

        return new(value);
    }
}
