using System.Runtime.CompilerServices;
using RadSharp.Tensors.Quantization;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>
/// A quantised weight times one row of activations: what a decode step is made of. The time is that of reading the weight
/// from memory. Two tiles pass at a time, because two streams of prefetches get more out of memory than one.
/// </summary>
internal static unsafe class QuantizedVectorProduct
{
    // Small enough that the threads finish together, large enough that taking a chunk costs nothing.
    private const int ChunkBytes = 256 * 1024;

    // How far ahead to prefetch, in bytes: less does not cover the latency of memory at the speed of the loop.
    private const int Ahead = 4096;

    /// <summary>Computes <c>y = W · x + bias</c>.</summary>
    /// <param name="x">[blocks].</param>
    /// <param name="weight">The packed weight.</param>
    /// <param name="outFeatures">Its rows.</param>
    /// <param name="blocks">Its blocks in a row.</param>
    /// <param name="bias">[outFeatures], or null.</param>
    /// <param name="y">[outFeatures]; must not overlap the others.</param>
    public static void Run<TFormat>(byte* x, byte* weight, int outFeatures, int blocks, float* bias, float* y)
        where TFormat : unmanaged, IBlockFormat
    {
        var tiles = QuantizedLayout.TileCount(outFeatures);
        var perChunk = 2 * (int)Math.Max(1, ChunkBytes / Math.Max(1, 2L * blocks * TileBlock<TFormat>.Bytes));
        Workers.Run(
            (tiles + perChunk - 1) / perChunk, new MultiplyWork<TFormat>(x, weight, outFeatures, blocks, perChunk, bias, y));
    }

    // A chunk computes the outputs of tiles [first, end). It reads whole tiles, which the weight's memory holds, all of
    // the activations, and writes only columns below outFeatures.
    private readonly struct MultiplyWork<TFormat>(
        byte* x, byte* weight, int outFeatures, int blocks, int perChunk, float* bias, float* y) : IParallelWork
        where TFormat : unmanaged, IBlockFormat
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var first = chunk * perChunk;
            var end = Math.Min(first + perChunk, QuantizedLayout.TileCount(outFeatures));
            if (typeof(TLanes) == typeof(Lanes512))
            {
                Tiles<Words512, Lanes512>(first, end);
            }
            else if (typeof(TLanes) == typeof(Lanes256))
            {
                Tiles<Words256, Lanes256>(first, end);
            }
            else
            {
                Tiles<WordsPortable, LanesPortable>(first, end);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Tiles<TWords, TLanes>(int first, int end)
            where TWords : unmanaged, IWordLanes<TWords, TLanes>
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var sums = stackalloc float[2 * QuantizedLayout.TileRows];
            for (var tile = first; tile < end; tile += 2)
            {
                Sum<TWords, TLanes>(tile, Math.Min(2, end - tile), sums);
                var column = tile * QuantizedLayout.TileRows;
                var count = Math.Min(2 * QuantizedLayout.TileRows, Math.Min(end * QuantizedLayout.TileRows, outFeatures) - column);
                OutputColumns.Write<TLanes>(sums, count, bias == null ? null : bias + column, y + column);
            }
        }

        // sums[tile, lane]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Sum<TWords, TLanes>(int tile, int tiles, float* sums)
            where TWords : unmanaged, IWordLanes<TWords, TLanes>
            where TLanes : unmanaged, ILanes<TLanes>
        {
            new Span<float>(sums, 2 * QuantizedLayout.TileRows).Clear();
            var from = weight + ((long)tile * blocks * TileBlock<TFormat>.Bytes);

            // A single tile counts as a pair with itself.
            var tileBytes = (nint)blocks * TileBlock<TFormat>.Bytes;
            var next = (tiles - 1) * tileBytes;

            // What comes after a tile's last blocks is not the second tile, but the next pair.
            var ahead = Ahead / TileBlock<TFormat>.Bytes;
            var last = Math.Max(0, blocks - ahead);

            // Where a register holds only a part of a tile's rows, the parts take turns, and the later ones find in the
            // first-level cache what the first has brought there.
            var perTurn = TLanes.Count == QuantizedLayout.TileRows ? blocks : QuantizedLayout.BlocksPerTurn;
            int turn;
            for (var block = 0; block < blocks; block += turn)
            {
                turn = Math.Min(perTurn, (block < last ? last : blocks) - block);
                var distance = (nint)ahead * TileBlock<TFormat>.Bytes + (block < last ? 0 : tileBytes);
                var tileBlock = from + ((nint)block * TileBlock<TFormat>.Bytes);
                var activations = x + ((nint)block * ActivationBlock.Bytes(TFormat.ActivationWords));
                for (var part = 0; part < QuantizedLayout.TileRows; part += TLanes.Count)
                {
                    TileSums<TFormat, TWords, TLanes>.Add(
                        tileBlock, next, part, turn, activations, sums + part, part == 0 ? distance : 0);
                }
            }
        }
    }
}
