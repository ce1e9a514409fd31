using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors.Operations;

/// <summary>Operations that bring each row, the elements along the last axis, to a common scale.</summary>
public static class Normalizing
{
    /// <summary><c>e^(scale·x) / Σ e^(scale·x)</c> over the last axis. A row of −∞ alone gives NaN.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[…, classes].</param>
    /// <param name="scale">Factor before the exponential, &gt; 0.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="ArgumentException">No axis, a scale that is not positive, or the tensor is not Float32.</exception>
    public static Tensor Softmax(this Tape tape, Tensor x, float scale = 1)
    {
        var width = WidthOf("Softmax", x);
        var y = tape.New(x.Shape);
        Kernels.Softmax.Forward(x.Span, width, scale, y.Span);
        if (tape.Records(x))
        {
            tape.Record(y, new SoftmaxBackward(x, scale));
        }

        return y;
    }

    /// <summary><c>scale·x − ln Σ e^(scale·x)</c> over the last axis. A row of −∞ alone gives NaN.</summary>
    /// <inheritdoc cref="Softmax"/>
    public static Tensor LogSoftmax(this Tape tape, Tensor x, float scale = 1)
    {
        var width = WidthOf("LogSoftmax", x);
        var y = tape.New(x.Shape);
        Kernels.LogSoftmax.Forward(x.Span, width, scale, y.Span);
        if (tape.Records(x))
        {
            tape.Record(y, new LogSoftmaxBackward(x, scale));
        }

        return y;
    }

    /// <summary><c>(x − mean)/√(variance + ε) · weight + bias</c> over the last axis (Ba et al. 2016, "Layer Normalization").</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[…, dim].</param>
    /// <param name="weight">[dim], or null for ones.</param>
    /// <param name="bias">[dim], or null for zeros.</param>
    /// <param name="epsilon">ε.</param>
    /// <returns>The same shape as <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a tensor is not Float32.</exception>
    public static Tensor LayerNorm(this Tape tape, Tensor x, Tensor? weight, Tensor? bias, float epsilon = 1e-5f)
    {
        var width = WidthOf("LayerNorm", x);
        weight.ExpectShape("LayerNorm", "a weight", [width]);
        bias.ExpectShape("LayerNorm", "a bias", [width]);
        var y = tape.New(x.Shape);
        Normalization.LayerNorm(x.Span, weight.SpanOrEmpty(), bias.SpanOrEmpty(), width, epsilon, y.Span);
        if (tape.Records(x, weight, bias, null))
        {
            tape.Record(y, new LayerNormBackward(x, weight, bias, epsilon));
        }

        return y;
    }

    /// <summary>
    /// <c>x/√(mean(x²) + ε) · weight</c> over the last axis (Zhang and Sennrich 2019, "Root Mean Square Layer Normalization").
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[…, dim].</param>
    /// <param name="weight">[dim], or null for ones.</param>
    /// <param name="epsilon">ε.</param>
    /// <returns>The same shape as <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a tensor is not Float32.</exception>
    public static Tensor RmsNorm(this Tape tape, Tensor x, Tensor? weight, float epsilon = 1e-6f)
    {
        var width = WidthOf("RmsNorm", x);
        weight.ExpectShape("RmsNorm", "a weight", [width]);
        var y = tape.New(x.Shape);
        Normalization.RmsNorm(x.Span, weight.SpanOrEmpty(), width, epsilon, y.Span);
        if (tape.Records(x, weight, null, null))
        {
            tape.Record(y, new RmsNormBackward(x, weight, epsilon));
        }

        return y;
    }

    private static int WidthOf(string operation, Tensor x)
    {
        Expect.Float32(operation, x);
        Expect.That(x.Shape.Rank >= 1, operation, $"expected at least one axis, but found {x.Shape}");
        return x.Shape[-1];
    }

    // Parts of the sums over rows that are a weight's or a bias's gradient, where it is wanted.
    private static Tensor? PartsFor(Tensor? row, Tensor x) => row is { NeedsGradient: true } wanted
        ? Tensor.Uninitialized([NormalizationBackward.Parts((int)x.Shape.CountOf(0, x.Shape.Rank - 1), wanted.Count), wanted.Count])
        : null;

    private static void AddUp(Tape tape, Tensor? row, Tensor? parts)
    {
        if (row is { } wanted && parts is { } sums)
        {
            ColumnSums.Run(sums.Span, wanted.Count, tape.GradientOf(wanted, out var accumulate).Span, accumulate);
        }
    }

    private sealed class SoftmaxBackward(Tensor x, float scale) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var dx = tape.GradientOf(x, out var accumulate);
            Kernels.Softmax.Backward(output.Span, output.Gradient.Span, x.Shape[-1], scale, dx.Span, accumulate);
        }
    }

    private sealed class LogSoftmaxBackward(Tensor x, float scale) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var dx = tape.GradientOf(x, out var accumulate);
            Kernels.LogSoftmax.Backward(output.Span, output.Gradient.Span, x.Shape[-1], scale, dx.Span, accumulate);
        }
    }

    private sealed class LayerNormBackward(Tensor x, Tensor? weight, Tensor? bias, float epsilon) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            using var weightParts = PartsFor(weight, x);
            using var biasParts = PartsFor(bias, x);
            var accumulate = false;
            var dx = x.NeedsGradient ? tape.GradientOf(x, out accumulate).Span : default;
            NormalizationBackward.LayerNorm(
                x.Span, weight.SpanOrEmpty(), output.Gradient.Span, x.Shape[-1], epsilon, dx, accumulate, weightParts.SpanOrEmpty(),
                biasParts.SpanOrEmpty());
            AddUp(tape, weight, weightParts);
            AddUp(tape, bias, biasParts);
        }
    }

    private sealed class RmsNormBackward(Tensor x, Tensor? weight, float epsilon) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            using var weightParts = PartsFor(weight, x);
            var accumulate = false;
            var dx = x.NeedsGradient ? tape.GradientOf(x, out accumulate).Span : default;
            NormalizationBackward.RmsNorm(
                x.Span, weight.SpanOrEmpty(), output.Gradient.Span, x.Shape[-1], epsilon, dx, accumulate, weightParts.SpanOrEmpty());
            AddUp(tape, weight, weightParts);
        }
    }
}
