namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>Products of activations with a weight matrix as checkpoints store it, [outFeatures, inFeatures].</summary>
public static unsafe class WeightProduct
{
    /// <summary><c>y = activation(x · Wᵀ + bias)</c>.</summary>
    /// <param name="rows">Rows of activations.</param>
    /// <param name="x">[rows, inFeatures].</param>
    /// <param name="weight">[outFeatures, inFeatures], any storage type.</param>
    /// <param name="bias">[outFeatures], or empty.</param>
    /// <param name="activation">The function, applied while the sums are in the cache.</param>
    /// <param name="y">[rows, outFeatures]; must not overlap the others.</param>
    public static void Forward(int rows, ReadOnlySpan<float> x, Tensor weight, ReadOnlySpan<float> bias, Activation activation, Span<float> y)
    {
        var (outFeatures, inFeatures) = (weight.Shape[0], weight.Shape[1]);
        fixed (float* from = x, shift = bias, to = y, w = weight.Span)
        {
            Gemm.Multiply(
                rows, outFeatures, inFeatures, from, inFeatures, false, w, inFeatures, true, to, outFeatures, false, new Epilogue(shift, activation));
        }
    }

    /// <summary><c>dx = dy · W</c>, or <c>+=</c>: the gradient to the input, for any storage type of the weight.</summary>
    /// <param name="rows">Rows of activations.</param>
    /// <param name="dy">[rows, outFeatures].</param>
    /// <param name="weight">[outFeatures, inFeatures].</param>
    /// <param name="dx">[rows, inFeatures]; must not overlap the others.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/>.</param>
    public static void InputGradient(int rows, ReadOnlySpan<float> dy, Tensor weight, Span<float> dx, bool accumulate)
    {
        var (outFeatures, inFeatures) = (weight.Shape[0], weight.Shape[1]);
        Gemm.Multiply(rows, inFeatures, outFeatures, dy, false, weight.Span, false, dx, accumulate);
    }
}
