using System.Runtime.CompilerServices;

namespace RadSharp.Imaging.Jpeg;

/// <summary>
/// The predictors of the lossless process: ITU-T T.81, H.1.2.1 and table H.1. Rows hold differences before a call and samples
/// after it, all modulo 2^16.
/// </summary>
internal static class LosslessPrediction
{
    /// <summary>Adds up the first row of an image or restart interval: each sample is predicted from the left.</summary>
    /// <param name="row">The row.</param>
    /// <param name="initial">What the first sample is predicted as.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddFirstRow(Span<ushort> row, ushort initial)
    {
        var left = initial;
        for (var x = 0; x < row.Length; x++)
        {
            row[x] = left = (ushort)(left + row[x]);
        }
    }

    /// <summary>Adds predictions to a later row; its first sample is predicted from above.</summary>
    /// <param name="row">The row.</param>
    /// <param name="above">The samples of the row above, as many.</param>
    /// <param name="predictor">1 to 7.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRow(Span<ushort> row, ReadOnlySpan<ushort> above, int predictor)
    {
        above = above[..row.Length];
        int left = row[0] = (ushort)(row[0] + above[0]);
        switch (predictor)
        {
            case 1:
                for (var x = 1; x < row.Length; x++)
                {
                    left = row[x] = (ushort)(left + row[x]);
                }

                break;
            case 2:
                for (var x = 1; x < row.Length; x++)
                {
                    row[x] += above[x];
                }

                break;
            case 3:
                for (var x = 1; x < row.Length; x++)
                {
                    row[x] += above[x - 1];
                }

                break;
            case 4:
                for (var x = 1; x < row.Length; x++)
                {
                    left = row[x] = (ushort)(left + above[x] - above[x - 1] + row[x]);
                }

                break;
            case 5:
                for (var x = 1; x < row.Length; x++)
                {
                    left = row[x] = (ushort)(left + ((above[x] - above[x - 1]) >> 1) + row[x]);
                }

                break;
            case 6:
                for (var x = 1; x < row.Length; x++)
                {
                    left = row[x] = (ushort)(above[x] + ((left - above[x - 1]) >> 1) + row[x]);
                }

                break;
            default:
                for (var x = 1; x < row.Length; x++)
                {
                    left = row[x] = (ushort)(((left + above[x]) >> 1) + row[x]);
                }

                break;
        }
    }
}
