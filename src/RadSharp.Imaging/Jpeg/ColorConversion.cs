using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RadSharp.Imaging.Jpeg;

/// <summary>From the stored colour space to RGB: JFIF's equations in 16-bit fixed point, rounded as in libjpeg.</summary>
internal static class ColorConversion
{
    // The factors of JFIF 1.02 by 2^16: 1.402, 1.772, 0.344136, 0.714136.
    private const int RedFromCr = 91881;
    private const int BlueFromCb = 116130;
    private const int GreenFromCb = 22554;
    private const int GreenFromCr = 46802;

    /// <summary>Converts a row from luma and colour differences.</summary>
    /// <param name="y">Luma.</param>
    /// <param name="cb">Blue difference, as many.</param>
    /// <param name="cr">Red difference, as many.</param>
    /// <param name="rgb">Red, green, blue for each pixel.</param>
    /// <param name="precision">Bits of a sample.</param>
    public static void YCbCrToRgb<T>(
        ReadOnlySpan<T> y, ReadOnlySpan<T> cb, ReadOnlySpan<T> cr, Span<T> rgb, int precision)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (middle, highest) = (1 << (precision - 1), (1 << precision) - 1);
        var x = 0;
        if (typeof(T) == typeof(byte) && precision == 8 && Avx2.IsSupported)
        {
            x = YCbCrToRgbVectors(
                MemoryMarshal.AsBytes(y), MemoryMarshal.AsBytes(cb), MemoryMarshal.AsBytes(cr), MemoryMarshal.AsBytes(rgb));
        }

        const int Half = 1 << 15;
        for (; x < y.Length; x++)
        {
            var luma = int.CreateTruncating(y[x]);
            long blue = int.CreateTruncating(cb[x]) - middle;
            long red = int.CreateTruncating(cr[x]) - middle;
            Set(rgb, 3 * x, luma + (((RedFromCr * red) + Half) >> 16), highest);
            Set(rgb, (3 * x) + 1, luma + ((Half - (GreenFromCb * blue) - (GreenFromCr * red)) >> 16), highest);
            Set(rgb, (3 * x) + 2, luma + (((BlueFromCb * blue) + Half) >> 16), highest);
        }
    }

    /// <summary>Puts three rows side by side.</summary>
    /// <param name="first">Red.</param>
    /// <param name="second">Green, as many.</param>
    /// <param name="third">Blue, as many.</param>
    /// <param name="rgb">Red, green, blue for each pixel.</param>
    public static void Interleave<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second, ReadOnlySpan<T> third, Span<T> rgb)
    {
        for (var x = 0; x < first.Length; x++)
        {
            rgb[3 * x] = first[x];
            rgb[(3 * x) + 1] = second[x];
            rgb[(3 * x) + 2] = third[x];
        }
    }

    /// <summary>
    /// Turns three inks and black into RGB. Adobe stores all four inverted, so the black component is how much light the black
    /// ink leaves, and a stored ink is what it leaves of that. Those that come out of YCbCr are the inks themselves.
    /// </summary>
    /// <param name="rgb">The first three components for each pixel; becomes RGB.</param>
    /// <param name="isInverted">Whether the first three are inverted.</param>
    /// <param name="black">The fourth component, inverted.</param>
    /// <param name="precision">Bits of a sample.</param>
    public static void AddBlack<T>(Span<T> rgb, bool isInverted, ReadOnlySpan<T> black, int precision)
        where T : unmanaged, IBinaryInteger<T>
    {
        var highest = (1L << precision) - 1;
        for (var x = 0; x < black.Length; x++)
        {
            var light = long.CreateTruncating(black[x]);
            for (var channel = 3 * x; channel < 3 * (x + 1); channel++)
            {
                var stored = long.CreateTruncating(rgb[channel]);
                var ink = isInverted ? highest - stored : stored;
                Set(rgb, channel, light - (((ink * light) + (highest / 2)) / highest), highest);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Set<T>(Span<T> samples, int index, long level, long highest) where T : unmanaged, IBinaryInteger<T> =>
        samples[index] = T.CreateTruncating(Math.Clamp(level, 0, highest));

    // 16 pixels at a time. A product's upper half has the bits of half its double, so rounding it and halving gives what the
    // 32-bit arithmetic above gives; factors above 1 are split into whole and fraction to fit into 16 bits.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int YCbCrToRgbVectors(
        ReadOnlySpan<byte> y, ReadOnlySpan<byte> cb, ReadOnlySpan<byte> cr, Span<byte> rgb)
    {
        var middle = Vector256.Create((short)128);
        var one = Vector256.Create((short)1);
        var redFactor = Vector256.Create((short)(RedFromCr - (1 << 16)));
        var blueFactor = Vector256.Create((short)(BlueFromCb - (2 << 16)));
        var greenFactors = Vector256.Create((((1 << 16) - GreenFromCr) << 16) | ((1 << 16) - GreenFromCb)).AsInt16();
        var half = Vector256.Create(1 << 15);
        var x = 0;
        for (; x <= y.Length - 16; x += 16)
        {
            var luma = Avx2.ConvertToVector256Int16(Vector128.Create(y[x..]));
            var blue = Avx2.ConvertToVector256Int16(Vector128.Create(cb[x..])) - middle;
            var red = Avx2.ConvertToVector256Int16(Vector128.Create(cr[x..])) - middle;

            var r = luma + red + ((Avx2.MultiplyHigh(red + red, redFactor) + one) >> 1);
            var b = luma + blue + blue + ((Avx2.MultiplyHigh(blue + blue, blueFactor) + one) >> 1);
            var greenLow = (Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(blue, red), greenFactors) + half) >> 16;
            var greenHigh = (Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(blue, red), greenFactors) + half) >> 16;
            var g = luma - red + Avx2.PackSignedSaturate(greenLow, greenHigh);
            Store(Bytes(r), Bytes(g), Bytes(b), rgb.Slice(3 * x, 48));
        }

        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Bytes(Vector256<short> levels) =>
        Sse2.PackUnsignedSaturate(levels.GetLower(), levels.GetUpper());

    // Each third of the 48 bytes takes five or six bytes from each colour; 0x80 leaves a place to the other two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> r, Vector128<byte> g, Vector128<byte> b, Span<byte> rgb)
    {
        const byte O = 0x80;
        var first = Ssse3.Shuffle(r, Vector128.Create((byte)0, O, O, 1, O, O, 2, O, O, 3, O, O, 4, O, O, 5))
            | Ssse3.Shuffle(g, Vector128.Create(O, 0, O, O, 1, O, O, 2, O, O, 3, O, O, 4, O, O))
            | Ssse3.Shuffle(b, Vector128.Create(O, O, 0, O, O, 1, O, O, 2, O, O, 3, O, O, 4, O));
        var second = Ssse3.Shuffle(r, Vector128.Create(O, O, 6, O, O, 7, O, O, 8, O, O, 9, O, O, 10, O))
            | Ssse3.Shuffle(g, Vector128.Create((byte)5, O, O, 6, O, O, 7, O, O, 8, O, O, 9, O, O, 10))
            | Ssse3.Shuffle(b, Vector128.Create(O, 5, O, O, 6, O, O, 7, O, O, 8, O, O, 9, O, O));
        var third = Ssse3.Shuffle(r, Vector128.Create(O, 11, O, O, 12, O, O, 13, O, O, 14, O, O, 15, O, O))
            | Ssse3.Shuffle(g, Vector128.Create(O, O, 11, O, O, 12, O, O, 13, O, O, 14, O, O, 15, O))
            | Ssse3.Shuffle(b, Vector128.Create((byte)10, O, O, 11, O, O, 12, O, O, 13, O, O, 14, O, O, 15));
        first.CopyTo(rgb);
        second.CopyTo(rgb[16..]);
        third.CopyTo(rgb[32..]);
    }
}
