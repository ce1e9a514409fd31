using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RadSharp.Imaging.Geometry;

/// <summary>
/// 8-bit samples with weights of 22 fractional bits: sums in 32 bits are then exact, with two bits to spare for filters that
/// overshoot, and are rounded half up and clipped after each pass.
/// </summary>
internal readonly struct ByteArithmetic : IResamplingArithmetic<byte, int>
{
    private const int FractionBits = 32 - 8 - 2;
    private const int Half = 1 << (FractionBits - 1);

    public static int Weight(double weight) => (int)((weight * (1 << FractionBits)) + (weight < 0 ? -0.5 : 0.5));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sum(ReadOnlySpan<byte> lines, int step, ReadOnlySpan<int> weights, Span<byte> sums)
    {
        // The last load below begins at (weights − 1) · step + sums − 16 at most, and takes 16 samples.
        ArgumentOutOfRangeException.ThrowIfLessThan(lines.Length, ((weights.Length - 1) * step) + sums.Length);
        ref var source = ref MemoryMarshal.GetReference(lines);
        var place = 0;
        if (Avx512F.IsSupported)
        {
            for (; place <= sums.Length - Vector128<byte>.Count; place += Vector128<byte>.Count)
            {
                var sum = Vector512.Create(Half);
                for (var tap = 0; tap < weights.Length; tap++)
                {
                    var bytes = Vector128.LoadUnsafe(ref source, (nuint)((tap * step) + place));
                    sum += Avx512F.ConvertToVector512Int32(bytes) * Vector512.Create(weights[tap]);
                }

                var rounded = Vector512.Max(sum >> FractionBits, Vector512<int>.Zero).AsUInt32();
                Avx512F.ConvertToVector128ByteWithSaturation(rounded)
                    .StoreUnsafe(ref MemoryMarshal.GetReference(sums), (nuint)place);
            }
        }

        for (; place <= sums.Length - Vector128<byte>.Count; place += Vector128<byte>.Count)
        {
            var low = Vector256.Create(Half);
            var high = low;
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var bytes = Vector128.LoadUnsafe(ref source, (nuint)((tap * step) + place));
                var samples = Vector256.WidenLower(bytes.ToVector256Unsafe());
                var weight = Vector256.Create(weights[tap]);
                low += Vector256.WidenLower(samples).AsInt32() * weight;
                high += Vector256.WidenUpper(samples).AsInt32() * weight;
            }

            low = Vector256.Clamp(low >> FractionBits, Vector256<int>.Zero, Vector256.Create(255));
            high = Vector256.Clamp(high >> FractionBits, Vector256<int>.Zero, Vector256.Create(255));
            var words = Vector256.Narrow(low, high).AsUInt16();
            Vector128.Narrow(words.GetLower(), words.GetUpper()).StoreUnsafe(ref MemoryMarshal.GetReference(sums), (nuint)place);
        }

        for (; place < sums.Length; place++)
        {
            var sum = Half;
            for (var tap = 0; tap < weights.Length; tap++)
            {
                sum += lines[(tap * step) + place] * weights[tap];
            }

            sums[place] = (byte)Math.Clamp(sum >> FractionBits, 0, 255);
        }
    }
}
