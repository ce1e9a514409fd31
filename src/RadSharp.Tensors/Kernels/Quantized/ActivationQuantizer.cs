using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RadSharp.Tensors.Quantization;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>Makes <see cref="ActivationBlock"/>s of rows of activations, as many bits wide as the weights' format wants.</summary>
internal static unsafe class ActivationQuantizer
{
    // A block whose activations are all smaller counts as zeros: beyond float32's normal range, once divided.
    private const float Smallest = 1e-30f;

    private const int BlocksPerChunk = Elementwise.ChunkLength / QuantizedLayout.BlockLength;

    /// <summary>Quantises rows of activations.</summary>
    /// <param name="x">[rows, blocks · 32].</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="blocks">Blocks in a row.</param>
    /// <param name="quantized">
    /// [turns, rows, <see cref="QuantizedLayout.BlocksPerTurn"/>] blocks for the weights' format: what meets the same
    /// weights lies together. <see cref="ByteCount{TFormat}"/> bytes, of which those beyond a row's last block stay undefined.
    /// </param>
    public static void Run<TFormat>(float* x, int rows, int blocks, byte* quantized) where TFormat : unmanaged, IBlockFormat
    {
        var all = (long)rows * blocks;
        Workers.Run((int)((all + BlocksPerChunk - 1) / BlocksPerChunk), new QuantizeWork<TFormat>(x, rows, blocks, quantized));
    }

    /// <summary>Bytes that rows take, whole turns each.</summary>
    public static long ByteCount<TFormat>(int rows, int blocks) where TFormat : unmanaged, IBlockFormat
    {
        var turns = (blocks + QuantizedLayout.BlocksPerTurn - 1) / QuantizedLayout.BlocksPerTurn;
        return (long)rows * turns * QuantizedLayout.BlocksPerTurn * ActivationBlock.Bytes(TFormat.ActivationWords);
    }

    // A chunk reads blocks [chunk · BlocksPerChunk, end) of x and writes their places only. Vector128 on every path: the same
    // bits everywhere.
    private readonly struct QuantizeWork<TFormat>(float* x, int rows, int blocks, byte* quantized) : IParallelWork
        where TFormat : unmanaged, IBlockFormat
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var first = (long)chunk * BlocksPerChunk;
            var end = Math.Min(first + BlocksPerChunk, (long)rows * blocks);
            for (var index = first; index < end; index++)
            {
                var (row, block) = Math.DivRem(index, blocks);
                var (turn, place) = Math.DivRem(block, QuantizedLayout.BlocksPerTurn);
                var to = (((turn * rows) + row) * QuantizedLayout.BlocksPerTurn) + place;
                Quantize(
                    x + (index * QuantizedLayout.BlockLength),
                    (ActivationBlock*)(quantized + (to * ActivationBlock.Bytes(TFormat.ActivationWords))));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Quantize(float* values, ActivationBlock* block)
        {
            var magnitude = BlockMagnitude.Of(values);
            var isFinite = float.IsFinite(magnitude);
            var inverse = Vector128.Create(isFinite && magnitude > Smallest ? TFormat.LargestActivation / magnitude : 0);
            var sum = Vector128<int>.Zero;
            for (var quarter = 0; quarter < 4; quarter++)
            {
                var low = Integers(values + (4 * quarter), inverse);
                var high = Integers(values + (4 * quarter) + 16, inverse);
                sum += low + high;
                TFormat.StoreActivations(low, high, quarter, block->Words);
            }

            block->Start = -TFormat.Offset * Vector128.Sum(sum);
            block->Scale = isFinite ? magnitude / TFormat.LargestActivation : float.NaN;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<int> Integers(float* values, Vector128<float> inverse) =>
            Vector128.ConvertToInt32(Vector128.Round(Vector128.Load(values) * inverse));
    }
}
