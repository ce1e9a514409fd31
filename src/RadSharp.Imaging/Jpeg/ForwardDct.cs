using static RadSharp.Imaging.Jpeg.DctFactors;

namespace RadSharp.Imaging.Jpeg;

/// <summary>The forward DCT (ITU-T T.81, A.3.3) by the flow graph of <see cref="InverseDct"/> turned around.</summary>
internal static class ForwardDct
{
    private const int KeptBits = 2;

    /// <summary>Transforms a block in place: samples less 128 become coefficients times 8.</summary>
    /// <param name="block">Eight rows of eight.</param>
    public static void Transform(Span<int> block)
    {
        block = block[..CoefficientBlock.Size];
        for (var y = 0; y < 8; y++)
        {
            Transform(block[(8 * y)..], 1, FixedBits - KeptBits);
        }

        for (var x = 0; x < 8; x++)
        {
            Transform(block[x..], 8, FixedBits + KeptBits);
        }
    }

    private static void Transform(Span<int> line, int step, int shift)
    {
        var (sum07, x7) = (line[0] + line[7 * step], line[0] - line[7 * step]);
        var (sum16, x6) = (line[step] + line[6 * step], line[step] - line[6 * step]);
        var (sum25, x5) = (line[2 * step] + line[5 * step], line[2 * step] - line[5 * step]);
        var (sum34, x4) = (line[3 * step] + line[4 * step], line[3 * step] - line[4 * step]);
        var half = 1 << (shift - 1);

        var (outer, outerDifference) = (sum07 + sum34, sum07 - sum34);
        var (inner, innerDifference) = (sum16 + sum25, sum16 - sum25);
        var shared = ((outerDifference + innerDifference) * C0541) + half;
        line[0] = (((outer + inner) << FixedBits) + half) >> shift;
        line[4 * step] = (((outer - inner) << FixedBits) + half) >> shift;
        line[2 * step] = (shared + (outerDifference * C0765)) >> shift;
        line[6 * step] = (shared - (innerDifference * C1847)) >> shift;

        var all = ((x4 + x5 + x6 + x7) * C1175) + half;
        var sum47 = (x4 + x7) * -C0899;
        var sum56 = (x5 + x6) * -C2562;
        var sum46 = ((x4 + x6) * -C1961) + all;
        var sum57 = ((x5 + x7) * -C0390) + all;
        line[step] = ((x7 * C1501) + sum47 + sum57) >> shift;
        line[3 * step] = ((x6 * C3072) + sum56 + sum46) >> shift;
        line[5 * step] = ((x5 * C2053) + sum56 + sum57) >> shift;
        line[7 * step] = ((x4 * C0298) + sum47 + sum46) >> shift;
    }
}
