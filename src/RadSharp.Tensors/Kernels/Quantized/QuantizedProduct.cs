using System.Diagnostics;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Quantization;

namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>Products of activations with a quantised weight.</summary>
/// <remarks>
/// Activations become integers with a scale for every 32 (<see cref="ActivationBlock"/>), of 16 bits for Q8 weights and of 8
/// bits for Q4 weights, and the sums within a block are exact integers. Against float32 arithmetic with the same weights the
/// error is that of rounding the activations: about 2e-5 and 4e-3 of the root mean square output. An output's bits depend neither on the number of threads nor on the
/// other rows: a token gets the same numbers in a prompt, alone and beside other conversations.
/// </remarks>
internal static unsafe class QuantizedProduct
{
    /// <summary><c>y = x · Wᵀ + bias</c>.</summary>
    /// <param name="x">[rows, inFeatures].</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="weight">A <typeparamref name="TFormat"/> tensor [outFeatures, inFeatures].</param>
    /// <param name="bias">[outFeatures], or null.</param>
    /// <param name="y">[rows, outFeatures]; must not overlap the others.</param>
    public static void Multiply<TFormat>(float* x, int rows, Tensor weight, float* bias, float* y)
        where TFormat : unmanaged, IBlockFormat
    {
        Debug.Assert(weight.DType == TFormat.DType, "the weight is of another format");
        var (outFeatures, blocks) = (weight.Shape[0], weight.Shape[1] / QuantizedLayout.BlockLength);
        var byteCount = ActivationQuantizer.ByteCount<TFormat>(rows, blocks);
        var activations = (byte*)TensorMemory.Rent(byteCount);
        try
        {
            ActivationQuantizer.Run<TFormat>(x, rows, blocks, activations);
            if (rows == 1)
            {
                QuantizedVectorProduct.Run<TFormat>(activations, weight.Data, outFeatures, blocks, bias, y);
            }
            else
            {
                QuantizedMatrixProduct.Run<TFormat>(activations, rows, weight.Data, outFeatures, blocks, bias, y);
            }
        }
        finally
        {
            TensorMemory.Return(activations, byteCount);
        }
    }
}
