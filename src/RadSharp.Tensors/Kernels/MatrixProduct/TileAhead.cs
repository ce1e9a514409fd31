using RadSharp.Tensors.Quantization;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>The rectangle of a quantised weight that will be packed next, a part at a time.</summary>
internal static unsafe class TileAhead<TFormat> where TFormat : unmanaged, IBlockFormat
{
    /// <summary>Part <paramref name="part"/> of what holds the rows and columns.</summary>
    public static Ahead Part(byte* tiles, int blocks, int row, int rows, int column, int columns, int part)
    {
        var (tile, block) = (row / QuantizedLayout.TileRows, column / QuantizedLayout.BlockLength);
        var tileCount = ((row + rows - 1) / QuantizedLayout.TileRows) + 1 - tile;
        var blockCount = ((column + columns - 1) / QuantizedLayout.BlockLength) + 1 - block;
        var first = tiles + ((((long)tile * blocks) + block) * TileBlock<TFormat>.Bytes);
        var floats = TileBlock<TFormat>.Bytes / sizeof(float);
        return Ahead.Part((float*)first, (nint)blocks * floats, tileCount, blockCount * floats, part);
    }
}
