using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RadSharp.Imaging.Geometry;

/// <summary>
/// Rows of samples to columns and back, sixteen rows at a time: what is summed along rows can then be computed for sixteen
/// rows at once, with the same code that sums along columns.
/// </summary>
internal static class LineTranspose
{
    /// <summary>Rows at a time.</summary>
    public const int Lines = 16;

    /// <summary>Row after row to column after column; of fewer than sixteen rows the last is repeated.</summary>
    /// <param name="rows">At least one row and at most sixteen. // [rows, stride]</param>
    /// <param name="stride">Samples in a row.</param>
    /// <param name="columns">// [stride, 16]</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToColumns<T>(ReadOnlySpan<T> rows, int stride, Span<T> columns) where T : unmanaged
    {
        var last = (rows.Length / stride) - 1;
        var x = 0;
        if (typeof(T) == typeof(byte) && last == Lines - 1)
        {
            for (; x <= stride - Lines; x += Lines)
            {
                Transpose(MemoryMarshal.AsBytes(rows)[x..], stride, MemoryMarshal.AsBytes(columns)[(x * Lines)..], Lines);
            }
        }

        for (; x < stride; x++)
        {
            for (var y = 0; y < Lines; y++)
            {
                columns[(x * Lines) + y] = rows[(Math.Min(y, last) * stride) + x];
            }
        }
    }

    /// <summary>Column after column to row after row; of sixteen rows those are written that there is room for.</summary>
    /// <param name="columns">// [stride, 16]</param>
    /// <param name="stride">Samples in a row.</param>
    /// <param name="rows">At least one row and at most sixteen. // [rows, stride]</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToRows<T>(ReadOnlySpan<T> columns, int stride, Span<T> rows) where T : unmanaged
    {
        var count = rows.Length / stride;
        var x = 0;
        if (typeof(T) == typeof(byte) && count == Lines)
        {
            for (; x <= stride - Lines; x += Lines)
            {
                Transpose(MemoryMarshal.AsBytes(columns)[(x * Lines)..], Lines, MemoryMarshal.AsBytes(rows)[x..], stride);
            }
        }

        for (; x < stride; x++)
        {
            for (var y = 0; y < count; y++)
            {
                rows[(y * stride) + x] = columns[(x * Lines) + y];
            }
        }
    }

    // A square of 16×16 bytes. Interleaving row i with row i + 8 rotates the eight bits of a byte's place (row, column) by
    // one; four times make row and column change places.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(ReadOnlySpan<byte> from, int fromStride, Span<byte> to, int toStride)
    {
        // Sixteen bytes from each of sixteen rows: the last load and the last store end exactly here.
        ArgumentOutOfRangeException.ThrowIfLessThan(from.Length, (15 * fromStride) + 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(to.Length, (15 * toStride) + 16);
        ref var source = ref MemoryMarshal.GetReference(from);
        Square square;
        Unsafe.SkipInit(out square);
        for (var y = 0; y < 16; y++)
        {
            square[y] = Vector128.LoadUnsafe(ref source, (nuint)(y * fromStride));
        }

        for (var turn = 0; turn < 4; turn++)
        {
            var before = square;
            for (var y = 0; y < 8; y++)
            {
                square[2 * y] = ZipLower(before[y], before[y + 8]);
                square[(2 * y) + 1] = ZipUpper(before[y], before[y + 8]);
            }
        }

        ref var target = ref MemoryMarshal.GetReference(to);
        for (var y = 0; y < 16; y++)
        {
            square[y].StoreUnsafe(ref target, (nuint)(y * toStride));
        }
    }

    private static Vector128<byte> ZipLower(Vector128<byte> even, Vector128<byte> odd) =>
        Sse2.IsSupported ? Sse2.UnpackLow(even, odd)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(even, odd)
        : (Vector128.WidenLower(even) | (Vector128.WidenLower(odd) << 8)).AsByte();

    private static Vector128<byte> ZipUpper(Vector128<byte> even, Vector128<byte> odd) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(even, odd)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(even, odd)
        : (Vector128.WidenUpper(even) | (Vector128.WidenUpper(odd) << 8)).AsByte();

    [InlineArray(16)]
    private struct Square
    {
        private Vector128<byte> _row;
    }
}
