using RadSharp.Tensors;
using RadSharp.Tensors.Quantization;

namespace RadSharp.Models.Parameters;

/// <summary>Brings a parameter into the type that it is kept in.</summary>
internal static class Keeping
{
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
