using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RadSharp.Tensors.Quantization;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>Makes <see cref="ActivationBlock"/>s of rows of activations.</summary>
internal static unsafe class ActivationQuantizer
{
    private const int Largest = short.MaxValue;

    // A block whose activations are all smaller counts as zeros: beyond float32's normal range, once divided.
    private const float Smallest = 1e-30f;

    private const int BlocksPerChunk = Elementwise.ChunkLength / QuantizedLayout.BlockLength;

    /// <summary>Quantises <paramref name="blocks"/> · 32 activations.</summary>
    /// <param name="x">The activations.</param>
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="weightOffset">The <see cref="IBlockFormat.Offset"/> of the weights they will meet.</param>
    /// <param name="quantized">As many blocks.</param>
    public static void Run(float* x, int blocks, int weightOffset, ActivationBlock* quantized) =>
        Workers.Run((blocks + BlocksPerChunk - 1) / BlocksPerChunk, new QuantizeWork(x, blocks, weightOffset, quantized));

    // A chunk reads and writes blocks [chunk · BlocksPerChunk, end) only. Vector128 on every path: the same bits everywhere.
    private readonly struct QuantizeWork(float* x, int blocks, int weightOffset, ActivationBlock* quantized) : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var end = Math.Min((chunk + 1) * BlocksPerChunk, blocks);
            for (var block = chunk * BlocksPerChunk; block < end; block++)
            {
                Quantize(x + ((nint)block * QuantizedLayout.BlockLength), quantized + block);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Quantize(float* values, ActivationBlock* block)
        {
            var magnitude = BlockMagnitude.Of(values);
            var isFinite = float.IsFinite(magnitude);
            var inverse = Vector128.Create(isFinite && magnitude > Smallest ? Largest / magnitude : 0);
            var sum = Vector128<int>.Zero;
            for (var quarter = 0; quarter < 4; quarter++)
            {
                var low = Integers(values + (4 * quarter), inverse);
                var high = Integers(values + (4 * quarter) + 16, inverse);
                sum += low + high;
                var pairs = Vector128.Shuffle(Vector128.Narrow(low, high), Vector128.Create((short)0, 2, 4, 6, 1, 3, 5, 7));
                pairs.AsInt32().Store(block->Pairs + (4 * quarter));
            }

            block->Start = -weightOffset * Vector128.Sum(sum);
            block->Scale = isFinite ? magnitude / Largest : float.NaN;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<int> Integers(float* values, Vector128<float> inverse) =>
            Vector128.ConvertToInt32(Vector128.Round(Vector128.Load(values) * inverse));
    }
}
