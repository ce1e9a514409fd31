using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RadSharp.Tensors.Quantization;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>One row's block in a tile, as floats.</summary>
internal static unsafe class RowBlock<TFormat> where TFormat : unmanaged, IBlockFormat
{
    /// <summary>Weights of half a block.</summary>
    public const int HalfLength = QuantizedLayout.BlockLength / 2;

    /// <summary>Writes sixteen neighbouring weights, each integer times the scale.</summary>
    /// <param name="tileBlock">The tile block.</param>
    /// <param name="row">The row in the tile.</param>
    /// <param name="half">0 for weights 0 to 15, 1 for weights 16 to 31.</param>
    /// <param name="destination">Sixteen floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DequantizeHalf(byte* tileBlock, int row, int half, float* destination)
    {
        var scale = Vector128.Create((float)TileBlock<TFormat>.Scales(tileBlock)[row]);
        var integers = TFormat.Integers(TileBlock<TFormat>.Words(tileBlock) + row, half);
        var (low, high) = Vector128.Widen(integers);
        var (first, second) = Vector128.Widen(low);
        var (third, fourth) = Vector128.Widen(high);
        (Vector128.ConvertToSingle(first) * scale).Store(destination);
        (Vector128.ConvertToSingle(second) * scale).Store(destination + 4);
        (Vector128.ConvertToSingle(third) * scale).Store(destination + 8);
        (Vector128.ConvertToSingle(fourth) * scale).Store(destination + 12);
    }
}
