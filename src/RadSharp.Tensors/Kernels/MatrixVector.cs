using RadSharp.Tensors.Kernels.Quantized;
using RadSharp.Tensors.Quantization;

namespace RadSharp.Tensors.Kernels;

/// <summary>
/// Products of rows of activations with a weight as checkpoints store it, [outFeatures, inFeatures], whose time, where the
/// rows are few, is that of reading the weight: what a decode step is made of.
/// </summary>
public static unsafe class MatrixVector
{
    /// <summary>
    /// <c>y = x · Wᵀ + bias</c> for a weight of any storage type. Spread over the threads of
    /// <see cref="Threading.Workers"/>; an output's bits depend neither on their number nor on the other rows. Any number of
    /// rows is right; where the weight is not quantised, packing it for a matrix product pays from about ten on.
    /// </summary>
    /// <remarks>
    /// Float32, BFloat16 and Float16 weights: exact float32 arithmetic. Q8 and Q4: of every 32 neighbouring activations a row's
    /// are rounded to 16 bits and to 8 bits, much less than the rounding of the weights themselves: an error of at most 1.2e-4
    /// of √(1 + Σ products²) in the tests with Q8, and of about 0.4 % of the outputs' root mean square with Q4. A row of
    /// activations that holds NaN or an infinity gives NaN in all its outputs.
    /// </remarks>
    /// <param name="x">[rows, inFeatures].</param>
    /// <param name="rows">Number of rows, ≥ 0.</param>
    /// <param name="weight">[outFeatures, inFeatures].</param>
    /// <param name="bias">[outFeatures], or empty.</param>
    /// <param name="y">[rows, outFeatures]; must not overlap the others.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Multiply(
        ReadOnlySpan<float> x, int rows, Tensor weight, ReadOnlySpan<float> bias, Span<float> y)
    {
        var shape = weight.Shape;
        Expect.That(shape.Rank == 2, "MatrixVector", $"expected a weight [outFeatures, inFeatures], but found {weight}");
        var (outFeatures, inFeatures) = (shape[0], shape[1]);
        Expect.That(
            rows >= 0 && x.Length == (long)rows * inFeatures && y.Length == (long)rows * outFeatures
            && (bias.IsEmpty || bias.Length == outFeatures),
            "MatrixVector",
            $"expected {rows} rows of x and y and a bias that fit the weight {shape}, but found {x.Length}, {y.Length} and {bias.Length} elements");
        if (y.IsEmpty)
        {
            return;
        }

        fixed (float* from = x, shift = bias, to = y)
        {
            switch (weight.DType)
            {
                case DType.Q8:
                    QuantizedProduct.Multiply<Q8Format>(from, rows, weight, shift, to);
                    break;
                case DType.Q4:
                    QuantizedProduct.Multiply<Q4Format>(from, rows, weight, shift, to);
                    break;
                case DType.BFloat16:
                    RowMajorProduct<BFloat16Elements, ushort>.Multiply(
                        from, rows, (ushort*)weight.Data, outFeatures, inFeatures, shift, to);
                    break;
                case DType.Float16:
                    RowMajorProduct<HalfElements, Half>.Multiply(
                        from, rows, (Half*)weight.Data, outFeatures, inFeatures, shift, to);
                    break;
                default:
                    RowMajorProduct<Float32Elements, float>.Multiply(
                        from, rows, (float*)weight.Data, outFeatures, inFeatures, shift, to);
                    break;
            }
        }
    }
}
