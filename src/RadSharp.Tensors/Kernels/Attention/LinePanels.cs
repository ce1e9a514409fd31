using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>
/// Rows of one head as the left operand of products with other rows: panel after panel of [headDim][rows of a tile].
/// </summary>
internal static unsafe class LinePanels
{
    /// <summary>Packs rows.</summary>
    /// <param name="rows">The first row.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="headDim">Length of a row.</param>
    /// <param name="panels">headDim floats for each row, their number rounded up to whole tiles.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack<TLanes>(float* rows, nint stride, int count, int headDim, float* panels)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var tileRows = Tile.Rows<TLanes>();
        for (var row = 0; row < count; row += tileRows)
        {
            var lines = Math.Min(tileRows, count - row);
            new DepthContiguous(rows, stride).Pack<TLanes>(
                row, lines, 0, headDim, Tile.PanelRows<TLanes>(lines), panels + ((nint)row * headDim));
        }
    }

    /// <summary><c>product[row][c] = Σ panels[row][d] · right[d][c]</c>.</summary>
    /// <param name="panels">What <see cref="Pack"/> wrote.</param>
    /// <param name="packed">How many rows were packed.</param>
    /// <param name="count">How many rows are wanted, ≤ <paramref name="packed"/>.</param>
    /// <param name="headDim">As for <see cref="Pack"/>.</param>
    /// <param name="right">[headDim][columns of a tile].</param>
    /// <param name="product">[count, rounded up to whole tiles][columns of a tile]: the last tile is written whole.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TLanes>(float* panels, int packed, int count, int headDim, float* right, float* product)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var (tileRows, columns) = (Tile.Rows<TLanes>(), Tile.Columns<TLanes>());
        for (var row = 0; row < count; row += tileRows)
        {
            var width = Tile.PanelRows<TLanes>(Math.Min(tileRows, packed - row));
            Tile.Multiply<TLanes>(
                headDim, panels + ((nint)row * headDim), width, right, columns, product + (row * columns), columns, width, columns,
                accumulate: false);
        }
    }
}
