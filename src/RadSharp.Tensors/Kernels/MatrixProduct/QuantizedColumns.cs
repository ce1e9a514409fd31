using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.Quantized;
using RadSharp.Tensors.Quantization;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>
/// A quantised weight [outFeatures, inFeatures] whose columns are the lines and whose rows are the depths, as in the
/// gradient to the input, dY · W.
/// </summary>
/// <param name="tiles">The packed weight.</param>
/// <param name="blocks">Blocks in a row.</param>
internal readonly unsafe struct QuantizedColumns<TFormat>(byte* tiles, int blocks) : IPanelSource
    where TFormat : unmanaged, IBlockFormat
{
    private const int HalfLength = RowBlock<TFormat>.HalfLength;

    /// <inheritdoc/>
    // Reads rows < depth + depths in half blocks of columns that hold a line < line + lines.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack<TLanes>(int line, int lines, int depth, int depths, int width, float* panel)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var buffer = stackalloc float[HalfLength];
        for (var row = depth; row < depth + depths; row++)
        {
            var tile = tiles + ((long)(row / QuantizedLayout.TileRows) * blocks * TileBlock<TFormat>.Bytes);
            for (var packed = 0; packed < lines;)
            {
                var (half, offset) = Math.DivRem(line + packed, HalfLength);
                var count = Math.Min(HalfLength - offset, lines - packed);
                var tileBlock = tile + ((long)(half / 2) * TileBlock<TFormat>.Bytes);
                if (count == HalfLength)
                {
                    RowBlock<TFormat>.DequantizeHalf(tileBlock, row % QuantizedLayout.TileRows, half % 2, panel + packed);
                }
                else
                {
                    RowBlock<TFormat>.DequantizeHalf(tileBlock, row % QuantizedLayout.TileRows, half % 2, buffer);
                    new ReadOnlySpan<float>(buffer + offset, count).CopyTo(new Span<float>(panel + packed, count));
                }

                packed += count;
            }

            new Span<float>(panel + lines, width - lines).Clear();
            panel += width;
        }
    }

    /// <inheritdoc/>
    public Ahead Upcoming(int line, int lines, int depth, int depths, int part) =>
        TileAhead<TFormat>.Part(tiles, blocks, depth, depths, line, lines, part);

    /// <inheritdoc/>
    public float* Direct(int line, int depth, out nint step)
    {
        step = 0;
        return null;
    }
}
