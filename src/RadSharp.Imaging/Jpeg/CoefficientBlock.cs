using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RadSharp.Imaging.Jpeg;

/// <summary>Reads the coefficients of one block of a sequential scan.</summary>
internal static class CoefficientBlock
{
    /// <summary>Coefficients in a block.</summary>
    public const int Size = 64;

    /// <summary>
    /// Zigzag order (ITU-T T.81, figure 5): at each place the coefficient's index within the rows of the block. The 16 places
    /// after the last are for runs of zeros that lead beyond it.
    /// </summary>
    public static ReadOnlySpan<byte> Zigzag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10,
        17, 24, 32, 25, 18, 11, 4, 5,
        12, 19, 26, 33, 40, 48, 41, 34,
        27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36,
        29, 22, 15, 23, 30, 37, 44, 51,
        58, 59, 52, 45, 38, 31, 39, 46,
        53, 60, 61, 54, 47, 55, 62, 63,
        63, 63, 63, 63, 63, 63, 63, 63,
        63, 63, 63, 63, 63, 63, 63, 63,
    ];

    /// <summary>Reads a block: ITU-T T.81, F.2.2.</summary>
    /// <param name="bits">Where from.</param>
    /// <param name="dcTable">Code of the first coefficient.</param>
    /// <param name="acTable">Code of the other ones.</param>
    /// <param name="prediction">The first coefficient of the block before; becomes the one of this block.</param>
    /// <param name="quantization">80 step sizes in zigzag order, the last 16 without meaning.</param>
    /// <param name="block">64 zeros; becomes the coefficients, multiplied, in natural order.</param>
    /// <returns>Place of the last coefficient in zigzag order, or −1 if the bits are no block.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Read(
        ref BitReader bits,
        HuffmanTable dcTable,
        HuffmanTable acTable,
        ref int prediction,
        scoped ReadOnlySpan<ushort> quantization,
        scoped Span<short> block)
    {
        // Places reach 63 and a run of 15 at the most: within Zigzag and the step sizes; Zigzag stays within the block.
        ref var zigzag = ref MemoryMarshal.GetReference(Zigzag);
        ref var steps = ref MemoryMarshal.GetReference(quantization[..Zigzag.Length]);
        ref var coefficients = ref MemoryMarshal.GetReference(block[..Size]);
        var reader = bits;
        var valid = dcTable.TryReadDifference(ref reader, out var difference);
        prediction += difference;
        coefficients = (short)(prediction * steps);
        var last = 0;
        var place = 1;
        while (place < Size)
        {
            valid &= acTable.TryReadRun(ref reader, out var run, out var coefficient);
            place += run;
            if (coefficient != 0)
            {
                Unsafe.Add(ref coefficients, Unsafe.Add(ref zigzag, place)) =
                    (short)(coefficient * Unsafe.Add(ref steps, place));
                last = place++;
            }
            else if (run == 15)
            {
                place++;
            }
            else
            {
                valid &= run == 0;
                break;
            }
        }

        bits = reader;
        return valid && place <= Size ? last : -1;
    }
}
