using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors.Operations;

/// <summary>Batch normalisation of images in the layout [batch, height, width, channels].</summary>
public static class BatchNormalizations
{
    /// <summary><c>activation((x − mean) / √(variance + epsilon) · weight + bias + addend)</c>, channel by channel.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[…, channels].</param>
    /// <param name="weight">[channels], often called γ.</param>
    /// <param name="bias">[channels], often called β.</param>
    /// <param name="runningMean">[channels]; used in evaluation, updated in place in training.</param>
    /// <param name="runningVariance">[channels]; used in evaluation, updated in place in training.</param>
    /// <param name="training">
    /// Whether mean and variance are those of <paramref name="x"/> over all axes but the last. A layer that is kept frozen
    /// while others train passes false.
    /// </param>
    /// <param name="momentum">What part of the running statistics is replaced: running += momentum · (batch − running).</param>
    /// <param name="epsilon">Keeps the divisor from zero.</param>
    /// <param name="addend">What is added before the activation, such as a residual branch, or null; the shape of
    /// <paramref name="x"/>.</param>
    /// <param name="activation">What is applied to the output; <see cref="Activation.Relu"/> costs nothing.</param>
    /// <returns>The shape of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or one row is to be trained on.</exception>
    /// <remarks>
    /// As elsewhere, the batch is normalised with its biased variance, and the running variance is the unbiased one. In a
    /// recomputed block the running statistics are updated twice, with the same numbers.
    /// </remarks>
    public static Tensor BatchNorm(
        this Tape tape, Tensor x, Tensor weight, Tensor bias, Tensor runningMean, Tensor runningVariance, bool training,
        float momentum = 0.1f, float epsilon = 1e-5f, Tensor? addend = null, Activation activation = Activation.None)
    {
        Expect.Float32("BatchNorm", x);
        Expect.That(x.Shape.Rank >= 2, "BatchNorm", $"expected x […, channels] with at least two axes, but found {x.Shape}");
        var channels = x.Shape[-1];
        ExpectChannels("a weight", weight, channels);
        ExpectChannels("a bias", bias, channels);
        ExpectChannels("a running mean", runningMean, channels);
        ExpectChannels("a running variance", runningVariance, channels);
        var rows = (int)x.Shape.CountOf(0, x.Shape.Rank - 1);
        Expect.That(
            !training || rows > 1, "BatchNorm",
            $"expected more than one value a channel for training, but found {x.Shape}");

        if (addend is { } given)
        {
            Expect.Float32("BatchNorm", given);
            Expect.Shaped("BatchNorm", "an addend", given, x.Shape);
        }

        var mean = tape.New([channels]);
        var inverse = tape.New([channels]);
        if (training)
        {
            BatchNormalization.Statistics(x.Span, mean.Span, inverse.Span);
            Update(runningMean.Span, mean.Span, momentum, 1);
            Update(runningVariance.Span, inverse.Span, momentum, rows / (rows - 1f));
        }
        else
        {
            runningMean.Span.CopyTo(mean.Span);
            runningVariance.Span.CopyTo(inverse.Span);
        }

        // The variance becomes 1/√(variance + epsilon) in place.
        var scale = tape.New([channels]);
        for (var c = 0; c < channels; c++)
        {
            inverse.Span[c] = 1 / MathF.Sqrt(inverse.Span[c] + epsilon);
            scale.Span[c] = weight.Span[c] * inverse.Span[c];
        }

        var rectify = activation == Activation.Relu;
        var y = tape.New(x.Shape);
        BatchNormalization.Normalize(
            x.Span, mean.Span, scale.Span, bias.Span, addend is { } branch ? branch.Span : default, rectify, y.Span);
        if (tape.Records(x, weight, bias, addend))
        {
            tape.Record(y, new BatchNormBackward(rows, x, weight, bias, addend, mean, inverse, scale, training, rectify));
        }

        return rectify ? y : tape.Activate(y, activation);
    }

    /// <summary>
    /// A convolution and the batch normalisation in evaluation that follows it, as one convolution.
    /// </summary>
    /// <param name="weight">The convolution's weight, [outChannels, inChannels / groups, kernelHeight, kernelWidth].</param>
    /// <param name="bias">The convolution's bias, [outChannels], or null.</param>
    /// <param name="normWeight">[outChannels].</param>
    /// <param name="normBias">[outChannels].</param>
    /// <param name="runningMean">[outChannels].</param>
    /// <param name="runningVariance">[outChannels].</param>
    /// <param name="epsilon">The normalisation's epsilon.</param>
    /// <returns>The weight and bias of the convolution that does both, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static (Tensor Weight, Tensor Bias) FoldBatchNorm(
        Tensor weight, Tensor? bias, Tensor normWeight, Tensor normBias, Tensor runningMean, Tensor runningVariance,
        float epsilon = 1e-5f)
    {
        Expect.Float32("FoldBatchNorm", weight);
        Expect.That(
            weight.Shape.Rank == 4, "FoldBatchNorm",
            $"expected a weight [outChannels, inChannels / groups, kernelHeight, kernelWidth], but found {weight.Shape}");
        var channels = weight.Shape[0];
        ExpectChannels("a norm weight", normWeight, channels);
        ExpectChannels("a norm bias", normBias, channels);
        ExpectChannels("a running mean", runningMean, channels);
        ExpectChannels("a running variance", runningVariance, channels);
        if (bias is { } given)
        {
            ExpectChannels("a bias", given, channels);
        }

        var (foldedWeight, foldedBias) = (weight.Clone(), Tensor.Uninitialized([channels]));
        var perChannel = channels == 0 ? 0 : weight.Count / channels;
        for (var c = 0; c < channels; c++)
        {
            var scale = normWeight.Span[c] / Math.Sqrt((double)runningVariance.Span[c] + epsilon);
            foreach (ref var element in foldedWeight.Span.Slice(c * perChannel, perChannel))
            {
                element = (float)(element * scale);
            }

            var shift = bias is { } old ? old.Span[c] : 0;
            foldedBias.Span[c] = (float)(((shift - runningMean.Span[c]) * scale) + normBias.Span[c]);
        }

        return (foldedWeight, foldedBias);
    }

    private static void ExpectChannels(string name, Tensor tensor, int channels)
    {
        Expect.Float32("BatchNorm", tensor);
        Expect.Shaped("BatchNorm", name, tensor, [channels]);
    }

    private static void Update(Span<float> running, ReadOnlySpan<float> batch, float momentum, float factor)
    {
        for (var c = 0; c < running.Length; c++)
        {
            running[c] += momentum * ((batch[c] * factor) - running[c]);
        }
    }

    private sealed class BatchNormBackward(
        int rows, Tensor x, Tensor weight, Tensor bias, Tensor? addend, Tensor mean, Tensor inverse, Tensor scale, bool training,
        bool rectified) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var channels = weight.Count;
            using var sums = Tensor.Uninitialized([2, channels]);
            var sum = sums.Span[..channels];
            var product = sums.Span[channels..];
            var dy = output.Gradient.Span;
            var shift = rectified && addend is null ? bias.Span : default;
            if (rectified && addend is not null)
            {
                BatchNormalizationBackward.RectifiedSums(x.Span, output.Span, dy, mean.Span, sum, product);
            }
            else
            {
                BatchNormalizationBackward.Sums(
                    x.Span, dy, mean.Span, shift.IsEmpty ? default : scale.Span, shift, sum, product);
            }

            if (bias.NeedsGradient)
            {
                Elementwise.AddTo(sum, tape.GradientOf(bias, out var accumulate).Span, accumulate);
            }

            if (weight.NeedsGradient)
            {
                var dweight = tape.GradientOf(weight, out var accumulate).Span;
                for (var c = 0; c < channels; c++)
                {
                    var gradient = product[c] * inverse.Span[c];
                    dweight[c] = accumulate ? dweight[c] + gradient : gradient;
                }
            }

            if (addend is { NeedsGradient: true } branch)
            {
                if (x.NeedsGradient)
                {
                    InputGradient(dy, sum, product, shift, tape.GradientOf(x, out var accumulate).Span, accumulate);
                }

                tape.PassGradient(output, branch);
            }
            else if (x.NeedsGradient)
            {
                // The output's gradient is not needed after this, so it becomes the input's, in the same memory.
                InputGradient(dy, sum, product, shift, dy, accumulate: false);
                tape.PassGradient(output, x);
            }
        }

        // With s = weight / σ, dx = s · dy in evaluation. In training x also moves mean and variance, and
        // dx = s · (dy − Σdy / rows − (x − mean) / σ² · Σ(dy · (x − mean)) / rows).
        private void InputGradient(
            ReadOnlySpan<float> dy, ReadOnlySpan<float> sum, ReadOnlySpan<float> product, ReadOnlySpan<float> shift,
            Span<float> dx, bool accumulate)
        {
            var channels = weight.Count;
            using var factors = Tensor.Uninitialized([2, channels]);
            var byInput = factors.Span[..channels];
            var constant = factors.Span[channels..];
            for (var c = 0; c < channels; c++)
            {
                var inverseDeviation = inverse.Span[c];
                byInput[c] = -scale.Span[c] * inverseDeviation * inverseDeviation * product[c] / rows;
                constant[c] = -scale.Span[c] * sum[c] / rows;
            }

            BatchNormalizationBackward.Input(
                x.Span, dy, mean.Span, scale.Span, shift, training ? byInput : default, training ? constant : default, dx,
                accumulate);
        }
    }
}
