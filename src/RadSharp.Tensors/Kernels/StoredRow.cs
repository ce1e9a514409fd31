using RadSharp.Tensors.Kernels.Quantized;
using RadSharp.Tensors.Quantization;

namespace RadSharp.Tensors.Kernels;

/// <summary>One row of a matrix in any storage type, as Float32.</summary>
internal static unsafe class StoredRow
{
    /// <summary>Writes a row of <paramref name="matrix"/> to <paramref name="destination"/>, exactly.</summary>
    /// <param name="matrix">[rows, columns]</param>
    /// <param name="row">0 ≤ row &lt; rows: the caller answers for it.</param>
    /// <param name="destination">[columns]</param>
    public static void Read(Tensor matrix, int row, Span<float> destination)
    {
        // A row that exists lies within the tensor's rows · columns elements of two or four bytes.
        var first = (nint)row * destination.Length;
        switch (matrix.DType)
        {
            case DType.Float32:
                new ReadOnlySpan<float>((float*)matrix.Data + first, destination.Length).CopyTo(destination);
                break;
            case DType.BFloat16:
                Conversion.BFloat16ToFloat32(new((ushort*)matrix.Data + first, destination.Length), destination);
                break;
            case DType.Float16:
                Conversion.HalfToFloat32(new((Half*)matrix.Data + first, destination.Length), destination);
                break;
            case DType.Q8:
                ReadBlocks<Q8Format>(matrix.Data, row, destination);
                break;
            case DType.Q4:
                ReadBlocks<Q4Format>(matrix.Data, row, destination);
                break;
        }
    }

    // The columns of a quantised matrix are whole blocks, so halves of a block fill the destination exactly.
    private static void ReadBlocks<TFormat>(byte* tiles, int row, Span<float> destination) where TFormat : unmanaged, IBlockFormat
    {
        var blocks = destination.Length / QuantizedLayout.BlockLength;
        var (tile, rowInTile) = Math.DivRem(row, QuantizedLayout.TileRows);
        fixed (float* to = destination)
        {
            for (var half = 0; half < 2 * blocks; half++)
            {
                var tileBlock = tiles + (((nint)tile * blocks) + (half / 2)) * TileBlock<TFormat>.Bytes;
                RowBlock<TFormat>.DequantizeHalf(tileBlock, rowInTile, half % 2, to + (half * RowBlock<TFormat>.HalfLength));
            }
        }
    }
}
