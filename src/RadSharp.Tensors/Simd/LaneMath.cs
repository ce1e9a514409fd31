using System.Runtime.CompilerServices;

namespace RadSharp.Tensors.Simd;

/// <summary>
/// Exponential, logarithm and their relatives, lane by lane. Polynomials are minimax fits with coefficients rounded to
/// float32 one after another; the errors stated are the largest found over the whole range, rounding included.
/// </summary>
public static class LaneMath
{
    // The smallest normal float32, 2^-126, and its logarithm.
    private const float SmallestNormal = 1.17549435e-38f;
    private const float SmallestExponent = -87.33654f;

    private const float Log2E = 1.44269504f;

    // ln 2 in two parts; the first has few bits, so that its product with an exponent is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>
    /// e^x, relative error below 1e-7. Over 88.72 infinity; under −87.34, where the result would not be a normal
    /// number, exactly 0: subnormal results cost a hundred cycles each, and masked scores (−∞) are full of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Exp<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
    {
        // e^x = 2^n · e^r with |r| ≤ ln(2)/2. Adding and subtracting 1.5 · 2^23 rounds to the nearest integer. NaN is
        // the second operand of the limits and passes.
        var limited = TLanes.Min(TLanes.Broadcast(89), TLanes.Max(TLanes.Broadcast(SmallestExponent), x));
        var rounding = TLanes.Broadcast(12582912);
        var n = TLanes.MulAdd(limited, TLanes.Broadcast(Log2E), rounding) - rounding;
        var r = TLanes.MulAdd(n, TLanes.Broadcast(-Ln2High), limited);
        r = TLanes.MulAdd(n, TLanes.Broadcast(-Ln2Low), r);

        var power = Polynomial(r, 1, 1, 0.49999994f, 0.166665211f, 4.16682661e-2f, 8.36867746e-3f, 1.38207397e-3f);
        return TLanes.SelectGreater(TLanes.Broadcast(SmallestExponent), x, TLanes.Zero, TLanes.Scale(power, n));
    }

    /// <summary>
    /// 2^x, relative error below 2e-7, for x up to 300. Over 128 infinity; under −126, where the result would not be a
    /// normal number, exactly 0. Cheaper than <see cref="Exp"/>: for exponentials of many scaled scores.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Exp2<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
    {
        // 2^x = 2^n · 2^r with |r| ≤ 1/2. Where x is −∞, r is NaN, but zero is selected.
        var n = TLanes.Round(x);
        var power = Polynomial(x - n, 1, 0.693146967f, 0.240221197f, 5.55071327e-2f, 9.67554134e-3f, 1.32764726e-3f);
        return TLanes.SelectGreater(TLanes.Broadcast(-126), x, TLanes.Zero, TLanes.Scale(power, n));
    }

    /// <summary>
    /// Natural logarithm, relative error below 1e-7 (subnormal x included). Of 0 it is −∞, of negative numbers NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Log<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
    {
        // x = 2^e · m with m within [1/√2, √2]. With f = m − 1 and s = f/(2 + f), ln m = 2 artanh s = f − s · (f − O(s²)):
        // f is exact, so only the small second term is rounded.
        var one = TLanes.Broadcast(1);
        var normal = TLanes.Broadcast(SmallestNormal);
        var raised = TLanes.SelectGreater(normal, x, x * TLanes.Broadcast(16777216), x);
        var e = TLanes.Exponent(TLanes.Max(normal, TLanes.Min(TLanes.Broadcast(float.MaxValue), raised)));
        var m = TLanes.Scale(raised, TLanes.Zero - e);
        var root = TLanes.Broadcast(1.41421356f);
        e += TLanes.SelectGreater(m, root, one, TLanes.Zero) - TLanes.SelectGreater(normal, x, TLanes.Broadcast(24), TLanes.Zero);
        m = TLanes.SelectGreater(m, root, m * TLanes.Broadcast(0.5f), m);

        var f = m - one;
        var s = f / (m + one);
        var square = s * s;
        var series = square * Polynomial(square, 0.66666776f, 0.399775832f, 0.29870832f);
        var mantissa = TLanes.MulAdd(s, series - f, f);
        var log = TLanes.MulAdd(e, TLanes.Broadcast(Ln2High), TLanes.MulAdd(e, TLanes.Broadcast(Ln2Low), mantissa));

        var notPositive = TLanes.SelectGreater(TLanes.Zero, x, TLanes.Broadcast(float.NaN), x - TLanes.Broadcast(float.PositiveInfinity));
        log = TLanes.SelectGreater(x, TLanes.Zero, log, notPositive);
        return TLanes.SelectGreater(x, TLanes.Broadcast(float.MaxValue), x, log);
    }

    /// <summary>The logistic function 1/(1 + e^−x), relative error below 2e-7; 0 under −88.72.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Sigmoid<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
    {
        var one = TLanes.Broadcast(1);
        return one / (one + Exp(TLanes.Zero - x));
    }

    /// <summary>ln(1 + e^x), relative error below 2e-7; x itself where the rest is lost, 0 under −87.34.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Softplus<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
    {
        // max(x, 0) + ln(1 + e) with e = e^−|x| ≤ 1; what the sum 1 + e rounds away is added back to first order.
        var one = TLanes.Broadcast(1);
        var power = Exp(TLanes.Zero - TLanes.Abs(x));
        var sum = one + power;
        return TLanes.Max(TLanes.Zero, x) + (Log(sum) + ((power - (sum - one)) / sum));
    }

    /// <summary>Hyperbolic tangent, relative error below 3e-7; ±1 exactly over |x| = 9.011, where float32 rounds to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Tanh<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
    {
        var magnitude = TLanes.Abs(x);
        var square = magnitude * magnitude;
        var above = Polynomial(square, 1, 0.133826837f, 3.49745341e-3f, 2.06357508e-5f, 1.33841898e-8f);
        var below = Polynomial(square, 1, 0.467160046f, 2.58843452e-2f, 3.2885102e-4f, 7.79020922e-7f);
        return Saturate(x, magnitude, 9.011f, magnitude * above / below);
    }

    /// <summary>The error function, relative error below 3e-7; ±1 exactly over |x| = 3.92, where float32 rounds to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Erf<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
    {
        var magnitude = TLanes.Abs(x);
        var square = magnitude * magnitude;
        var above = Polynomial(
            square, 1.12837911f, 0.199862108f, 5.39746508e-2f, 4.15554084e-3f, 2.91157572e-4f, 1.95144867e-6f);
        var below = Polynomial(square, 1, 0.510454953f, 0.117992997f, 1.57634169e-2f, 1.25169335e-3f, 3.73819894e-5f);
        return Saturate(x, magnitude, 3.92f, magnitude * above / below);
    }

    // An odd function that reaches ±1: the quotient of polynomials up to the limit (NaN stays there), 1 above it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Saturate<TLanes>(TLanes x, TLanes magnitude, float limit, TLanes quotient)
        where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.CopySign(TLanes.SelectGreater(magnitude, TLanes.Broadcast(limit), TLanes.Broadcast(1), quotient), x);

    // c0 + c1 · x + c2 · x² + …, from the highest power down.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Polynomial<TLanes>(TLanes x, float c0, float c1, float c2)
        where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.MulAdd(TLanes.MulAdd(TLanes.Broadcast(c2), x, TLanes.Broadcast(c1)), x, TLanes.Broadcast(c0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Polynomial<TLanes>(TLanes x, float c0, float c1, float c2, float c3, float c4)
        where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.MulAdd(TLanes.MulAdd(Polynomial(x, c2, c3, c4), x, TLanes.Broadcast(c1)), x, TLanes.Broadcast(c0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Polynomial<TLanes>(TLanes x, float c0, float c1, float c2, float c3, float c4, float c5)
        where TLanes : unmanaged, ILanes<TLanes> => TLanes.MulAdd(Polynomial(x, c1, c2, c3, c4, c5), x, TLanes.Broadcast(c0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Polynomial<TLanes>(TLanes x, float c0, float c1, float c2, float c3, float c4, float c5, float c6)
        where TLanes : unmanaged, ILanes<TLanes> => TLanes.MulAdd(Polynomial(x, c1, c2, c3, c4, c5, c6), x, TLanes.Broadcast(c0));
}
