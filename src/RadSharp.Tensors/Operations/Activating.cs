using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors.Operations;

/// <summary>Element-wise functions between layers.</summary>
public static class Activating
{
    /// <summary>Applies an activation to every element; <see cref="Activation.None"/> returns <paramref name="x"/> itself.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="activation">The function.</param>
    /// <returns>The shape of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">The tensor is not Float32.</exception>
    public static Tensor Activate(this Tape tape, Tensor x, Activation activation)
    {
        Expect.Float32("Activate", x);
        if (activation == Activation.None)
        {
            return x;
        }

        var y = tape.New(x.Shape);
        Activations.Forward(activation, x.Span, y.Span);
        if (tape.Records(x))
        {
            tape.Record(y, new ActivateBackward(x, activation));
        }

        return y;
    }

    private sealed class ActivateBackward(Tensor x, Activation activation) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var dx = tape.GradientOf(x, out var accumulate);
            Activations.Backward(activation, x.Span, output.Gradient.Span, dx.Span, accumulate);
        }
    }
}
