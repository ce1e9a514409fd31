using RadSharp.Tensors;
using RadSharp.Tensors.Quantization;

namespace RadSharp.Models.Parameters;

/// <summary>Brings a parameter into the type that it is kept in.</summary>
internal static class Keeping
{
    /// <summary>The type that a parameter is kept in.</summary>
    /// <param name="kind">What it is for: only matrices and embeddings are kept in less than Float32.</param>
    /// <param name="shape">Its shape: a matrix whose rows are not whole blocks cannot be quantised.</param>
    /// <param name="matrices">What matrices are kept in.</param>
    /// <param name="keepsPrecision">Whether it is BFloat16 where it would be quantised.</param>
    public static DType TypeOf(ParameterKind kind, Shape shape, DType matrices, bool keepsPrecision) =>
        kind is not (ParameterKind.Matrix or ParameterKind.Embedding) ? DType.Float32
        : !matrices.IsQuantized() ? matrices
        : keepsPrecision ? DType.BFloat16
        : shape[1] % QuantizedLayout.BlockLength == 0 ? matrices
        : DType.Float32;

    /// <summary>The tensor itself where it has the type already; else a converted one, and the tensor is disposed of.</summary>
    /// <param name="tensor">Float32.</param>
    /// <param name="dtype">
    /// Float32, half precision, or blocks of 8 or 4 bits; a matrix whose rows are not whole blocks stays Float32, as only
    /// small networks have them.
    /// </param>
    public static Tensor KeptAs(this Tensor tensor, DType dtype)
    {
        var isWhole = tensor.Shape.Rank == 2 && tensor.Shape[1] % QuantizedLayout.BlockLength == 0;
        if (tensor.DType == dtype || (dtype.IsQuantized() && !isWhole))
        {
            return tensor;
        }

        using (tensor)
        {
            return dtype.IsQuantized() ? tensor.Quantize(dtype) : tensor.To(dtype);
        }
    }
}
