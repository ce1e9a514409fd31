using RadSharp.Tensors.Quantization;

namespace RadSharp.Tensors.Kernels.MatrixProduct;

/// <summary>
/// Products of activations with a weight matrix as checkpoints store it, [outFeatures, inFeatures], in any storage type.
/// Float32 arithmetic on the weight widened block by block, but for x · Wᵀ with a quantised weight
/// (<see cref="MatrixVector"/>).
/// </summary>
public static unsafe class WeightProduct
{
    // Up to so many rows, reading the weight once is what takes the time; with more, packing it pays.
    private const int FewRows = 8;

    /// <summary><c>y = activation(x · Wᵀ + bias)</c>.</summary>
    /// <param name="rows">Rows of activations.</param>
    /// <param name="x">[rows, inFeatures].</param>
    /// <param name="weight">[outFeatures, inFeatures], any storage type.</param>
    /// <param name="bias">[outFeatures], or empty.</param>
    /// <param name="activation">The function, applied while the sums are in the cache.</param>
    /// <param name="y">[rows, outFeatures]; must not overlap the others.</param>
    public static void Forward(
        int rows, ReadOnlySpan<float> x, Tensor weight, ReadOnlySpan<float> bias, Activation activation, Span<float> y)
    {
        if (rows <= FewRows || weight.DType.IsQuantized())
        {
            MatrixVector.Multiply(x, rows, weight, bias, y);
            if (activation != Activation.None)
            {
                Activations.Forward(activation, y, y);
            }

            return;
        }

        var (outFeatures, inFeatures) = (weight.Shape[0], weight.Shape[1]);
        fixed (float* from = x, shift = bias, to = y)
        {
            var product = new Product(rows, outFeatures, inFeatures, from, to, false, new Epilogue(shift, activation));
            var w = weight.Data;
            switch (weight.DType)
            {
                case DType.BFloat16:
                    product.Run(new NarrowDepthContiguous<BFloat16Elements, ushort>((ushort*)w, inFeatures));
                    break;
                case DType.Float16:
                    product.Run(new NarrowDepthContiguous<HalfElements, Half>((Half*)w, inFeatures));
                    break;
                default:
                    Gemm.Multiply(
                        rows, outFeatures, inFeatures, from, inFeatures, false, (float*)w, inFeatures, true, to, outFeatures, false,
                        new Epilogue(shift, activation));
                    break;
            }
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
        fixed (float* from = dy, to = dx)
        {
            var product = new Product(rows, inFeatures, outFeatures, from, to, accumulate, default);
            var w = weight.Data;
            var blocks = inFeatures / QuantizedLayout.BlockLength;
            switch (weight.DType)
            {
                case DType.Q8:
                    product.Run(new QuantizedColumns<Q8Format>(w, blocks));
                    break;
                case DType.Q4:
                    product.Run(new QuantizedColumns<Q4Format>(w, blocks));
                    break;
                case DType.BFloat16:
                    product.Run(new NarrowLineContiguous<BFloat16Elements, ushort>((ushort*)w, inFeatures));
                    break;
                case DType.Float16:
                    product.Run(new NarrowLineContiguous<HalfElements, Half>((Half*)w, inFeatures));
                    break;
                default:
                    product.Run(new LineContiguous((float*)w, inFeatures));
                    break;
            }
        }
    }

    /// <summary>A product whose right operand is still open.</summary>
    private readonly struct Product(int rows, int columns, int depth, float* left, float* c, bool accumulate, Epilogue epilogue)
    {
        public void Run<TRight>(TRight right) where TRight : unmanaged, IPanelSource =>
            GemmDriver.Run(rows, columns, depth, new DepthContiguous(left, depth), right, c, columns, accumulate, epilogue);
    }
}
