using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RadSharp.Imaging.Png;

/// <summary>
/// Takes the Paeth filter off rows whose pixels are one byte, where each byte waits for the one before it: what does not
/// have to wait is computed for a block of them at once.
/// </summary>
internal static class PaethOfBytes
{
    private const int BlockLength = 64;

    /// <summary>As <see cref="RowFilters.Undo"/>.</summary>
    public static void Undo(ReadOnlySpan<byte> filtered, ReadOnlySpan<byte> above, Span<byte> row)
    {
        if (row.IsEmpty)
        {
            return;
        }

        // Six arrays, and behind the last one room for what a read of four shorts takes too much.
        Span<short> block = stackalloc short[(6 * BlockLength) + 3];
        var left = row[0] = (byte)(filtered[0] + above[0]);
        var index = 1;
        for (; index <= row.Length - BlockLength; index += BlockLength)
        {
            Prepare(filtered.Slice(index, BlockLength), above.Slice(index - 1, BlockLength + 1), block);
            left = Chain(block, left, row.Slice(index, BlockLength));
        }

        for (; index < row.Length; index++)
        {
            left = row[index] = (byte)(filtered[index] + Paeth.Predict(left, above[index], above[index - 1]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Prepare(ReadOnlySpan<byte> filtered, ReadOnlySpan<byte> above, Span<short> block)
    {
        for (var at = 0; at < BlockLength; at += Vector128<short>.Count)
        {
            var delta = Vector128.WidenLower(RowFilters.EightBytes(filtered, at)).AsInt16();
            var aboveLeft = Vector128.WidenLower(RowFilters.EightBytes(above, at)).AsInt16();
            var up = Vector128.WidenLower(RowFilters.EightBytes(above, at + 1)).AsInt16();
            Paeth.Prepare(delta, up, aboveLeft, out var low, out var high, out var middle, out var lower, out var upper);
            delta.CopyTo(block[at..]);
            low.CopyTo(block[(BlockLength + at)..]);
            high.CopyTo(block[((2 * BlockLength) + at)..]);
            middle.CopyTo(block[((3 * BlockLength) + at)..]);
            lower.CopyTo(block[((4 * BlockLength) + at)..]);
            upper.CopyTo(block[((5 * BlockLength) + at)..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static byte Chain(ReadOnlySpan<short> block, byte left, Span<byte> row)
    {
        // The caller gives blocks of these very lengths, so no reference leaves them.
        ref var first = ref MemoryMarshal.GetReference(block);
        ref var target = ref MemoryMarshal.GetReference(row);
        var chain = Vector128.CreateScalarUnsafe((short)left);
        for (var at = 0; at < BlockLength; at++)
        {
            chain = Paeth.Choose(
                chain, Lane(ref first, at), Lane(ref first, BlockLength + at), Lane(ref first, (2 * BlockLength) + at),
                Lane(ref first, (3 * BlockLength) + at), Lane(ref first, (4 * BlockLength) + at),
                Lane(ref first, (5 * BlockLength) + at));
            Unsafe.Add(ref target, at) = (byte)chain.ToScalar();
        }

        return (byte)chain.ToScalar();
    }

    // A double is what the compiler loads straight into a vector register. Only its first short counts.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Lane(ref short first, int at) =>
        Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<double>(ref Unsafe.As<short, byte>(ref Unsafe.Add(ref first, at))))
            .AsInt16();
}
