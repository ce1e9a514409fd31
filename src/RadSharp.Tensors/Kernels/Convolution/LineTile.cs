using System.Diagnostics;
using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>
/// The inner kernel of convolutions: a tile of C that stays in registers while the depth runs by. Unlike
/// <see cref="Tile"/> it reads the left operand's lines as they lie in memory, so that an image's pixels need not be
/// packed: each value is broadcast from its place. The right operand is a packed panel.
/// </summary>
/// <remarks>
/// Fourteen rows of two 512-bit registers are 28 of 32 registers, and image sizes of 7, 14, 28, 56 and 112 are whole
/// tiles; six rows of two 256-bit registers are 12 of 16. The sums are locals, written out, because the JIT keeps only
/// locals in registers. Rows are addressed as three a pointer, because there are not enough address registers for one
/// each.
/// </remarks>
internal static unsafe class LineTile
{
    private const int MaxRows = 14;

    /// <summary>Lines of a whole tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Rows<TLanes>() where TLanes : unmanaged, ILanes<TLanes> => TLanes.Count >= 16 ? 14 : 6;

    /// <summary>Lines that <see cref="Multiply{TLanes}"/> reads to compute <paramref name="rows"/> of them.</summary>
    public static int RowsRead<TLanes>(int rows) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Count >= 16 && rows <= 7 ? 7 : Rows<TLanes>();

    /// <summary><c>C = max(floor, bias + A · B + addend)</c> for one tile.</summary>
    /// <param name="lines">A; <see cref="RowsRead{TLanes}"/> lines of it are read.</param>
    /// <param name="b">Panel [depth][<see cref="Tile.Columns{TLanes}"/>], the depth being that of the lines' runs.</param>
    /// <param name="output">Where the tile goes, and what is added to it.</param>
    /// <param name="rows">Rows of C to write, 1 ≤ rows ≤ <see cref="Rows{TLanes}"/>.</param>
    /// <param name="columns">Columns of C to write, 1 ≤ columns ≤ <see cref="Tile.Columns{TLanes}"/>.</param>
    public static void Multiply<TLanes>(in TileLines lines, float* b, in TileOutput output, int rows, int columns)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        Debug.Assert(rows >= 1 && rows <= Rows<TLanes>(), "rows out of range");
        Debug.Assert(columns >= 1 && columns <= Tile.Columns<TLanes>(), "columns out of range");
        if (rows == RowsRead<TLanes>(rows) && columns == Tile.Columns<TLanes>())
        {
            Whole<TLanes>(rows, lines, b, output);
        }
        else
        {
            Edge<TLanes>(lines, b, output, rows, columns);
        }
    }

    // The whole tile goes to the stack, and from there what exists of it to C.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Edge<TLanes>(in TileLines lines, float* b, in TileOutput output, int rows, int columns)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var tile = stackalloc float[MaxRows * Tile.MaxColumns];
        var bias = stackalloc float[Tile.MaxColumns];
        if (output.Bias != null)
        {
            Runs.Copy<TLanes>(output.Bias, bias, columns);
        }

        Whole<TLanes>(
            RowsRead<TLanes>(rows), lines, b,
            new TileOutput(tile, Tile.Columns<TLanes>()) { Bias = output.Bias == null ? null : bias });
        var floor = TLanes.Broadcast(output.Floor);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column += TLanes.Count)
            {
                var count = Math.Min(TLanes.Count, columns - column);
                var value = TLanes.Load(tile + (row * Tile.Columns<TLanes>()) + column);
                if (output.Addend != null)
                {
                    value += TLanes.LoadPartial(output.Addend + (row * output.Stride) + column, count);
                }

                TLanes.StorePartial(TLanes.Max(floor, value), output.C + (row * output.Stride) + column, count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Whole<TLanes>(int rows, in TileLines lines, float* b, in TileOutput output)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        switch (rows)
        {
            case 14:
                Rows14<TLanes>(lines, b, output);
                break;
            case 7:
                Rows7<TLanes>(lines, b, output);
                break;
            default:
                Rows6<TLanes>(lines, b, output);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Start<TLanes>(in TileOutput output, out TLanes left, out TLanes right)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        left = output.Bias == null ? TLanes.Zero : TLanes.Load(output.Bias);
        right = output.Bias == null ? TLanes.Zero : TLanes.Load(output.Bias + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TLanes>(ref TLanes left, ref TLanes right, float a, TLanes bLeft, TLanes bRight)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var broadcast = TLanes.Broadcast(a);
        TLanes.MulAdd(ref left, broadcast, bLeft);
        TLanes.MulAdd(ref right, broadcast, bRight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TLanes>(TLanes left, TLanes right, TLanes floor, in TileOutput output, int row)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        if (output.Addend != null)
        {
            var addend = output.Addend + (row * output.Stride);
            left += TLanes.Load(addend);
            right += TLanes.Load(addend + TLanes.Count);
        }

        // Where a sum is NaN the maximum is its second operand, so NaN stays NaN.
        var c = output.C + (row * output.Stride);
        TLanes.Store(TLanes.Max(floor, left), c);
        TLanes.Store(TLanes.Max(floor, right), c + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows14<TLanes>(in TileLines lines, float* b, in TileOutput output)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var a = lines.First;
        var stride = lines.Stride;
        Start(output, out TLanes startL, out TLanes startR);
        TLanes c0L = startL, c0R = startR;
        TLanes c1L = startL, c1R = startR;
        TLanes c2L = startL, c2R = startR;
        TLanes c3L = startL, c3R = startR;
        TLanes c4L = startL, c4R = startR;
        TLanes c5L = startL, c5R = startR;
        TLanes c6L = startL, c6R = startR;
        TLanes c7L = startL, c7R = startR;
        TLanes c8L = startL, c8R = startR;
        TLanes c9L = startL, c9R = startR;
        TLanes c10L = startL, c10R = startR;
        TLanes c11L = startL, c11R = startR;
        TLanes c12L = startL, c12R = startR;
        TLanes c13L = startL, c13R = startR;
        var a3 = a + (3 * stride);
        var a6 = a + (6 * stride);
        var a9 = a + (9 * stride);
        var a12 = a + (12 * stride);
        var twice = 2 * stride;
        var skip = lines.RunStride - lines.RunLength;
        for (var run = lines.Runs; run > 0; run--)
        {
            for (var depth = lines.RunLength; depth > 0; depth--)
            {
                var left = TLanes.Load(b);
                var right = TLanes.Load(b + TLanes.Count);
                Row(ref c0L, ref c0R, a[0], left, right);
                Row(ref c1L, ref c1R, a[stride], left, right);
                Row(ref c2L, ref c2R, a[twice], left, right);
                Row(ref c3L, ref c3R, a3[0], left, right);
                Row(ref c4L, ref c4R, a3[stride], left, right);
                Row(ref c5L, ref c5R, a3[twice], left, right);
                Row(ref c6L, ref c6R, a6[0], left, right);
                Row(ref c7L, ref c7R, a6[stride], left, right);
                Row(ref c8L, ref c8R, a6[twice], left, right);
                Row(ref c9L, ref c9R, a9[0], left, right);
                Row(ref c10L, ref c10R, a9[stride], left, right);
                Row(ref c11L, ref c11R, a9[twice], left, right);
                Row(ref c12L, ref c12R, a12[0], left, right);
                Row(ref c13L, ref c13R, a12[stride], left, right);
                a++;
                a3++;
                a6++;
                a9++;
                a12++;
                b += 2 * TLanes.Count;
            }

            a += skip;
            a3 += skip;
            a6 += skip;
            a9 += skip;
            a12 += skip;
        }

        var floor = TLanes.Broadcast(output.Floor);
        Finish(c0L, c0R, floor, output, 0);
        Finish(c1L, c1R, floor, output, 1);
        Finish(c2L, c2R, floor, output, 2);
        Finish(c3L, c3R, floor, output, 3);
        Finish(c4L, c4R, floor, output, 4);
        Finish(c5L, c5R, floor, output, 5);
        Finish(c6L, c6R, floor, output, 6);
        Finish(c7L, c7R, floor, output, 7);
        Finish(c8L, c8R, floor, output, 8);
        Finish(c9L, c9R, floor, output, 9);
        Finish(c10L, c10R, floor, output, 10);
        Finish(c11L, c11R, floor, output, 11);
        Finish(c12L, c12R, floor, output, 12);
        Finish(c13L, c13R, floor, output, 13);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows7<TLanes>(in TileLines lines, float* b, in TileOutput output)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var a = lines.First;
        var stride = lines.Stride;
        Start(output, out TLanes startL, out TLanes startR);
        TLanes c0L = startL, c0R = startR;
        TLanes c1L = startL, c1R = startR;
        TLanes c2L = startL, c2R = startR;
        TLanes c3L = startL, c3R = startR;
        TLanes c4L = startL, c4R = startR;
        TLanes c5L = startL, c5R = startR;
        TLanes c6L = startL, c6R = startR;
        var a3 = a + (3 * stride);
        var a6 = a + (6 * stride);
        var twice = 2 * stride;
        var skip = lines.RunStride - lines.RunLength;
        for (var run = lines.Runs; run > 0; run--)
        {
            for (var depth = lines.RunLength; depth > 0; depth--)
            {
                var left = TLanes.Load(b);
                var right = TLanes.Load(b + TLanes.Count);
                Row(ref c0L, ref c0R, a[0], left, right);
                Row(ref c1L, ref c1R, a[stride], left, right);
                Row(ref c2L, ref c2R, a[twice], left, right);
                Row(ref c3L, ref c3R, a3[0], left, right);
                Row(ref c4L, ref c4R, a3[stride], left, right);
                Row(ref c5L, ref c5R, a3[twice], left, right);
                Row(ref c6L, ref c6R, a6[0], left, right);
                a++;
                a3++;
                a6++;
                b += 2 * TLanes.Count;
            }

            a += skip;
            a3 += skip;
            a6 += skip;
        }

        var floor = TLanes.Broadcast(output.Floor);
        Finish(c0L, c0R, floor, output, 0);
        Finish(c1L, c1R, floor, output, 1);
        Finish(c2L, c2R, floor, output, 2);
        Finish(c3L, c3R, floor, output, 3);
        Finish(c4L, c4R, floor, output, 4);
        Finish(c5L, c5R, floor, output, 5);
        Finish(c6L, c6R, floor, output, 6);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows6<TLanes>(in TileLines lines, float* b, in TileOutput output)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var a = lines.First;
        var stride = lines.Stride;
        Start(output, out TLanes startL, out TLanes startR);
        TLanes c0L = startL, c0R = startR;
        TLanes c1L = startL, c1R = startR;
        TLanes c2L = startL, c2R = startR;
        TLanes c3L = startL, c3R = startR;
        TLanes c4L = startL, c4R = startR;
        TLanes c5L = startL, c5R = startR;
        var a3 = a + (3 * stride);
        var twice = 2 * stride;
        var skip = lines.RunStride - lines.RunLength;
        for (var run = lines.Runs; run > 0; run--)
        {
            for (var depth = lines.RunLength; depth > 0; depth--)
            {
                var left = TLanes.Load(b);
                var right = TLanes.Load(b + TLanes.Count);
                Row(ref c0L, ref c0R, a[0], left, right);
                Row(ref c1L, ref c1R, a[stride], left, right);
                Row(ref c2L, ref c2R, a[twice], left, right);
                Row(ref c3L, ref c3R, a3[0], left, right);
                Row(ref c4L, ref c4R, a3[stride], left, right);
                Row(ref c5L, ref c5R, a3[twice], left, right);
                a++;
                a3++;
                b += 2 * TLanes.Count;
            }

            a += skip;
            a3 += skip;
        }

        var floor = TLanes.Broadcast(output.Floor);
        Finish(c0L, c0R, floor, output, 0);
        Finish(c1L, c1R, floor, output, 1);
        Finish(c2L, c2R, floor, output, 2);
        Finish(c3L, c3R, floor, output, 3);
        Finish(c4L, c4R, floor, output, 4);
        Finish(c5L, c5R, floor, output, 5);
    }
}
