using System.Diagnostics;
using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>A row of positions as the gradient of a weight sees it.</summary>
/// <param name="lines">What the window's first line of the row holds at one row of taps.</param>
/// <param name="gradients">The output's gradient at the row's first position: a tile's columns.</param>
internal readonly unsafe struct GradientRow(float* lines, float* gradients)
{
    public float* Lines => lines;

    public float* Gradients => gradients;
}

/// <summary>
/// The inner kernel of weight gradients: a tile of Σ line · gradient over positions, which stays in registers while the
/// positions run by. Both operands are read as they lie: a value of the line is broadcast, the gradients of neighbouring output
/// channels are a register.
/// </summary>
/// <remarks>
/// As in <see cref="Tile"/>, twelve rows of two 512-bit registers or six of two 256-bit ones are enough independent sums. They are
/// locals, written out, because the JIT keeps only locals in registers.
/// </remarks>
internal static unsafe class GradientTile
{
    /// <summary>Rows of a tile where <paramref name="rest"/> places of a run are left: as few unused as can be.</summary>
    public static int RowsFor<TLanes>(int rest) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Count < 16 ? 6 : rest <= 8 || rest is > 12 and <= 16 ? 8 : 12;

    /// <summary><c>C = Σ line · gradient</c>, or <c>C += …</c>, for one tile.</summary>
    /// <param name="rows">What <see cref="RowsFor{TLanes}"/> gave: so many neighbouring values of each line are read.</param>
    /// <param name="positions">The rows of positions.</param>
    /// <param name="count">Number of rows of positions; 0 gives zeros.</param>
    /// <param name="offset">Where in the lines the tile begins.</param>
    /// <param name="length">Positions of a row.</param>
    /// <param name="lineStep">Floats from one position's line to the next.</param>
    /// <param name="gradientStep">Floats from one position's gradients to the next.</param>
    /// <param name="c">[rows][<see cref="Tile.Columns{TLanes}"/>].</param>
    /// <param name="accumulate">Whether to add to C.</param>
    public static void Add<TLanes>(
        int rows, GradientRow* positions, int count, nint offset, int length, nint lineStep, nint gradientStep, float* c,
        bool accumulate) where TLanes : unmanaged, ILanes<TLanes>
    {
        Debug.Assert(rows is 6 or 8 or 12, "no kernel for so many rows");
        switch (rows)
        {
            case 12:
                Rows12<TLanes>(positions, count, offset, length, lineStep, gradientStep, c, accumulate);
                break;
            case 8:
                Rows8<TLanes>(positions, count, offset, length, lineStep, gradientStep, c, accumulate);
                break;
            default:
                Rows6<TLanes>(positions, count, offset, length, lineStep, gradientStep, c, accumulate);
                break;
        }
    }

    // In the three below: at each position the line has `offset + rows` readable floats, the gradients a tile's columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows12<TLanes>(
        GradientRow* positions, int count, nint offset, int length, nint lineStep, nint gradientStep, float* c, bool accumulate)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes c0L = TLanes.Zero, c0R = TLanes.Zero;
        TLanes c1L = TLanes.Zero, c1R = TLanes.Zero;
        TLanes c2L = TLanes.Zero, c2R = TLanes.Zero;
        TLanes c3L = TLanes.Zero, c3R = TLanes.Zero;
        TLanes c4L = TLanes.Zero, c4R = TLanes.Zero;
        TLanes c5L = TLanes.Zero, c5R = TLanes.Zero;
        TLanes c6L = TLanes.Zero, c6R = TLanes.Zero;
        TLanes c7L = TLanes.Zero, c7R = TLanes.Zero;
        TLanes c8L = TLanes.Zero, c8R = TLanes.Zero;
        TLanes c9L = TLanes.Zero, c9R = TLanes.Zero;
        TLanes c10L = TLanes.Zero, c10R = TLanes.Zero;
        TLanes c11L = TLanes.Zero, c11R = TLanes.Zero;
        for (var end = positions + count; positions < end; positions++)
        {
            var a = positions->Lines + offset;
            var b = positions->Gradients;
            for (var position = length; position > 0; position--)
            {
                var left = TLanes.Load(b);
                var right = TLanes.Load(b + TLanes.Count);
                Tile.Row(ref c0L, ref c0R, a[0], left, right);
                Tile.Row(ref c1L, ref c1R, a[1], left, right);
                Tile.Row(ref c2L, ref c2R, a[2], left, right);
                Tile.Row(ref c3L, ref c3R, a[3], left, right);
                Tile.Row(ref c4L, ref c4R, a[4], left, right);
                Tile.Row(ref c5L, ref c5R, a[5], left, right);
                Tile.Row(ref c6L, ref c6R, a[6], left, right);
                Tile.Row(ref c7L, ref c7R, a[7], left, right);
                Tile.Row(ref c8L, ref c8R, a[8], left, right);
                Tile.Row(ref c9L, ref c9R, a[9], left, right);
                Tile.Row(ref c10L, ref c10R, a[10], left, right);
                Tile.Row(ref c11L, ref c11R, a[11], left, right);
                a += lineStep;
                b += gradientStep;
            }
        }

        var stride = 2 * TLanes.Count;
        Tile.Finish(c0L, c0R, c, accumulate);
        Tile.Finish(c1L, c1R, c + stride, accumulate);
        Tile.Finish(c2L, c2R, c + (2 * stride), accumulate);
        Tile.Finish(c3L, c3R, c + (3 * stride), accumulate);
        Tile.Finish(c4L, c4R, c + (4 * stride), accumulate);
        Tile.Finish(c5L, c5R, c + (5 * stride), accumulate);
        Tile.Finish(c6L, c6R, c + (6 * stride), accumulate);
        Tile.Finish(c7L, c7R, c + (7 * stride), accumulate);
        Tile.Finish(c8L, c8R, c + (8 * stride), accumulate);
        Tile.Finish(c9L, c9R, c + (9 * stride), accumulate);
        Tile.Finish(c10L, c10R, c + (10 * stride), accumulate);
        Tile.Finish(c11L, c11R, c + (11 * stride), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows8<TLanes>(
        GradientRow* positions, int count, nint offset, int length, nint lineStep, nint gradientStep, float* c, bool accumulate)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes c0L = TLanes.Zero, c0R = TLanes.Zero;
        TLanes c1L = TLanes.Zero, c1R = TLanes.Zero;
        TLanes c2L = TLanes.Zero, c2R = TLanes.Zero;
        TLanes c3L = TLanes.Zero, c3R = TLanes.Zero;
        TLanes c4L = TLanes.Zero, c4R = TLanes.Zero;
        TLanes c5L = TLanes.Zero, c5R = TLanes.Zero;
        TLanes c6L = TLanes.Zero, c6R = TLanes.Zero;
        TLanes c7L = TLanes.Zero, c7R = TLanes.Zero;
        for (var end = positions + count; positions < end; positions++)
        {
            var a = positions->Lines + offset;
            var b = positions->Gradients;
            for (var position = length; position > 0; position--)
            {
                var left = TLanes.Load(b);
                var right = TLanes.Load(b + TLanes.Count);
                Tile.Row(ref c0L, ref c0R, a[0], left, right);
                Tile.Row(ref c1L, ref c1R, a[1], left, right);
                Tile.Row(ref c2L, ref c2R, a[2], left, right);
                Tile.Row(ref c3L, ref c3R, a[3], left, right);
                Tile.Row(ref c4L, ref c4R, a[4], left, right);
                Tile.Row(ref c5L, ref c5R, a[5], left, right);
                Tile.Row(ref c6L, ref c6R, a[6], left, right);
                Tile.Row(ref c7L, ref c7R, a[7], left, right);
                a += lineStep;
                b += gradientStep;
            }
        }

        var stride = 2 * TLanes.Count;
        Tile.Finish(c0L, c0R, c, accumulate);
        Tile.Finish(c1L, c1R, c + stride, accumulate);
        Tile.Finish(c2L, c2R, c + (2 * stride), accumulate);
        Tile.Finish(c3L, c3R, c + (3 * stride), accumulate);
        Tile.Finish(c4L, c4R, c + (4 * stride), accumulate);
        Tile.Finish(c5L, c5R, c + (5 * stride), accumulate);
        Tile.Finish(c6L, c6R, c + (6 * stride), accumulate);
        Tile.Finish(c7L, c7R, c + (7 * stride), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows6<TLanes>(
        GradientRow* positions, int count, nint offset, int length, nint lineStep, nint gradientStep, float* c, bool accumulate)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes c0L = TLanes.Zero, c0R = TLanes.Zero;
        TLanes c1L = TLanes.Zero, c1R = TLanes.Zero;
        TLanes c2L = TLanes.Zero, c2R = TLanes.Zero;
        TLanes c3L = TLanes.Zero, c3R = TLanes.Zero;
        TLanes c4L = TLanes.Zero, c4R = TLanes.Zero;
        TLanes c5L = TLanes.Zero, c5R = TLanes.Zero;
        for (var end = positions + count; positions < end; positions++)
        {
            var a = positions->Lines + offset;
            var b = positions->Gradients;
            for (var position = length; position > 0; position--)
            {
                var left = TLanes.Load(b);
                var right = TLanes.Load(b + TLanes.Count);
                Tile.Row(ref c0L, ref c0R, a[0], left, right);
                Tile.Row(ref c1L, ref c1R, a[1], left, right);
                Tile.Row(ref c2L, ref c2R, a[2], left, right);
                Tile.Row(ref c3L, ref c3R, a[3], left, right);
                Tile.Row(ref c4L, ref c4R, a[4], left, right);
                Tile.Row(ref c5L, ref c5R, a[5], left, right);
                a += lineStep;
                b += gradientStep;
            }
        }

        var stride = 2 * TLanes.Count;
        Tile.Finish(c0L, c0R, c, accumulate);
        Tile.Finish(c1L, c1R, c + stride, accumulate);
        Tile.Finish(c2L, c2R, c + (2 * stride), accumulate);
        Tile.Finish(c3L, c3R, c + (3 * stride), accumulate);
        Tile.Finish(c4L, c4R, c + (4 * stride), accumulate);
        Tile.Finish(c5L, c5R, c + (5 * stride), accumulate);
    }
}
