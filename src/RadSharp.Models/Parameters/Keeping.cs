using RadSharp.Tensors;
using RadSharp.Tensors.Quantization;

namespace RadSharp.Models.Parameters;

/// <summary>Brings a parameter into the type that it is kept in.</summary>
internal static class Keeping
{
    /// <summary>The tensor itself where it has the type already; else a converted one, and the tensor is disposed of.</summary>
    /// <param name="tensor">Float32.</param>
    /// <param name="dtype">Float32, half precision, or blocks of 8 or 4 bits (matrices whose rows are whole blocks).</param>
    public static Tensor KeptAs(this Tensor tensor, DType dtype)
    {
        if (tensor.DType == dtype)
        {
            return tensor;
        }

        using (tensor)
        {
            return dtype is DType.Q8 or DType.Q4 ? tensor.Quantize(dtype) : tensor.To(dtype);
        }
    }
}
