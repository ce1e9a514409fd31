using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>
/// Rows of one head as the left operand of products that sum over the rows and leave [headDim][columns]: panel after
/// panel of [rows][dimensions of a tile].
/// </summary>
internal static unsafe class DimPanels
{
    /// <summary>The head's dimensions, rounded up to whole panels: at most three more.</summary>
    public static int PaddedDim<TLanes>(int headDim) where TLanes : unmanaged, ILanes<TLanes>
    {
        var width = Width<TLanes>(headDim);
        var whole = headDim / width * width;
        return whole + (headDim > whole ? Tile.PanelRows<TLanes>(headDim - whole) : 0);
    }

    /// <summary>Packs rows one by one, because they may lie far apart: each is read once.</summary>
    /// <param name="rows">The first row.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="headDim">Length of a row.</param>
    /// <param name="depth">Rows that a panel has room for, ≥ <paramref name="count"/>.</param>
    /// <param name="panels">depth · PaddedDim floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack<TLanes>(float* rows, nint stride, int count, int headDim, int depth, float* panels)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var width = Width<TLanes>(headDim);
        var whole = headDim / width * width;
        var rest = headDim - whole;
        var last = rest > 0 ? Tile.PanelRows<TLanes>(rest) : 0;
        for (var row = 0; row < count; row++)
        {
            var packed = panels + ((nint)row * width);
            for (var dim = 0; dim < whole; dim += width)
            {
                Copy<TLanes>(rows + dim, width, packed, width);
                packed += (nint)depth * width;
            }

            Copy<TLanes>(rows + whole, rest, panels + ((nint)whole * depth) + ((nint)row * last), last);
            rows += stride;
        }
    }

    /// <summary><c>sums[d][c] += Σ panels[first + row][d] · right[row][c]</c> over <paramref name="count"/> rows.</summary>
    /// <param name="panels">What <see cref="Pack"/> wrote.</param>
    /// <param name="depth">As for <see cref="Pack"/>.</param>
    /// <param name="headDim">As for <see cref="Pack"/>.</param>
    /// <param name="first">The first row.</param>
    /// <param name="right">[count][columns of a tile].</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="sums">[PaddedDim][columns of a tile].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddProduct<TLanes>(float* panels, int depth, int headDim, int first, float* right, int count, float* sums)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var (width, columns) = (Width<TLanes>(headDim), Tile.Columns<TLanes>());
        for (var dim = 0; dim < headDim; dim += width)
        {
            var rows = Tile.PanelRows<TLanes>(Math.Min(width, headDim - dim));
            var panel = panels + ((nint)dim * depth) + ((nint)first * rows);
            Tile.Multiply<TLanes>(
                count, panel, rows, right, columns, sums + (dim * columns), columns, rows, columns, accumulate: true);
        }
    }

    // Dimensions of a panel. Eight where they come out even: whole smaller tiles are faster than large ones and a rest.
    private static int Width<TLanes>(int headDim) where TLanes : unmanaged, ILanes<TLanes> =>
        Tile.Rows<TLanes>() == 12 && headDim % 8 == 0 && headDim % 12 != 0 ? 8 : Tile.Rows<TLanes>();

    // Copies count floats and zeros up to width.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<TLanes>(float* source, int count, float* destination, int width) where TLanes : unmanaged, ILanes<TLanes>
    {
        for (var index = 0; index < width; index += TLanes.Count)
        {
            var value = TLanes.LoadPartial(source + index, Math.Clamp(count - index, 0, TLanes.Count));
            TLanes.StorePartial(value, destination + index, Math.Min(TLanes.Count, width - index));
        }
    }
}
