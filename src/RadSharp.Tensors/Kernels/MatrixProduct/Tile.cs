using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>
/// The inner kernel of every matrix product: a tile of C that stays in registers while the depth runs by. One packed
/// panel of A (a tile's rows, interleaved) times one packed panel of B (two registers of columns).
/// </summary>
/// <remarks>
/// Twelve rows of two 512-bit registers are 24 of 32 registers, six of two 256-bit ones 12 of 16: enough independent
/// sums to hide the latency of a fused multiply-add. The sums are locals, written out, because the JIT keeps only
/// locals in registers.
/// </remarks>
internal static unsafe class Tile
{
    /// <summary>The largest number of columns on any path.</summary>
    public const int MaxColumns = 32;

    /// <summary>The largest number of rows on any path.</summary>
    public const int MaxRows = 12;

    /// <summary>Rows of a whole tile: the panel width of A.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Rows<TLanes>() where TLanes : unmanaged, ILanes<TLanes> => TLanes.Count >= 16 ? 12 : 6;

    /// <summary>Columns of a tile: the panel width of B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Columns<TLanes>() where TLanes : unmanaged, ILanes<TLanes> => 2 * TLanes.Count;

    /// <summary>The panel width in which to pack <paramref name="rows"/> rows of A, of the widths that have a kernel.</summary>
    public static int PanelRows<TLanes>(int rows) where TLanes : unmanaged, ILanes<TLanes> => rows switch
    {
        <= 4 => 4,
        <= 6 when TLanes.Count < 16 => 6,
        <= 8 when TLanes.Count >= 16 => 8,
        _ => Rows<TLanes>(),
    };

    /// <summary><c>C = A · B</c>, or <c>C += A · B</c>, for one tile.</summary>
    /// <param name="depth">Length of the sums, ≥ 0.</param>
    /// <param name="a">Panel [depth][panelRows].</param>
    /// <param name="panelRows">What <see cref="PanelRows{TLanes}"/> gave for the panel.</param>
    /// <param name="b">Panel [depth][<see cref="Columns{TLanes}"/>], or B itself where it need not be packed.</param>
    /// <param name="stepB">Floats from one depth to the next in <paramref name="b"/>.</param>
    /// <param name="c">The tile's first element.</param>
    /// <param name="stride">Floats from one row of C to the next.</param>
    /// <param name="rows">Rows of C to write, 1 ≤ rows ≤ panelRows; the others are not touched.</param>
    /// <param name="columns">Columns of C to write, 1 ≤ columns ≤ <see cref="Columns{TLanes}"/>.</param>
    /// <param name="accumulate">Whether to add to C.</param>
    /// <param name="ahead">Memory to ask for meanwhile, a line every few steps of the depth.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TLanes>(
        int depth, float* a, int panelRows, float* b, nint stepB, float* c, nint stride, int rows, int columns, bool accumulate, Ahead ahead = default)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        Debug.Assert(rows >= 1 && rows <= panelRows && columns >= 1 && columns <= Columns<TLanes>(), "tile out of range");
        if (rows == panelRows && columns == Columns<TLanes>())
        {
            Whole<TLanes>(depth, a, panelRows, b, stepB, c, stride, accumulate, ahead);
            return;
        }

        // An edge: the whole tile goes to the stack, and from there what exists of it to C.
        var tile = stackalloc float[MaxRows * MaxColumns];
        Whole<TLanes>(depth, a, panelRows, b, stepB, tile, Columns<TLanes>(), accumulate: false, ahead);
        for (var row = 0; row < rows; row++)
        {
            var from = tile + (row * Columns<TLanes>());
            var to = c + (row * stride);
            for (var column = 0; column < columns; column += TLanes.Count)
            {
                var count = Math.Min(TLanes.Count, columns - column);
                var value = TLanes.LoadPartial(from + column, count);
                if (accumulate)
                {
                    value += TLanes.LoadPartial(to + column, count);
                }

                TLanes.StorePartial(value, to + column, count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Whole<TLanes>(int depth, float* a, int panelRows, float* b, nint stepB, float* c, nint stride, bool accumulate, Ahead ahead)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        switch (panelRows)
        {
            case 12:
                Rows12<TLanes>(depth, a, b, stepB, c, stride, accumulate, ahead);
                break;
            case 8:
                Rows8<TLanes>(depth, a, b, stepB, c, stride, accumulate, ahead);
                break;
            case 6:
                Rows6<TLanes>(depth, a, b, stepB, c, stride, accumulate, ahead);
                break;
            default:
                Rows4<TLanes>(depth, a, b, stepB, c, stride, accumulate, ahead);
                break;
        }
    }

    // The tile of C is needed when the sums are complete: time enough for it to come from memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchTile<TLanes>(float* c, nint stride, int rows) where TLanes : unmanaged, ILanes<TLanes>
    {
        if (Sse.IsSupported)
        {
            for (; rows > 0; rows--)
            {
                Sse.Prefetch0(c);
                Sse.Prefetch0(c + TLanes.Count);
                c += stride;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(float* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(address);
        }
    }

    // The panel of A that the next tile will read: three cache lines are what twelve rows use in four steps.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchPanel(float* next)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(next);
            Sse.Prefetch0(next + Ahead.FloatsPerLine);
            Sse.Prefetch0(next + (2 * Ahead.FloatsPerLine));
        }
    }

    /// <summary>One step of the depth for one row of a tile: two products added to two sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Row<TLanes>(ref TLanes left, ref TLanes right, float a, TLanes bLeft, TLanes bRight)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var broadcast = TLanes.Broadcast(a);
        TLanes.MulAdd(ref left, broadcast, bLeft);
        TLanes.MulAdd(ref right, broadcast, bRight);
    }

    /// <summary>Writes, or adds, one row of a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Finish<TLanes>(TLanes left, TLanes right, float* c, bool accumulate)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        if (accumulate)
        {
            left += TLanes.Load(c);
            right += TLanes.Load(c + TLanes.Count);
        }

        TLanes.Store(left, c);
        TLanes.Store(right, c + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows12<TLanes>(int depth, float* a, float* b, nint stepB, float* c, nint stride, bool accumulate, Ahead ahead)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes c0L = default, c0R = default;
        TLanes c1L = default, c1R = default;
        TLanes c2L = default, c2R = default;
        TLanes c3L = default, c3R = default;
        TLanes c4L = default, c4R = default;
        TLanes c5L = default, c5R = default;
        TLanes c6L = default, c6R = default;
        TLanes c7L = default, c7R = default;
        TLanes c8L = default, c8R = default;
        TLanes c9L = default, c9R = default;
        TLanes c10L = default, c10R = default;
        TLanes c11L = default, c11R = default;
        PrefetchTile<TLanes>(c, stride, 12);
        var next = a + (12 * (nint)depth);
        var hint = ahead.First;
        var step = ahead.Step;
        while (depth > 0)
        {
            Prefetch(hint);
            hint += step;
            PrefetchPanel(next);
            next += 12 * Ahead.StepsPerLine;
            for (var stop = Math.Max(depth - Ahead.StepsPerLine, 0); depth > stop; depth--)
            {
                var left = TLanes.Load(b);
                var right = TLanes.Load(b + TLanes.Count);
                Row(ref c0L, ref c0R, a[0], left, right);
                Row(ref c1L, ref c1R, a[1], left, right);
                Row(ref c2L, ref c2R, a[2], left, right);
                Row(ref c3L, ref c3R, a[3], left, right);
                Row(ref c4L, ref c4R, a[4], left, right);
                Row(ref c5L, ref c5R, a[5], left, right);
                Row(ref c6L, ref c6R, a[6], left, right);
                Row(ref c7L, ref c7R, a[7], left, right);
                Row(ref c8L, ref c8R, a[8], left, right);
                Row(ref c9L, ref c9R, a[9], left, right);
                Row(ref c10L, ref c10R, a[10], left, right);
                Row(ref c11L, ref c11R, a[11], left, right);
                a += 12;
                b += stepB;
            }
        }

        Finish(c0L, c0R, c, accumulate);
        Finish(c1L, c1R, c + stride, accumulate);
        Finish(c2L, c2R, c + (2 * stride), accumulate);
        Finish(c3L, c3R, c + (3 * stride), accumulate);
        Finish(c4L, c4R, c + (4 * stride), accumulate);
        Finish(c5L, c5R, c + (5 * stride), accumulate);
        Finish(c6L, c6R, c + (6 * stride), accumulate);
        Finish(c7L, c7R, c + (7 * stride), accumulate);
        Finish(c8L, c8R, c + (8 * stride), accumulate);
        Finish(c9L, c9R, c + (9 * stride), accumulate);
        Finish(c10L, c10R, c + (10 * stride), accumulate);
        Finish(c11L, c11R, c + (11 * stride), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows8<TLanes>(int depth, float* a, float* b, nint stepB, float* c, nint stride, bool accumulate, Ahead ahead)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes c0L = default, c0R = default;
        TLanes c1L = default, c1R = default;
        TLanes c2L = default, c2R = default;
        TLanes c3L = default, c3R = default;
        TLanes c4L = default, c4R = default;
        TLanes c5L = default, c5R = default;
        TLanes c6L = default, c6R = default;
        TLanes c7L = default, c7R = default;
        PrefetchTile<TLanes>(c, stride, 8);
        var hint = ahead.First;
        var step = ahead.Step;
        while (depth > 0)
        {
            Prefetch(hint);
            hint += step;
            for (var stop = Math.Max(depth - Ahead.StepsPerLine, 0); depth > stop; depth--)
            {
                var left = TLanes.Load(b);
                var right = TLanes.Load(b + TLanes.Count);
                Row(ref c0L, ref c0R, a[0], left, right);
                Row(ref c1L, ref c1R, a[1], left, right);
                Row(ref c2L, ref c2R, a[2], left, right);
                Row(ref c3L, ref c3R, a[3], left, right);
                Row(ref c4L, ref c4R, a[4], left, right);
                Row(ref c5L, ref c5R, a[5], left, right);
                Row(ref c6L, ref c6R, a[6], left, right);
                Row(ref c7L, ref c7R, a[7], left, right);
                a += 8;
                b += stepB;
            }
        }

        Finish(c0L, c0R, c, accumulate);
        Finish(c1L, c1R, c + stride, accumulate);
        Finish(c2L, c2R, c + (2 * stride), accumulate);
        Finish(c3L, c3R, c + (3 * stride), accumulate);
        Finish(c4L, c4R, c + (4 * stride), accumulate);
        Finish(c5L, c5R, c + (5 * stride), accumulate);
        Finish(c6L, c6R, c + (6 * stride), accumulate);
        Finish(c7L, c7R, c + (7 * stride), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows6<TLanes>(int depth, float* a, float* b, nint stepB, float* c, nint stride, bool accumulate, Ahead ahead)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes c0L = default, c0R = default;
        TLanes c1L = default, c1R = default;
        TLanes c2L = default, c2R = default;
        TLanes c3L = default, c3R = default;
        TLanes c4L = default, c4R = default;
        TLanes c5L = default, c5R = default;
        PrefetchTile<TLanes>(c, stride, 6);
        var hint = ahead.First;
        var step = ahead.Step;
        while (depth > 0)
        {
            Prefetch(hint);
            hint += step;
            for (var stop = Math.Max(depth - Ahead.StepsPerLine, 0); depth > stop; depth--)
            {
                var left = TLanes.Load(b);
                var right = TLanes.Load(b + TLanes.Count);
                Row(ref c0L, ref c0R, a[0], left, right);
                Row(ref c1L, ref c1R, a[1], left, right);
                Row(ref c2L, ref c2R, a[2], left, right);
                Row(ref c3L, ref c3R, a[3], left, right);
                Row(ref c4L, ref c4R, a[4], left, right);
                Row(ref c5L, ref c5R, a[5], left, right);
                a += 6;
                b += stepB;
            }
        }

        Finish(c0L, c0R, c, accumulate);
        Finish(c1L, c1R, c + stride, accumulate);
        Finish(c2L, c2R, c + (2 * stride), accumulate);
        Finish(c3L, c3R, c + (3 * stride), accumulate);
        Finish(c4L, c4R, c + (4 * stride), accumulate);
        Finish(c5L, c5R, c + (5 * stride), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows4<TLanes>(int depth, float* a, float* b, nint stepB, float* c, nint stride, bool accumulate, Ahead ahead)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes c0L = default, c0R = default;
        TLanes c1L = default, c1R = default;
        TLanes c2L = default, c2R = default;
        TLanes c3L = default, c3R = default;
        PrefetchTile<TLanes>(c, stride, 4);
        var hint = ahead.First;
        var step = ahead.Step;
        while (depth > 0)
        {
            Prefetch(hint);
            hint += step;
            for (var stop = Math.Max(depth - Ahead.StepsPerLine, 0); depth > stop; depth--)
            {
                var left = TLanes.Load(b);
                var right = TLanes.Load(b + TLanes.Count);
                Row(ref c0L, ref c0R, a[0], left, right);
                Row(ref c1L, ref c1R, a[1], left, right);
                Row(ref c2L, ref c2R, a[2], left, right);
                Row(ref c3L, ref c3R, a[3], left, right);
                a += 4;
                b += stepB;
            }
        }

        Finish(c0L, c0R, c, accumulate);
        Finish(c1L, c1R, c + stride, accumulate);
        Finish(c2L, c2R, c + (2 * stride), accumulate);
        Finish(c3L, c3R, c + (3 * stride), accumulate);
    }
}
