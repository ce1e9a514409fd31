using System.Runtime.CompilerServices;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Quantization;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>
/// A quantised weight times several rows of activations: a prompt, or one token of each of several conversations. The
/// weight is unpacked a <see cref="QuantizedPanel{TFormat}"/> at a time, which all rows then meet in the first-level cache.
/// </summary>
internal static unsafe class QuantizedMatrixProduct
{
    /// <summary>Computes <c>y = x · Wᵀ + bias</c>.</summary>
    /// <param name="x">[turns, rows, <see cref="QuantizedLayout.BlocksPerTurn"/>], as <see cref="ActivationQuantizer"/> makes them.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="weight">The packed weight.</param>
    /// <param name="outFeatures">Its rows.</param>
    /// <param name="blocks">Its blocks in a row.</param>
    /// <param name="bias">[outFeatures], or null.</param>
    /// <param name="y">[rows, outFeatures]; must not overlap the others.</param>
    public static void Run<TFormat>(
        byte* x, int rows, byte* weight, int outFeatures, int blocks, float* bias, float* y)
        where TFormat : unmanaged, IBlockFormat => Workers.Run(
            (outFeatures + QuantizedPanel<TFormat>.Columns - 1) / QuantizedPanel<TFormat>.Columns,
            new MultiplyWork<TFormat>(x, rows, weight, outFeatures, blocks, bias, y));

    // A chunk computes the outputs of two tiles: it reads them whole, the second only where the weight's memory holds it,
    // all of the activations, and writes only columns below outFeatures.
    private readonly struct MultiplyWork<TFormat>(
        byte* x, int rows, byte* weight, int outFeatures, int blocks, float* bias, float* y) : IParallelWork
        where TFormat : unmanaged, IBlockFormat
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            if (typeof(TLanes) == typeof(Lanes512))
            {
                Columns<Words512, Lanes512>(chunk);
            }
            else if (typeof(TLanes) == typeof(Lanes256))
            {
                Columns<Words256, Lanes256>(chunk);
            }
            else
            {
                Columns<WordsPortable, LanesPortable>(chunk);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Columns<TWords, TLanes>(int chunk)
            where TWords : unmanaged, IWordLanes<TWords, TLanes>
            where TLanes : unmanaged, ILanes<TLanes>
        {
            var panelLength = QuantizedLayout.BlocksPerTurn * QuantizedPanel<TFormat>.Stride;
            var panel = ThreadScratch.Take(panelLength + ((long)rows * QuantizedPanel<TFormat>.Columns));
            var sums = panel + panelLength;
            new Span<float>(panel, panelLength + (rows * QuantizedPanel<TFormat>.Columns)).Clear();
            var first = chunk * QuantizedPanel<TFormat>.Columns;
            var tileBytes = (nint)blocks * TileBlock<TFormat>.Bytes;
            var tile = weight + (first / QuantizedLayout.TileRows * tileBytes);
            var hasSecond = first + QuantizedLayout.TileRows < outFeatures;
            for (var block = 0; block < blocks; block += QuantizedLayout.BlocksPerTurn)
            {
                var count = Math.Min(QuantizedLayout.BlocksPerTurn, blocks - block);
                var tileBlock = tile + ((nint)block * TileBlock<TFormat>.Bytes);

                // After a tile's last blocks come the first of the next pair.
                var ahead = (nint)count * TileBlock<TFormat>.Bytes + (block + count < blocks ? 0 : tileBytes);
                QuantizedPanel<TFormat>.Unpack<TWords, TLanes>(tileBlock, count, (int*)panel, ahead);
                if (hasSecond)
                {
                    QuantizedPanel<TFormat>.Unpack<TWords, TLanes>(
                        tileBlock + tileBytes, count, (int*)panel + QuantizedLayout.TileRows, ahead);
                }

                Add<TWords, TLanes>((int*)panel, count, x + ((nint)block * rows * ActivationBlock.Bytes(TFormat.ActivationWords)), sums);
            }

            var columns = Math.Min(QuantizedPanel<TFormat>.Columns, outFeatures - first);
            for (var row = 0; row < rows; row++)
            {
                OutputColumns.Write<TLanes>(
                    sums + ((nint)row * QuantizedPanel<TFormat>.Columns), columns, bias == null ? null : bias + first,
                    y + ((nint)row * outFeatures) + first);
            }
        }

        // All rows' sums over a panel.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Add<TWords, TLanes>(int* panel, int count, byte* from, float* sums)
            where TWords : unmanaged, IWordLanes<TWords, TLanes>
            where TLanes : unmanaged, ILanes<TLanes>
        {
            int done;
            for (var row = 0; row < rows; row += done)
            {
                done = rows - row >= 6 ? 6 : rows - row >= 2 ? 2 : 1;
                for (var column = 0; column < QuantizedPanel<TFormat>.Columns; column += 2 * TLanes.Count)
                {
                    switch (done)
                    {
                        case 6:
                            PanelSums<TFormat, TWords, TLanes>.SixRows(panel + column, count, from, sums + column);
                            break;
                        case 2:
                            PanelSums<TFormat, TWords, TLanes>.TwoRows(panel + column, count, from, sums + column);
                            break;
                        default:
                            PanelSums<TFormat, TWords, TLanes>.OneRow(panel + column, count, from, sums + column);
                            break;
                    }
                }

                from += done * QuantizedLayout.BlocksPerTurn * ActivationBlock.Bytes(TFormat.ActivationWords);
                sums += done * QuantizedPanel<TFormat>.Columns;
            }
        }
    }
}
