using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels;
using RadSharp.Tensors.Kernels.Loops;

namespace RadSharp.Tensors.Operations;

/// <summary>The non-linear functions between a network's layers.</summary>
public static class Activating
{
    /// <summary>Applies an activation to every element.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">Any shape.</param>
    /// <param name="activation">Which; <see cref="Activation.None"/> returns <paramref name="x"/> itself.</param>
    /// <returns>The same shape.</returns>
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

    /// <summary>
    /// <c>silu(gate) · up</c>, the gated product in the feed-forward layers of LLaMA and Qwen2 (Shazeer 2020, "GLU Variants
    /// Improve Transformer").
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="gate">Any shape.</param>
    /// <param name="up">The same shape.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="ArgumentException">The shapes differ, or a tensor is not Float32.</exception>
    public static Tensor SwiGlu(this Tape tape, Tensor gate, Tensor up)
    {
        Expect.Float32("SwiGlu", gate);
        Expect.Float32("SwiGlu", up);
        Expect.Shaped("SwiGlu", "an up projection", up, gate.Shape);
        var y = tape.New(gate.Shape);
        Gate(gate, up.Span, y.Span, accumulate: false);
        if (tape.Records(gate, up))
        {
            tape.Record(y, new SwiGluBackward(gate, up));
        }

        return y;
    }

    // y = silu(gate) · factor
    private static void Gate(Tensor gate, ReadOnlySpan<float> factor, Span<float> y, bool accumulate) =>
        Broadcasting.Apply<ActivationFunctions.GateOf<ActivationFunctions.Silu>>(
            gate.Span, gate.Shape, factor, gate.Shape, y, gate.Shape, accumulate);

    private sealed class ActivateBackward(Tensor x, Activation activation) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var dx = tape.GradientOf(x, out var accumulate);
            Activations.Backward(activation, x.Span, output.Gradient.Span, dx.Span, accumulate);
        }
    }

    private sealed class SwiGluBackward(Tensor gate, Tensor up) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var dy = output.Gradient.Span;
            if (up.NeedsGradient)
            {
                var dup = tape.GradientOf(up, out var accumulate);
                Gate(gate, dy, dup.Span, accumulate);
            }

            if (gate.NeedsGradient)
            {
                // The output's gradient is not needed after this, so it becomes that of silu(gate).
                Broadcasting.Apply<Operators.Multiply>(dy, up.Shape, up.Span, up.Shape, dy, up.Shape);
                var dgate = tape.GradientOf(gate, out var accumulate);
                Activations.Backward(Activation.Silu, gate.Span, dy, dgate.Span, accumulate);
            }
        }
    }
}
