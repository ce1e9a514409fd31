using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using RadSharp.Tensors.Quantization;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>
/// Some neighbouring blocks of two tiles, unpacked once for many rows of activations: for each block the words of weights
/// [<see cref="IBlockFormat.ActivationWords"/>, <see cref="Columns"/>] in the order of an <see cref="ActivationBlock"/>'s,
/// then [<see cref="Columns"/>] scales.
/// </summary>
internal static unsafe class QuantizedPanel<TFormat> where TFormat : unmanaged, IBlockFormat
{
    /// <summary>Outputs that a panel serves: the rows of two tiles.</summary>
    public const int Columns = 2 * QuantizedLayout.TileRows;

    /// <summary>32-bit words from one block to the next.</summary>
    public static int Stride
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TFormat.ActivationWords + 1) * Columns;
    }

    /// <summary>Unpacks blocks of a tile into one half of a panel.</summary>
    /// <param name="tileBlock">The tile's first block.</param>
    /// <param name="count">Number of blocks, at most <see cref="QuantizedLayout.BlocksPerTurn"/>.</param>
    /// <param name="panel">Of the half's first column.</param>
    /// <param name="ahead">How many bytes ahead to prefetch.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack<TWords, TLanes>(byte* tileBlock, int count, int* panel, nint ahead)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (; count > 0; count--)
        {
            if (Sse.IsSupported)
            {
                // A hint: the address may be beyond the weight, because it is never read.
                for (nint line = 0; line < TileBlock<TFormat>.Bytes; line += 64)
                {
                    Sse.Prefetch0(tileBlock + ahead + line);
                }
            }

            for (var part = 0; part < QuantizedLayout.TileRows; part += TLanes.Count)
            {
                var to = panel + part;
                for (var group = 0; group < TFormat.ActivationWords / 4; group++)
                {
                    TFormat.Unpack<TWords, TLanes>(
                        TileBlock<TFormat>.Words(tileBlock) + part, group, out var first, out var second, out var third, out var fourth);
                    TWords.Store(first, to);
                    TWords.Store(second, to + Columns);
                    TWords.Store(third, to + (2 * Columns));
                    TWords.Store(fourth, to + (3 * Columns));
                    to += 4 * Columns;
                }

                TLanes.Store(TLanes.LoadHalf(TileBlock<TFormat>.Scales(tileBlock) + part), (float*)to);
            }

            tileBlock += TileBlock<TFormat>.Bytes;
            panel += Stride;
        }
    }
}
