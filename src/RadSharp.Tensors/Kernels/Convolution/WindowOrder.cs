using System.Runtime.CompilerServices;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>The order in which a window sees a weight's elements: tap row, tap column, channel.</summary>
internal static unsafe class WindowOrder
{
    /// <summary>Brings one group's weight gradient into the order of checkpoints.</summary>
    /// <param name="source">[outputs, kernelHeight, kernelWidth, inputs].</param>
    /// <param name="sizes">The sizes.</param>
    /// <param name="destination">[outputs, inputs, kernelHeight, kernelWidth].</param>
    /// <param name="accumulate">Whether to add.</param>
    public static void ToCheckpoint(float* source, in ConvolutionSizes sizes, float* destination, bool accumulate)
    {
        var work = new ReorderWork(source, sizes.KernelHeight * sizes.KernelWidth, sizes.GroupInputs, destination, accumulate);
        Workers.Run(sizes.GroupOutputs, work);
    }

    // A chunk is one output channel: kernel · inputs floats of either span.
    private readonly struct ReorderWork(float* source, int kernel, int inputs, float* destination, bool accumulate)
        : IParallelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var from = source + ((nint)chunk * kernel * inputs);
            var to = destination + ((nint)chunk * kernel * inputs);
            for (var input = 0; input < inputs; input++)
            {
                for (var tap = 0; tap < kernel; tap++)
                {
                    var value = from[((nint)tap * inputs) + input];
                    *to = accumulate ? *to + value : value;
                    to++;
                }
            }
        }
    }
}
