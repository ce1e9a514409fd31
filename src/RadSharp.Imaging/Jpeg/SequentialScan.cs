using System.Numerics;
using System.Runtime.CompilerServices;

namespace RadSharp.Imaging.Jpeg;

/// <summary>Decodes a scan of a baseline or extended frame: ITU-T T.81, F.2.</summary>
internal static class SequentialScan
{
    /// <summary>Decodes the scan into samples.</summary>
    /// <param name="data">The scan's entropy-coded data.</param>
    /// <param name="scan">Its header; all tables are there.</param>
    /// <param name="planes">The frame's components; those of the scan have room for all their padded blocks.</param>
    /// <param name="precision">Bits of a sample.</param>
    /// <exception cref="ImageDataException">The data are damaged or end early.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read<T>(ref EntropyCodedData data, JpegScan scan, ReadOnlySpan<Plane<T>?> planes, int precision)
        where T : unmanaged, IBinaryInteger<T>
    {
        Span<short> block = stackalloc short[CoefficientBlock.Size];
        block.Clear();
        Span<int> predictions = stackalloc int[scan.Components.Length];
        predictions.Clear();
        var steps = new ushort[scan.Components.Length][];
        for (var index = 0; index < steps.Length; index++)
        {
            steps[index] = new ushort[CoefficientBlock.Zigzag.Length];
            scan.Components[index].Component.Quantization!.CopyTo(steps[index], 0);
        }

        var bits = data.FirstInterval();
        var left = scan.RestartInterval;
        for (var mcuRow = 0; mcuRow < scan.McuRows; mcuRow++)
        {
            for (var mcuColumn = 0; mcuColumn < scan.McuColumns; mcuColumn++)
            {
                if (scan.RestartInterval > 0 && left-- == 0)
                {
                    bits = data.NextInterval(bits);
                    predictions.Clear();
                    left = scan.RestartInterval - 1;
                }

                for (var index = 0; index < scan.Components.Length; index++)
                {
                    var component = scan.Components[index];
                    var plane = planes[component.Index]!;
                    for (var y = mcuRow * component.Vertical; y < (mcuRow + 1) * component.Vertical; y++)
                    {
                        for (var x = mcuColumn * component.Horizontal; x < (mcuColumn + 1) * component.Horizontal; x++)
                        {
                            var last = CoefficientBlock.Read(
                                ref bits, component.Dc!, component.Ac!, ref predictions[index], steps[index], block);
                            if (last < 0)
                            {
                                throw data.InvalidCode(bits);
                            }

                            var samples = plane.Samples.AsSpan(8 * ((y * plane.Stride) + x));
                            InverseDct.Write(block, last == 0, samples, plane.Stride, precision);
                            block.Clear();
                        }
                    }
                }
            }

            data.CheckNotOverrun(bits);
        }
    }
}
