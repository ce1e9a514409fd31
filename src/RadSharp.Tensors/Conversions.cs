using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors;

/// <summary>The same numbers stored in another type.</summary>
public static unsafe class Conversions
{
    /// <summary>
    /// A copy stored as <paramref name="dtype"/>, owned by the caller; no gradient follows it. Between Float32, BFloat16
    /// and Float16, rounded to nearest even where the new type is narrower.
    /// </summary>
    /// <param name="tensor">Any shape.</param>
    /// <param name="dtype">How the copy is stored; the tensor's own type gives a clone.</param>
    /// <exception cref="NotSupportedException">One of the two types is quantised.</exception>
    public static Tensor To(this Tensor tensor, DType dtype)
    {
        var from = tensor.DType;
        if (from == dtype)
        {
            return tensor.Clone();
        }

        if (from.IsQuantized() || dtype.IsQuantized())
        {
            throw new NotSupportedException(
                $"To: expected Float32, BFloat16 or Float16 on both sides, but found {tensor} and {dtype}.");
        }

        var converted = Tensor.Uninitialized(tensor.Shape, dtype);
        switch (from, dtype)
        {
            case (DType.Float32, DType.BFloat16):
                Conversion.Float32ToBFloat16(tensor.Span, Elements<ushort>(converted));
                break;
            case (DType.Float32, _):
                Conversion.Float32ToHalf(tensor.Span, Elements<Half>(converted));
                break;
            case (DType.BFloat16, DType.Float32):
                Conversion.BFloat16ToFloat32(Elements<ushort>(tensor), converted.Span);
                break;
            case (DType.BFloat16, _):
                Conversion.BFloat16ToHalf(Elements<ushort>(tensor), Elements<Half>(converted));
                break;
            case (_, DType.Float32):
                Conversion.HalfToFloat32(Elements<Half>(tensor), converted.Span);
                break;
            default:
                Conversion.HalfToBFloat16(Elements<Half>(tensor), Elements<ushort>(converted));
                break;
        }

        return converted;
    }

    // Both 16-bit types: a tensor of them has Count elements of two bytes.
    private static Span<T> Elements<T>(Tensor tensor) where T : unmanaged => new(tensor.Data, tensor.Count);
}
