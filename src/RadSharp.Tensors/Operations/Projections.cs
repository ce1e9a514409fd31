using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels;
using RadSharp.Tensors.Kernels.MatrixProduct;

namespace RadSharp.Tensors.Operations;

/// <summary>Products with a layer's weight.</summary>
public static class Projections
{
    /// <summary><c>activation(x · Wᵀ + bias)</c>, the linear layer.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[…, inFeatures].</param>
    /// <param name="weight">[outFeatures, inFeatures] as in checkpoints; stored in any type, trained only in Float32.</param>
    /// <param name="bias">[outFeatures], or null.</param>
    /// <param name="activation">The function that follows.</param>
    /// <returns>[…, outFeatures].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Linear(
        this Tape tape, Tensor x, Tensor weight, Tensor? bias = null, Activation activation = Activation.None)
    {
        Expect.Float32("Linear", x);
        Expect.That(
            weight.Shape.Rank == 2 && x.Shape.Rank >= 1 && x.Shape[-1] == weight.Shape[1], "Linear",
            $"expected x […, inFeatures] and a weight [outFeatures, inFeatures], but found {x.Shape} and {weight.Shape}");
        if (bias is { } shift)
        {
            Expect.Float32("Linear", shift);
            Expect.Shaped("Linear", "a bias", shift, [weight.Shape[0]]);
        }

        // Backward needs what the activation was applied to, so it is a step of its own while recording.
        var records = tape.Records(x, weight, bias);
        var fused = records ? Activation.None : activation;
        var rows = (int)x.Shape.CountOf(0, x.Shape.Rank - 1);
        var y = tape.New(x.Shape.With(-1, weight.Shape[0]));
        WeightProduct.Forward(rows, x.Span, weight, bias is { } b ? b.Span : default, fused, y.Span);
        if (!records)
        {
            return y;
        }

        tape.Record(y, new LinearBackward(rows, x, weight, bias));
        return tape.Activate(y, activation);
    }

    private sealed class LinearBackward(int rows, Tensor x, Tensor weight, Tensor? bias) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var dy = output.Gradient.Span;
            var (outFeatures, inFeatures) = (weight.Shape[0], weight.Shape[1]);
            if (x.NeedsGradient)
            {
                var dx = tape.GradientOf(x, out var accumulate);
                WeightProduct.InputGradient(rows, dy, weight, dx.Span, accumulate);
            }

            if (weight.NeedsGradient)
            {
                // dW = dyᵀ · x
                var dw = tape.GradientOf(weight, out var accumulate);
                Gemm.Multiply(outFeatures, inFeatures, rows, dy, true, x.Span, false, dw.Span, accumulate);
            }

            if (bias is { NeedsGradient: true } shift)
            {
                ColumnSums.Run(dy, outFeatures, tape.GradientOf(shift, out var accumulate).Span, accumulate);
            }
        }
    }
}
