using System.Diagnostics;
using System.Runtime.CompilerServices;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Quantization;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>Products of few rows of activations with a quantised weight: the matrix–vector product of a decode step.</summary>
/// <remarks>
/// <para>Activations become 16-bit integers with a scale for every 32 (<see cref="ActivationBlock"/>), and the sums within
/// a block are exact integers. Against float32 arithmetic with the same weights the error is that of rounding the
/// activations, by estimate about 2e-5 of the root mean square output.</para>
/// <para>The time is that of reading the weight from memory. Two tiles pass at a time, because two streams of prefetches
/// get more out of memory than one. An output's bits depend neither on the number of threads nor on the other rows.</para>
/// </remarks>
internal static unsafe class QuantizedProduct
{
    // Small enough that the threads finish together, large enough that taking a chunk costs nothing.
    private const int ChunkBytes = 256 * 1024;

    // How far ahead to prefetch, in bytes: less does not cover the latency of memory at the speed of the loop.
    private const int Ahead = 4096;

    // Rows of activations that one pass over a tile serves.
    private const int MaxRowsAtOnce = 4;

    // Where a register holds only a part of a tile's rows, the parts take turns after so many blocks, which the first part
    // has brought into the first-level cache.
    private const int BlocksPerTurn = 8;

    /// <summary><c>y = x · Wᵀ + bias</c>.</summary>
    /// <param name="x">[rows, inFeatures].</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="weight">A <typeparamref name="TFormat"/> tensor [outFeatures, inFeatures].</param>
    /// <param name="bias">[outFeatures], or null.</param>
    /// <param name="y">[rows, outFeatures]; must not overlap the others.</param>
    public static void Multiply<TFormat>(float* x, int rows, Tensor weight, float* bias, float* y)
        where TFormat : unmanaged, IBlockFormat
    {
        Debug.Assert(weight.DType == TFormat.DType, "the weight is of another format");
        var (outFeatures, blocks) = (weight.Shape[0], weight.Shape[1] / QuantizedLayout.BlockLength);
        var byteCount = (long)rows * blocks * sizeof(ActivationBlock);
        var activations = (ActivationBlock*)TensorMemory.Rent(byteCount);
        try
        {
            ActivationQuantizer.Run(x, rows * blocks, TFormat.Offset, activations);
            var tiles = QuantizedLayout.TileCount(outFeatures);
            var pairsPerChunk = (int)Math.Max(1, ChunkBytes / Math.Max(1, 2L * blocks * TileBlock<TFormat>.Bytes));
            var perChunk = 2 * pairsPerChunk;
            Workers.Run(
                (tiles + perChunk - 1) / perChunk,
                new MultiplyWork<TFormat>(activations, rows, weight.Data, outFeatures, blocks, perChunk, bias, y));
        }
        finally
        {
            TensorMemory.Return(activations, byteCount);
        }
    }

    // A chunk computes the outputs of tiles [first, end). It reads whole tiles, which the weight's memory holds, all of
    // the activations, and writes only columns below outFeatures.
    private readonly struct MultiplyWork<TFormat>(
        ActivationBlock* x, int rows, byte* weight, int outFeatures, int blocks, int perChunk, float* bias, float* y) : IParallelWork
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
            var sums = stackalloc float[2 * MaxRowsAtOnce * QuantizedLayout.TileRows];
            for (var tile = first; tile < end; tile += 2)
            {
                var tiles = Math.Min(2, end - tile);
                int count;
                for (var row = 0; row < rows; row += count)
                {
                    count = rows - row >= 4 ? 4 : rows - row >= 2 ? 2 : 1;
                    Sum<TWords, TLanes>(tile, tiles, row, count, sums);
                    for (var done = 0; done < tiles; done++)
                    {
                        Finish<TLanes>(tile + done, row, count, sums + (done * count * QuantizedLayout.TileRows));
                    }
                }
            }
        }

        // sums[tile][row][lane]
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Sum<TWords, TLanes>(int tile, int tiles, int row, int count, float* sums)
            where TWords : unmanaged, IWordLanes<TWords, TLanes>
            where TLanes : unmanaged, ILanes<TLanes>
        {
            new Span<float>(sums, 2 * count * QuantizedLayout.TileRows).Clear();
            var from = weight + ((long)tile * blocks * TileBlock<TFormat>.Bytes);

            // A single tile counts as a pair with itself.
            var tileBytes = (nint)blocks * TileBlock<TFormat>.Bytes;
            var next = (tiles - 1) * tileBytes;

            // What comes after a tile's last blocks is not the second tile, but the next pair.
            var ahead = Ahead / TileBlock<TFormat>.Bytes;
            var last = Math.Max(0, blocks - ahead);
            var perTurn = TLanes.Count == QuantizedLayout.TileRows ? blocks : BlocksPerTurn;
            int turn;
            for (var block = 0; block < blocks; block += turn)
            {
                turn = Math.Min(perTurn, (block < last ? last : blocks) - block);
                var distance = (nint)ahead * TileBlock<TFormat>.Bytes + (block < last ? 0 : tileBytes);
                var tileBlock = from + ((nint)block * TileBlock<TFormat>.Bytes);
                var activations = x + ((long)row * blocks) + block;
                for (var part = 0; part < QuantizedLayout.TileRows; part += TLanes.Count)
                {
                    distance = row == 0 && part == 0 ? distance : 0;
                    switch (count)
                    {
                        case 1:
                            TileSums<TFormat, TWords, TLanes>.OneRow(tileBlock, next, part, turn, activations, sums + part, distance);
                            break;
                        case 2:
                            TileSums<TFormat, TWords, TLanes>.TwoRows(
                                tileBlock, next, part, turn, activations, blocks, sums + part, distance);
                            break;
                        default:
                            TileSums<TFormat, TWords, TLanes>.FourRows(
                                tileBlock, next, part, turn, activations, blocks, sums + part, distance);
                            break;
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Finish<TLanes>(int tile, int row, int count, float* sums) where TLanes : unmanaged, ILanes<TLanes>
        {
            var column = tile * QuantizedLayout.TileRows;
            for (var end = row + count; row < end; row++)
            {
                var to = y + ((long)row * outFeatures) + column;
                for (var part = 0; part < QuantizedLayout.TileRows; part += TLanes.Count)
                {
                    var exist = Math.Clamp(outFeatures - column - part, 0, TLanes.Count);
                    var sum = TLanes.Load(sums + part);
                    if (bias != null)
                    {
                        sum += TLanes.LoadPartial(bias + column + part, exist);
                    }

                    TLanes.StorePartial(sum, to + part, exist);
                }

                sums += QuantizedLayout.TileRows;
            }
        }
    }
}
