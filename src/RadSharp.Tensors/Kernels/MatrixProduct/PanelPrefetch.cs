using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>Prefetching of a rectangle of memory, a part at a time.</summary>
internal static unsafe class PanelPrefetch
{
    private const int FloatsPerCacheLine = 16;

    /// <summary>
    /// Asks for the cache lines of part <paramref name="part"/> of a rectangle of <paramref name="rows"/> rows of
    /// <paramref name="length"/> floats. A hint only: an address is never read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(float* first, nint stride, int rows, int length, int part, int parts)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        var perRow = ((length + FloatsPerCacheLine - 1) / FloatsPerCacheLine) + 1;
        var total = (long)rows * perRow;
        var end = (int)(total * (part + 1) / parts);
        var (row, line) = Math.DivRem((int)(total * part / parts), perRow);
        for (var index = row * perRow + line; index < end; index++)
        {
            Sse.Prefetch1(first + (row * stride) + (line * FloatsPerCacheLine));
            if (++line == perRow)
            {
                line = 0;
                row++;
            }
        }
    }
}
