using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RadSharp.Imaging.Jpeg;

/// <summary>Decodes a scan of a lossless frame: ITU-T T.81, H.2.</summary>
internal static class LosslessScan
{
    /// <summary>Decodes the scan into samples.</summary>
    /// <param name="data">The scan's entropy-coded data.</param>
    /// <param name="scan">Its header; its restart interval is a number of whole rows, all tables are there.</param>
    /// <param name="planes">The frame's components; those of the scan have room for all their padded samples.</param>
    /// <param name="precision">Bits of a sample.</param>
    /// <exception cref="ImageDataException">The data are damaged or end early.</exception>
    public static void Read<T>(ref EntropyCodedData data, JpegScan scan, ReadOnlySpan<Plane<T>?> planes, int precision)
        where T : unmanaged, IBinaryInteger<T>
    {
        var rows = new ushort[scan.Components.Length][][];
        var above = new ushort[scan.Components.Length][];
        for (var index = 0; index < rows.Length; index++)
        {
            var length = scan.McuColumns * scan.Components[index].Horizontal;
            rows[index] = new ushort[scan.Components[index].Vertical][];
            for (var y = 0; y < rows[index].Length; y++)
            {
                rows[index][y] = new ushort[length];
            }

            above[index] = new ushort[length];
        }

        var bits = data.FirstInterval();
        var rowsInInterval = scan.RestartInterval / scan.McuColumns;
        var left = rowsInInterval;
        var isFirstRow = true;
        for (var mcuRow = 0; mcuRow < scan.McuRows; mcuRow++)
        {
            if (rowsInInterval > 0 && left-- == 0)
            {
                bits = data.NextInterval(bits);
                left = rowsInInterval - 1;
                isFirstRow = true;
            }

            if (!TryReadDifferences(ref bits, scan, rows))
            {
                throw data.InvalidCode(bits);
            }

            data.CheckNotOverrun(bits);
            for (var index = 0; index < rows.Length; index++)
            {
                var plane = planes[scan.Components[index].Index]!;
                var first = mcuRow * rows[index].Length;
                for (var y = 0; y < rows[index].Length; y++)
                {
                    var row = rows[index][y];
                    if (isFirstRow && y == 0)
                    {
                        LosslessPrediction.AddFirstRow(row, (ushort)(1 << (precision - scan.ApproximationLow - 1)));
                    }
                    else
                    {
                        LosslessPrediction.AddRow(row, above[index], scan.SpectralStart);
                    }

                    if (first + y < plane.Height)
                    {
                        Copy(row.AsSpan(0, plane.Width), plane.Row(first + y), scan.ApproximationLow);
                    }

                    (above[index], rows[index][y]) = (row, above[index]);
                }
            }

            isFirstRow = false;
        }
    }

    private static bool TryReadDifferences(ref BitReader bits, JpegScan scan, ushort[][][] rows)
    {
        if (rows is [[var only]])
        {
            return TryReadDifferences(ref bits, scan.Components[0].Dc!, only);
        }

        var valid = true;
        for (var mcuColumn = 0; mcuColumn < scan.McuColumns; mcuColumn++)
        {
            for (var index = 0; index < rows.Length; index++)
            {
                var (table, horizontal) = (scan.Components[index].Dc!, scan.Components[index].Horizontal);
                foreach (var row in rows[index])
                {
                    valid &= TryReadDifferences(ref bits, table, row.AsSpan(mcuColumn * horizontal, horizontal));
                }
            }
        }

        return valid;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryReadDifferences(ref BitReader bits, HuffmanTable table, Span<ushort> differences)
    {
        var reader = bits;
        var valid = true;
        for (var x = 0; x < differences.Length; x++)
        {
            valid &= table.TryReadDifference(ref reader, out var difference);
            differences[x] = (ushort)difference;
        }

        bits = reader;
        return valid;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy<T>(ReadOnlySpan<ushort> row, Span<T> samples, int pointTransform)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (typeof(T) == typeof(ushort) && pointTransform == 0)
        {
            row.CopyTo(MemoryMarshal.Cast<T, ushort>(samples));
            return;
        }

        for (var x = 0; x < row.Length; x++)
        {
            samples[x] = T.CreateTruncating(row[x] << pointTransform);
        }
    }
}
