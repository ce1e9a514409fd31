using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RadSharp.Imaging.Jpeg;

/// <summary>
/// Decodes the scans of a progressive frame into its components' coefficients (ITU-T T.81, G.1 and G.2), and those into
/// samples once all scans are read.
/// </summary>
internal static class ProgressiveScan
{
    /// <summary>Reads one scan.</summary>
    /// <param name="data">The scan's entropy-coded data.</param>
    /// <param name="scan">Its header; the components have coefficients, the tables that the scan needs are there.</param>
    /// <exception cref="ImageDataException">The data are damaged or end early.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(ref EntropyCodedData data, JpegScan scan)
    {
        Span<int> predictions = stackalloc int[scan.Components.Length];
        predictions.Clear();
        var bits = data.FirstInterval();
        var left = scan.RestartInterval;
        var endOfBandRun = 0;
        for (var mcuRow = 0; mcuRow < scan.McuRows; mcuRow++)
        {
            for (var mcuColumn = 0; mcuColumn < scan.McuColumns; mcuColumn++)
            {
                if (scan.RestartInterval > 0 && left-- == 0)
                {
                    bits = data.NextInterval(bits);
                    predictions.Clear();
                    endOfBandRun = 0;
                    left = scan.RestartInterval - 1;
                }

                for (var index = 0; index < scan.Components.Length; index++)
                {
                    var component = scan.Components[index];
                    for (var y = mcuRow * component.Vertical; y < (mcuRow + 1) * component.Vertical; y++)
                    {
                        for (var x = mcuColumn * component.Horizontal; x < (mcuColumn + 1) * component.Horizontal; x++)
                        {
                            var block = BlockOf(component.Component, x, y);
                            if (!TryReadBlock(ref bits, scan, component, ref predictions[index], ref endOfBandRun, block))
                            {
                                throw data.InvalidCode(bits);
                            }
                        }
                    }
                }
            }

            data.CheckNotOverrun(bits);
        }
    }

    /// <summary>Turns the coefficients of a component into samples.</summary>
    /// <param name="component">Has coefficients and step sizes.</param>
    /// <param name="plane">Has room for all padded blocks.</param>
    /// <param name="precision">Bits of a sample.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WriteSamples<T>(JpegComponent component, Plane<T> plane, int precision)
        where T : unmanaged, IBinaryInteger<T>
    {
        Span<short> steps = stackalloc short[CoefficientBlock.Size];
        for (var place = 0; place < steps.Length; place++)
        {
            steps[CoefficientBlock.Zigzag[place]] = (short)component.Quantization![place];
        }

        Span<short> product = stackalloc short[CoefficientBlock.Size];
        for (var y = 0; y < component.UnitRows; y++)
        {
            for (var x = 0; x < component.UnitColumns; x++)
            {
                var block = BlockOf(component, x, y);
                for (var index = 0; index < block.Length; index += Vector128<short>.Count)
                {
                    (Vector128.Create<short>(block[index..]) * Vector128.Create<short>(steps[index..])).CopyTo(product[index..]);
                }

                var samples = plane.Samples.AsSpan(8 * ((y * plane.Stride) + x));
                InverseDct.Write(product, block[1..].IndexOfAnyExcept((short)0) < 0, samples, plane.Stride, precision);
            }
        }
    }

    private static Span<short> BlockOf(JpegComponent component, int x, int y) => component.Coefficients.AsSpan(
        CoefficientBlock.Size * ((y * component.PaddedUnitColumns) + x), CoefficientBlock.Size);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryReadBlock(
        ref BitReader bits,
        JpegScan scan,
        ScanComponent component,
        ref int prediction,
        ref int endOfBandRun,
        Span<short> block)
    {
        if (scan.SpectralStart > 0)
        {
            return scan.ApproximationHigh == 0
                ? TryReadBands(ref bits, scan, component.Ac!, ref endOfBandRun, block)
                : TryRefineBands(ref bits, scan, component.Ac!, ref endOfBandRun, block);
        }

        if (scan.ApproximationHigh > 0)
        {
            block[0] |= (short)(bits.TakeBit() << scan.ApproximationLow);
            return true;
        }

        var valid = component.Dc!.TryReadDifference(ref bits, out var difference);
        prediction += difference;
        block[0] = (short)(prediction << scan.ApproximationLow);
        return valid;
    }

    // G.1.2.2: a band that is seen for the first time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryReadBands(
        ref BitReader bits, JpegScan scan, HuffmanTable table, ref int endOfBandRun, Span<short> block)
    {
        if (endOfBandRun > 0)
        {
            endOfBandRun--;
            return true;
        }

        var reader = bits;
        var valid = true;
        var (end, position) = (scan.SpectralEnd, scan.ApproximationLow);
        for (var place = scan.SpectralStart; valid && place <= end; place++)
        {
            valid = table.TryReadRun(ref reader, out var run, out var coefficient);
            if (coefficient == 0 && run < 15)
            {
                endOfBandRun = TakeEndOfBandRun(ref reader, run) - 1;
                break;
            }

            place += run;
            if (place > end)
            {
                valid = false;
                break;
            }

            block[CoefficientBlock.Zigzag[place]] = (short)(coefficient << position);
        }

        bits = reader;
        return valid;
    }

    // G.1.2.3: one more bit for the coefficients that are not zero, and new ones of magnitude 1 between them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryRefineBands(
        ref BitReader bits, JpegScan scan, HuffmanTable table, ref int endOfBandRun, Span<short> block)
    {
        var reader = bits;
        var valid = true;
        var place = scan.SpectralStart;
        var (end, position) = (scan.SpectralEnd, scan.ApproximationLow);
        while (endOfBandRun == 0 && place <= end)
        {
            valid &= table.TryReadRun(ref reader, out var run, out var coefficient) && coefficient is >= -1 and <= 1;
            if (coefficient == 0 && run < 15)
            {
                endOfBandRun = TakeEndOfBandRun(ref reader, run);
                break;
            }

            for (; place <= end; place++)
            {
                ref var known = ref block[CoefficientBlock.Zigzag[place]];
                if (known != 0)
                {
                    Refine(ref reader, ref known, position);
                }
                else if (run-- == 0)
                {
                    known = (short)(coefficient << position);
                    place++;
                    break;
                }
            }
        }

        if (endOfBandRun > 0)
        {
            for (; place <= end; place++)
            {
                ref var known = ref block[CoefficientBlock.Zigzag[place]];
                if (known != 0)
                {
                    Refine(ref reader, ref known, position);
                }
            }

            endOfBandRun--;
        }

        bits = reader;
        return valid;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refine(ref BitReader bits, ref short coefficient, int position)
    {
        if (bits.TakeBit() != 0)
        {
            coefficient += (short)((coefficient < 0 ? -1 : 1) << position);
        }
    }

    // Blocks whose rest of the band is zero, this one included.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeEndOfBandRun(ref BitReader bits, int exponent)
    {
        bits.Fill();
        return (1 << exponent) + bits.Take(exponent);
    }
}
