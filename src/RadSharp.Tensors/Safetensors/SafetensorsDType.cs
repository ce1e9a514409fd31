namespace RadSharp.Tensors.Safetensors;

/// <summary>Every element type of the safetensors format; <see cref="SafetensorsDTypes.Spelling"/> gives its name.</summary>
public enum SafetensorsDType
{
    /// <summary>One byte, zero or not.</summary>
    Bool,

    /// <summary>4-bit float, two to a byte. The format does not define their order, so only the bytes can be read.</summary>
    F4,

    /// <summary>6-bit float, 2 exponent bits; packed in an order that the format does not define.</summary>
    F6E2M3,

    /// <summary>6-bit float, 3 exponent bits; packed in an order that the format does not define.</summary>
    F6E3M2,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8,

    /// <summary>Signed 8-bit integer.</summary>
    I8,

    /// <summary>8-bit float, 5 exponent bits, with infinities: the upper half of an IEEE half.</summary>
    F8E5M2,

    /// <summary>8-bit float, 4 exponent bits, no infinities, one NaN a sign (called e4m3fn elsewhere).</summary>
    F8E4M3,

    /// <summary>8-bit scale: a power of two, no sign.</summary>
    F8E8M0,

    /// <summary>8-bit float, 4 exponent bits, no infinities, no negative zero, one NaN.</summary>
    F8E4M3Fnuz,

    /// <summary>8-bit float, 5 exponent bits, no infinities, no negative zero, one NaN.</summary>
    F8E5M2Fnuz,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>IEEE half.</summary>
    F16,

    /// <summary>bfloat16.</summary>
    BF16,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>IEEE single.</summary>
    F32,

    /// <summary>Complex number of two singles.</summary>
    C64,

    /// <summary>IEEE double.</summary>
    F64,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,
}

/// <summary>Facts about a <see cref="SafetensorsDType"/>.</summary>
public static class SafetensorsDTypes
{
    // In the order of the enumeration.
    private static readonly (string Spelling, int BitCount)[] Facts =
    [
        ("BOOL", 8), ("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6), ("U8", 8), ("I8", 8), ("F8_E5M2", 8), ("F8_E4M3", 8),
        ("F8_E8M0", 8), ("F8_E4M3FNUZ", 8), ("F8_E5M2FNUZ", 8), ("I16", 16), ("U16", 16), ("F16", 16), ("BF16", 16),
        ("I32", 32), ("U32", 32), ("F32", 32), ("C64", 64), ("F64", 64), ("I64", 64), ("U64", 64),
    ];

    /// <summary>How the format's header spells the type, such as <c>F8_E4M3</c>.</summary>
    public static string Spelling(this SafetensorsDType dtype) => Facts[(int)dtype].Spelling;

    /// <summary>Bits an element takes, 4 to 64.</summary>
    public static int BitCount(this SafetensorsDType dtype) => Facts[(int)dtype].BitCount;

    /// <summary>
    /// Elements in the machine's byte order as Float32: I32, U32, I64, U64 and F64 rounded to nearest even, others exact; a
    /// BOOL becomes 0 or 1.
    /// </summary>
    /// <param name="dtype">Neither C64 nor a type of 4 or 6 bits.</param>
    /// <param name="bytes">As many elements as the destination has.</param>
    /// <param name="destination">Filled completely.</param>
    /// <exception cref="ArgumentException">The bytes are too few or too many, or the type is no real number.</exception>
    public static void ToFloat32(this SafetensorsDType dtype, ReadOnlySpan<byte> bytes, Span<float> destination)
    {
        Expect.That(ElementDecoding.IsReal(dtype), "ToFloat32", $"expected whole bytes of real numbers, but found {dtype}");
        Expect.SameLength("ToFloat32", destination.Length * (dtype.BitCount() / 8), bytes.Length);
        ElementDecoding.ToFloat32(dtype, bytes, destination);
    }

    /// <summary>The type that the engine can use without a conversion, if there is one.</summary>
    internal static DType? Storage(this SafetensorsDType dtype) => dtype switch
    {
        SafetensorsDType.F32 => DType.Float32,
        SafetensorsDType.BF16 => DType.BFloat16,
        SafetensorsDType.F16 => DType.Float16,
        _ => null,
    };

    internal static bool TryParse(string spelling, out SafetensorsDType dtype)
    {
        var index = Array.FindIndex(Facts, fact => fact.Spelling == spelling);
        dtype = (SafetensorsDType)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Bytes of a tensor.</summary>
    /// <returns>
    /// False where a length is negative, the elements do not fill whole bytes, or a count does not fit in 63 bits.
    /// </returns>
    internal static bool TryCountBytes(this SafetensorsDType dtype, ReadOnlySpan<long> shape, out long byteCount)
    {
        byteCount = 0;
        Int128 count = 1;
        foreach (var length in shape)
        {
            count *= length;
            if (length < 0 || count > long.MaxValue)
            {
                return false;
            }
        }

        var bits = count * dtype.BitCount();
        if (bits % 8 != 0 || bits / 8 > long.MaxValue)
        {
            return false;
        }

        byteCount = (long)(bits / 8);
        return true;
    }
}
