using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.Quantized;
using RadSharp.Tensors.Quantization;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>
/// A quantised weight [outFeatures, inFeatures] whose rows are the lines, as in x · Wᵀ: exact float32 products of the
/// dequantised weight. A tile holds the same columns of its rows side by side, which is just what a panel wants.
/// </summary>
/// <param name="tiles">The packed weight.</param>
/// <param name="blocks">Blocks in a row.</param>
internal readonly unsafe struct QuantizedRows<TFormat>(byte* tiles, int blocks) : IPanelSource
    where TFormat : unmanaged, IBlockFormat
{
    /// <inheritdoc/>
    // Reads the tiles of lines < line + lines, which exist in whole, and blocks of depths < depth + depths.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack<TLanes>(int line, int lines, int depth, int depths, int width, float* panel)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        if (typeof(TLanes) == typeof(Lanes512))
        {
            Pack<Words512, Lanes512>(line, lines, depth, depths, width, panel);
        }
        else if (typeof(TLanes) == typeof(Lanes256))
        {
            Pack<Words256, Lanes256>(line, lines, depth, depths, width, panel);
        }
        else
        {
            Pack<WordsPortable, LanesPortable>(line, lines, depth, depths, width, panel);
        }
    }

    /// <inheritdoc/>
    public Ahead Upcoming(int line, int lines, int depth, int depths, int part) =>
        TileAhead<TFormat>.Part(tiles, blocks, line, lines, depth, depths, part);

    /// <inheritdoc/>
    public float* Direct(int line, int depth, out nint step)
    {
        step = 0;
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack<TWords, TLanes>(int line, int lines, int depth, int depths, int width, float* panel)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var buffer = stackalloc float[QuantizedLayout.BlockLength * TLanes.Count];
        var end = depth + depths;
        for (var block = depth / QuantizedLayout.BlockLength; block * QuantizedLayout.BlockLength < end; block++)
        {
            // The depths of this block that are wanted, counted from its first.
            var start = block * QuantizedLayout.BlockLength;
            var from = Math.Max(depth - start, 0);
            var to = Math.Min(end - start, QuantizedLayout.BlockLength);
            var target = panel + ((nint)(start + from - depth) * width);
            for (var packed = 0; packed < lines;)
            {
                // As many lines as share a register, or what there is of them at either end.
                var offset = (line + packed) % TLanes.Count;
                var count = Math.Min(TLanes.Count - offset, lines - packed);
                var tileBlock = TileBlockOf(line + packed, block);
                var part = (line + packed) % QuantizedLayout.TileRows - offset;
                if (count == TLanes.Count && to - from == QuantizedLayout.BlockLength)
                {
                    Dequantize<TWords, TLanes>(tileBlock, part, target + packed, width);
                }
                else
                {
                    Dequantize<TWords, TLanes>(tileBlock, part, buffer, TLanes.Count);
                    for (var d = from; d < to; d++)
                    {
                        var wanted = new ReadOnlySpan<float>(buffer + (d * TLanes.Count) + offset, count);
                        wanted.CopyTo(new Span<float>(target + ((nint)(d - from) * width) + packed, count));
                    }
                }

                packed += count;
            }
        }

        for (var d = 0; lines < width && d < depths; d++)
        {
            new Span<float>(panel + ((nint)d * width) + lines, width - lines).Clear();
        }
    }

    // A register of lines, all 32 depths: destination[d · stride + lane].
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Dequantize<TWords, TLanes>(byte* tileBlock, int part, float* destination, nint stride)
        where TWords : unmanaged, IWordLanes<TWords, TLanes>
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var scales = TLanes.LoadHalf(TileBlock<TFormat>.Scales(tileBlock) + part);
        var words = TileBlock<TFormat>.Words(tileBlock) + part;
        for (var g = 0; g < QuantizedLayout.BlockLength / 4; g++)
        {
            TFormat.Weights<TWords, TLanes>(words, g, out var first, out var second, out var third, out var fourth);
            TLanes.Store(first * scales, destination);
            TLanes.Store(second * scales, destination + stride);
            TLanes.Store(third * scales, destination + (2 * stride));
            TLanes.Store(fourth * scales, destination + (3 * stride));
            destination += 4 * stride;
        }
    }

    private byte* TileBlockOf(int line, int block) =>
        tiles + ((((long)(line / QuantizedLayout.TileRows) * blocks) + block) * TileBlock<TFormat>.Bytes);
}
