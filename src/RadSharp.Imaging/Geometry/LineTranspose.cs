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

    // Columns at a time where samples are copied one by one. Rows are often a power of two apart and then share few places
    // of the cache, so that all of a row's cache line is best used before the next row's is asked for.
    private const int Block = 16;

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
            var from = MemoryMarshal.AsBytes(rows);
            var to = MemoryMarshal.AsBytes(columns);
            for (; x <= stride - 8; x += 8)
            {
                Transpose(from[x..], stride, to[(x * Lines)..], Lines);
                Transpose(from[((8 * stride) + x)..], stride, to[((x * Lines) + 8)..], Lines);
            }
        }

        for (; x < stride; x += Block)
        {
            var width = Math.Min(Block, stride - x);
            for (var y = 0; y < Lines; y++)
            {
                var row = rows.Slice((Math.Min(y, last) * stride) + x, width);
                var column = columns[((x * Lines) + y)..];
                for (var place = 0; place < row.Length; place++)
                {
                    column[place * Lines] = row[place];
                }
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
            var from = MemoryMarshal.AsBytes(columns);
            var to = MemoryMarshal.AsBytes(rows);
            for (; x <= stride - 8; x += 8)
            {
                Transpose(from[(x * Lines)..], Lines, to[x..], stride);
                Transpose(from[((x * Lines) + 8)..], Lines, to[((8 * stride) + x)..], stride);
            }
        }

        for (; x < stride; x += Block)
        {
            var width = Math.Min(Block, stride - x);
            for (var y = 0; y < count; y++)
            {
                var row = rows.Slice((y * stride) + x, width);
                var column = columns[((x * Lines) + y)..];
                for (var place = 0; place < row.Length; place++)
                {
                    row[place] = column[place * Lines];
                }
            }
        }
    }

    // A square of 8×8 bytes. Interleaving row i with row i + 4 rotates the six bits of a byte's place (row, column) by one;
    // three times make row and column change places. Each vector holds two rows from the first interleaving on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ReadOnlySpan<byte> from, int fromStride, Span<byte> to, int toStride)
    {
        // Eight bytes from each of eight rows: the last load and the last store end exactly here.
        ArgumentOutOfRangeException.ThrowIfLessThan(from.Length, (7 * fromStride) + 8);
        ArgumentOutOfRangeException.ThrowIfLessThan(to.Length, (7 * toStride) + 8);
        ref var source = ref MemoryMarshal.GetReference(from);
        var a0 = ZipLower(Load(ref source, 0, fromStride), Load(ref source, 4, fromStride));
        var a1 = ZipLower(Load(ref source, 1, fromStride), Load(ref source, 5, fromStride));
        var a2 = ZipLower(Load(ref source, 2, fromStride), Load(ref source, 6, fromStride));
        var a3 = ZipLower(Load(ref source, 3, fromStride), Load(ref source, 7, fromStride));
        var (b0, b1, b2, b3) = (ZipLower(a0, a2), ZipUpper(a0, a2), ZipLower(a1, a3), ZipUpper(a1, a3));
        ref var target = ref MemoryMarshal.GetReference(to);
        Store(ZipLower(b0, b2), ref target, 0, toStride);
        Store(ZipUpper(b0, b2), ref target, 2, toStride);
        Store(ZipLower(b1, b3), ref target, 4, toStride);
        Store(ZipUpper(b1, b3), ref target, 6, toStride);
    }

    private static Vector128<byte> Load(ref byte source, int row, int stride) =>
        Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, row * stride))).AsByte();

    private static void Store(Vector128<byte> rows, ref byte target, int row, int stride)
    {
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, row * stride), rows.AsUInt64().ToScalar());
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, (row + 1) * stride), rows.AsUInt64().GetElement(1));
    }

    private static Vector128<byte> ZipLower(Vector128<byte> even, Vector128<byte> odd) =>
        Sse2.IsSupported ? Sse2.UnpackLow(even, odd)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(even, odd)
        : (Vector128.WidenLower(even) | (Vector128.WidenLower(odd) << 8)).AsByte();

    private static Vector128<byte> ZipUpper(Vector128<byte> even, Vector128<byte> odd) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(even, odd)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(even, odd)
        : (Vector128.WidenUpper(even) | (Vector128.WidenUpper(odd) << 8)).AsByte();
}
