using System.Runtime.CompilerServices;
using RadSharp.Tensors.Quantization;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>Whole matrices between row-major elements and quantised tiles. A chunk is a tile of sixteen rows.</summary>
internal static unsafe class BlockConversion<TFormat> where TFormat : unmanaged, IBlockFormat
{
    /// <summary>Quantises <paramref name="weight"/> into <paramref name="quantized"/>, of one shape.</summary>
    /// <returns>The first row that cannot be quantised, or null.</returns>
    public static int? Quantize(Tensor weight, Tensor quantized)
    {
        var badRow = int.MaxValue;
        switch (weight.DType)
        {
            case DType.BFloat16:
                Quantize<BFloat16Elements, ushort>((ushort*)weight.Data, quantized, &badRow);
                break;
            case DType.Float16:
                Quantize<HalfElements, Half>((Half*)weight.Data, quantized, &badRow);
                break;
            default:
                Quantize<Float32Elements, float>((float*)weight.Data, quantized, &badRow);
                break;
        }

        return badRow == int.MaxValue ? null : badRow;
    }

    /// <summary>Writes the weights of <paramref name="quantized"/> to the Float32 tensor <paramref name="values"/>.</summary>
    public static void Dequantize(Tensor quantized, Tensor values)
    {
        var (rows, blocks) = Size(quantized);
        Workers.Run(QuantizedLayout.TileCount(rows), new DequantizeWork(quantized.Data, rows, blocks, (float*)values.Data));
    }

    private static (int Rows, int Blocks) Size(Tensor quantized) =>
        (quantized.Shape[0], quantized.Shape[1] / QuantizedLayout.BlockLength);

    private static void Quantize<TElements, T>(T* weight, Tensor quantized, int* badRow)
        where TElements : unmanaged, IElements<T>
        where T : unmanaged
    {
        var (rows, blocks) = Size(quantized);
        Workers.Run(
            QuantizedLayout.TileCount(rows), new QuantizeWork<TElements, T>(weight, rows, blocks, quantized.Data, badRow));
    }

    // Reads rows of the tile that exist, in whole blocks, and writes the whole tile: zeros for rows that do not exist.
    private readonly struct QuantizeWork<TElements, T>(T* weight, int rows, int blocks, byte* tiles, int* badRow) : IParallelWork
        where TElements : unmanaged, IElements<T>
        where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int tile) where TLanes : unmanaged, ILanes<TLanes>
        {
            var values = stackalloc float[QuantizedLayout.BlockLength];
            var tileBlock = tiles + ((long)tile * blocks * TileBlock<TFormat>.Bytes);
            var first = tile * QuantizedLayout.TileRows;
            var count = Math.Min(QuantizedLayout.TileRows, rows - first);
            for (var block = 0; block < blocks; block++)
            {
                if (count < QuantizedLayout.TileRows)
                {
                    new Span<byte>(tileBlock, TileBlock<TFormat>.Bytes).Clear();
                }

                for (var row = 0; row < count; row++)
                {
                    var source = weight + ((((long)(first + row) * blocks) + block) * QuantizedLayout.BlockLength);
                    for (var index = 0; index < QuantizedLayout.BlockLength; index += TLanes.Count)
                    {
                        TLanes.Store(TElements.Load<TLanes>(source + index), values + index);
                    }

                    if (!TFormat.TryQuantize(values, TileBlock<TFormat>.Words(tileBlock) + row, out TileBlock<TFormat>.Scales(tileBlock)[row]))
                    {
                        SetBad(first + row);
                    }
                }

                tileBlock += TileBlock<TFormat>.Bytes;
            }
        }

        // The smallest of all threads.
        private void SetBad(int row)
        {
            int seen;
            while (row < (seen = Volatile.Read(ref *badRow)))
            {
                Interlocked.CompareExchange(ref *badRow, row, seen);
            }
        }
    }

    // Reads the whole tile and writes the rows of it that exist, in whole blocks.
    private readonly struct DequantizeWork(byte* tiles, int rows, int blocks, float* values) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int tile) where TLanes : unmanaged, ILanes<TLanes>
        {
            var tileBlock = tiles + ((long)tile * blocks * TileBlock<TFormat>.Bytes);
            var first = tile * QuantizedLayout.TileRows;
            var count = Math.Min(QuantizedLayout.TileRows, rows - first);
            for (var block = 0; block < blocks; block++)
            {
                for (var row = 0; row < count; row++)
                {
                    var destination = values + ((((long)(first + row) * blocks) + block) * QuantizedLayout.BlockLength);
                    RowBlock<TFormat>.DequantizeHalf(tileBlock, row, 0, destination);
                    RowBlock<TFormat>.DequantizeHalf(tileBlock, row, 1, destination + RowBlock<TFormat>.HalfLength);
                }

                tileBlock += TileBlock<TFormat>.Bytes;
            }
        }
    }
}
