using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using RadSharp.Tensors.Quantization;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>
/// The inner kernel of <see cref="QuantizedVectorProduct"/>: some neighbouring blocks of as many rows of two tiles as a register
/// has lanes, times one row of activations.
/// </summary>
internal static unsafe class TileSums<TFormat, TWords, TLanes>
    where TFormat : unmanaged, IBlockFormat
    where TWords : unmanaged, IWordLanes<TWords, TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
{
    /// <summary>Adds to the sums.</summary>
    /// <param name="tileBlock">The first tile's first block.</param>
    /// <param name="next">Bytes to the second tile's.</param>
    /// <param name="part">First row of the tiles: a multiple of the lanes.</param>
    /// <param name="count">Number of blocks.</param>
    /// <param name="x">The activations' first block.</param>
    /// <param name="sums">[tile, row]: of the first tile's row <paramref name="part"/>.</param>
    /// <param name="ahead">How many bytes ahead to prefetch, or zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(
        byte* tileBlock, nint next, int part, int count, byte* x, float* sums, nint ahead)
    {
        var first = TLanes.Load(sums);
        var second = TLanes.Load(sums + QuantizedLayout.TileRows);
        for (; count > 0; count--)
        {
            Prefetch(tileBlock + ahead, ahead);
            Prefetch(tileBlock + next + ahead, ahead);
            var words = TileBlock<TFormat>.Words(tileBlock) + part;
            var nextWords = TileBlock<TFormat>.Words(tileBlock + next) + part;
            var sum = TFormat.Sum<TWords, TLanes>(((ActivationBlock*)x)->Start);
            var sumNext = sum;
            for (var group = 0; group < TFormat.ActivationWords / 4; group++)
            {
                var activations = ((ActivationBlock*)x)->Words + (4 * group);
                AddGroup(ref sum, words, group, activations);
                AddGroup(ref sumNext, nextWords, group, activations);
            }

            AddScaled(ref first, sum, TileBlock<TFormat>.Scales(tileBlock) + part, (ActivationBlock*)x);
            AddScaled(ref second, sumNext, TileBlock<TFormat>.Scales(tileBlock + next) + part, (ActivationBlock*)x);
            tileBlock += TileBlock<TFormat>.Bytes;
            x += ActivationBlock.Bytes(TFormat.ActivationWords);
        }

        TLanes.Store(first, sums);
        TLanes.Store(second, sums + QuantizedLayout.TileRows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddGroup(ref TWords sum, int* words, int group, int* activations)
    {
        TFormat.Unpack<TWords, TLanes>(words, group, out var first, out var second, out var third, out var fourth);
        TFormat.AddProducts<TWords, TLanes>(ref sum, first, TWords.Broadcast(activations[0]));
        TFormat.AddProducts<TWords, TLanes>(ref sum, second, TWords.Broadcast(activations[1]));
        TFormat.AddProducts<TWords, TLanes>(ref sum, third, TWords.Broadcast(activations[2]));
        TFormat.AddProducts<TWords, TLanes>(ref sum, fourth, TWords.Broadcast(activations[3]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddScaled(ref TLanes total, TWords sum, Half* scales, ActivationBlock* x) => TLanes.MulAdd(
        ref total, TWords.ToSingle(TFormat.Total<TWords, TLanes>(sum)),
        TLanes.LoadHalf(scales) * TLanes.Broadcast(x->Scale));

    // A hint for one tile block: the address may be beyond the weight, because it is never read.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(byte* tileBlock, nint ahead)
    {
        if (!Sse.IsSupported || ahead == 0)
        {
            return;
        }

        Sse.Prefetch0(tileBlock);
        Sse.Prefetch0(tileBlock + 64);
        Sse.Prefetch0(tileBlock + 128);
        Sse.Prefetch0(tileBlock + 192);
        Sse.Prefetch0(tileBlock + 256);
        if (TileBlock<TFormat>.Bytes > 320)
        {
            Sse.Prefetch0(tileBlock + 320);
            Sse.Prefetch0(tileBlock + 384);
            Sse.Prefetch0(tileBlock + 448);
            Sse.Prefetch0(tileBlock + 512);
        }
    }
}
