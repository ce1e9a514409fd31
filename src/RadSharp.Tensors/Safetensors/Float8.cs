namespace RadSharp.Tensors.Safetensors;

/// <summary>The 8-bit float types, as tables of the value of each byte.</summary>
internal static class Float8
{
    private static readonly float[] E5M2 = Table(static bits => (bits & 0x7F) switch
    {
        0x7C => float.CopySign(float.PositiveInfinity, Sign(bits)),
        > 0x7C => float.NaN,
        _ => Number(bits, mantissaBits: 2, bias: 15),
    });

    private static readonly float[] E4M3 =
        Table(static bits => (bits & 0x7F) == 0x7F ? float.NaN : Number(bits, mantissaBits: 3, bias: 7));

    private static readonly float[] E4M3Fnuz =
        Table(static bits => bits == 0x80 ? float.NaN : Number(bits, mantissaBits: 3, bias: 8));

    private static readonly float[] E5M2Fnuz =
        Table(static bits => bits == 0x80 ? float.NaN : Number(bits, mantissaBits: 2, bias: 16));

    private static readonly float[] E8M0 =
        Table(static bits => bits == 0xFF ? float.NaN : MathF.ScaleB(1, bits - 127));

    /// <summary>256 values; null where the type is no 8-bit float.</summary>
    public static float[]? ValuesOf(SafetensorsDType dtype) => dtype switch
    {
        SafetensorsDType.F8E5M2 => E5M2,
        SafetensorsDType.F8E4M3 => E4M3,
        SafetensorsDType.F8E4M3Fnuz => E4M3Fnuz,
        SafetensorsDType.F8E5M2Fnuz => E5M2Fnuz,
        SafetensorsDType.F8E8M0 => E8M0,
        _ => null,
    };

    private static float[] Table(Func<int, float> valueOf) => [.. Enumerable.Range(0, 256).Select(valueOf)];

    private static float Sign(int bits) => bits < 0x80 ? 1 : -1;

    // Sign, exponent, mantissa, as in IEEE 754: the smallest exponent field holds the subnormal numbers.
    private static float Number(int bits, int mantissaBits, int bias)
    {
        var exponent = (bits & 0x7F) >> mantissaBits;
        var fraction = bits & ((1 << mantissaBits) - 1);
        var mantissa = exponent == 0 ? fraction : fraction + (1 << mantissaBits);
        return Sign(bits) * MathF.ScaleB(mantissa, Math.Max(exponent, 1) - bias - mantissaBits);
    }
}
