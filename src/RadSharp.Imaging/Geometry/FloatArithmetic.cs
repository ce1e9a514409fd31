using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RadSharp.Imaging.Geometry;

/// <summary>Samples in single precision, sums in double, rounded to single after each pass.</summary>
internal readonly struct FloatArithmetic : IResamplingArithmetic<float, double>
{
    public static double Weight(double weight) => weight;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sum(ReadOnlySpan<float> lines, int step, ReadOnlySpan<double> weights, Span<float> sums)
    {
        // The last load below begins at (weights − 1) · step + sums − 8 at most, and takes 8 samples.
        ArgumentOutOfRangeException.ThrowIfLessThan(lines.Length, ((weights.Length - 1) * step) + sums.Length);
        ref var source = ref MemoryMarshal.GetReference(lines);
        var place = 0;
        for (; place <= sums.Length - Vector256<float>.Count; place += Vector256<float>.Count)
        {
            var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                // Multiplied and added one after the other, not fused, so that every processor gives the same sums.
                var (lower, upper) = Vector256.Widen(Vector256.LoadUnsafe(ref source, (nuint)((tap * step) + place)));
                var weight = Vector256.Create(weights[tap]);
                low += lower * weight;
                high += upper * weight;
            }

            Vector256.Narrow(low, high).StoreUnsafe(ref MemoryMarshal.GetReference(sums), (nuint)place);
        }

        for (; place < sums.Length; place++)
        {
            var sum = 0.0;
            for (var tap = 0; tap < weights.Length; tap++)
            {
                sum += lines[(tap * step) + place] * weights[tap];
            }

            sums[place] = (float)sum;
        }
    }
}
