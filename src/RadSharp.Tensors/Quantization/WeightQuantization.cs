using RadSharp.Tensors.Kernels.Quantized;

namespace RadSharp.Tensors.Quantization;

/// <summary>Weight matrices to 8 and 4 bits, and back.</summary>
public static class WeightQuantization
{
    /// <summary>
    /// The weight in blocks of 32 with a scale each, packed for the hardware (<see cref="QuantizedLayout"/>); owned by the
    /// caller. The values are those of the formats called Q8_0 and Q4_0 elsewhere, bit for bit; the error of a weight is at
    /// most half its block's scale in Q8, and in Q4 half of it below and one of it at the end opposite to the extreme.
    /// </summary>
    /// <param name="weight">[outFeatures, inFeatures] in Float32, BFloat16 or Float16; inFeatures a multiple of 32.</param>
    /// <param name="dtype"><see cref="DType.Q8"/> or <see cref="DType.Q4"/>.</param>
    /// <exception cref="ArgumentException">
    /// Other types or shapes; or a row holds NaN, an infinity, or a value too large for a half-precision scale.
    /// </exception>
    public static Tensor Quantize(this Tensor weight, DType dtype)
    {
        Expect.That(
            dtype.IsQuantized() && !weight.DType.IsQuantized(), "Quantize",
            $"expected a Float32, BFloat16 or Float16 weight and Q8 or Q4 to make of it, but found {weight} and {dtype}");
        var quantized = Tensor.Uninitialized(weight.Shape, dtype);
        var badRow = dtype == DType.Q8
            ? BlockConversion<Q8Format>.Quantize(weight, quantized)
            : BlockConversion<Q4Format>.Quantize(weight, quantized);
        if (badRow is { } row)
        {
            quantized.Dispose();
            throw new ArgumentException(
                $"Quantize: row {row} of the weight {weight} holds NaN, an infinity, or a value too large for a " +
                $"half-precision scale. Expected finite weights; check the checkpoint, or keep this one in {weight.DType}.");
        }

        return quantized;
    }

    /// <summary>The weight as Float32, [outFeatures, inFeatures], owned by the caller: integers times scales.</summary>
    /// <param name="weight">A Q8 or Q4 tensor.</param>
    /// <exception cref="ArgumentException">The tensor is stored in another type.</exception>
    public static Tensor Dequantize(this Tensor weight)
    {
        Expect.That(weight.DType.IsQuantized(), "Dequantize", $"expected a Q8 or Q4 weight, but found {weight}");
        var values = Tensor.Uninitialized(weight.Shape);
        if (weight.DType == DType.Q8)
        {
            BlockConversion<Q8Format>.Dequantize(weight, values);
        }
        else
        {
            BlockConversion<Q4Format>.Dequantize(weight, values);
        }

        return values;
    }
}
