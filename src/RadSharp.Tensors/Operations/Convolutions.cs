using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels;
using RadSharp.Tensors.Kernels.Convolution;

namespace RadSharp.Tensors.Operations;

/// <summary>2-D convolution of images in the layout [batch, height, width, channels].</summary>
public static class Convolutions
{
    /// <summary><c>activation(x ∗ weight + bias)</c>, the convolution of networks (a cross-correlation).</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, height, width, inChannels].</param>
    /// <param name="weight">[outChannels, inChannels / groups, kernelHeight, kernelWidth], as in checkpoints.</param>
    /// <param name="bias">[outChannels], or null.</param>
    /// <param name="stride">Input pixels from one output pixel to the next, ≥ 1.</param>
    /// <param name="padding">Rows and columns of zeros on every side, ≥ 0.</param>
    /// <param name="dilation">Input pixels from one kernel element to the next, ≥ 1.</param>
    /// <param name="groups">Groups of channels that do not meet; divides both channel counts.</param>
    /// <param name="activation">What is applied to the output; <see cref="Activation.Relu"/> costs nothing.</param>
    /// <returns>[batch, outHeight, outWidth, outChannels], with
    /// outHeight = ⌊(height + 2 · padding − dilation · (kernelHeight − 1) − 1) / stride⌋ + 1.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the output would have no pixels.</exception>
    /// <remarks>The weight is arranged for the machine at every call; where it does not change, use a
    /// <see cref="PackedConvolution"/>.</remarks>
    public static Tensor Conv2d(
        this Tape tape, Tensor x, Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0, int dilation = 1,
        int groups = 1, Activation activation = Activation.None)
    {
        Expect.Float32("Conv2d", x);
        var sizes = For(SizesOf(weight, bias, stride, padding, dilation, groups), x.Shape);
        var rectify = activation == Activation.Relu;
        var records = tape.Records(x, weight, bias);
        var y = tape.New(sizes.Output);
        Convolution2d.Forward(sizes, x.Span, weight.Span, bias is { } shift ? shift.Span : default, y.Span, rectify);

        // Whether a rectified value passes the gradient can be told from the output; other activations need their input.
        var sum = y;
        if (activation is not (Activation.None or Activation.Relu))
        {
            y = records ? tape.New(sizes.Output) : sum;
            Activations.Forward(activation, sum.Span, y.Span);
        }

        if (records)
        {
            tape.Record(y, new Conv2dBackward(sizes, x, weight, bias, sum, activation));
        }

        return y;
    }

    /// <summary><c>activation(x ∗ weight + bias + addend)</c> with a weight that was packed once.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[batch, height, width, inChannels].</param>
    /// <param name="convolution">The packed weight and bias.</param>
    /// <param name="addend">What is added before the activation, such as a residual branch, or null; the output's shape.</param>
    /// <param name="activation">What is applied to the output; <see cref="Activation.Relu"/> costs nothing.</param>
    /// <returns>[batch, outHeight, outWidth, outChannels].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the output would have no pixels.</exception>
    /// <exception cref="InvalidOperationException">A gradient would have to pass through.</exception>
    public static Tensor Conv2d(
        this Tape tape, Tensor x, PackedConvolution convolution, Tensor? addend = null, Activation activation = Activation.None)
    {
        Expect.Float32("Conv2d", x);
        var sizes = For(convolution.Sizes, x.Shape);
        if (addend is { } branch)
        {
            Expect.Float32("Conv2d", branch);
            Expect.Shaped("Conv2d", "an addend", branch, sizes.Output);
        }

        if (tape.Records(x, addend, null, null))
        {
            throw new InvalidOperationException(
                $"Conv2d: a packed convolution has no backward, but the input {x.Shape} needs a gradient. Call Conv2d with the " +
                "weight itself.");
        }

        var y = tape.New(sizes.Output);
        convolution.Run(sizes, x.Span, addend is { } plus ? plus.Span : default, y.Span, activation == Activation.Relu);
        if (activation is not (Activation.None or Activation.Relu))
        {
            Activations.Forward(activation, y.Span, y.Span);
        }

        return y;
    }

    /// <summary>The sizes for images of shape <paramref name="input"/>.</summary>
    internal static ConvolutionSizes For(ConvolutionSizes sizes, Shape input)
    {
        Expect.That(
            input.Rank == 4 && input[3] == sizes.InputChannels, "Conv2d",
            $"expected images [batch, height, width, {sizes.InputChannels}] for a weight {sizes.Weight} in {sizes.Groups} " +
            $"groups, but found {input}");
        sizes = sizes with { Batch = input[0], Height = input[1], Width = input[2] };
        Expect.That(
            sizes.OutputHeight > 0 && sizes.OutputWidth > 0, "Conv2d",
            $"expected images as large as the kernel, but a weight {sizes.Weight} with dilation {sizes.Dilation} does not fit " +
            $"into {input} with padding {sizes.Padding}");
        return sizes;
    }

    /// <summary>Checks a weight and its parameters; the sizes have no images yet.</summary>
    internal static ConvolutionSizes SizesOf(Tensor weight, Tensor? bias, int stride, int padding, int dilation, int groups)
    {
        Expect.Float32("Conv2d", weight);
        var kernel = weight.Shape;
        Expect.That(
            stride >= 1 && padding >= 0 && dilation >= 1 && groups >= 1, "Conv2d",
            $"expected stride, dilation and groups of at least 1 and padding of at least 0, " +
            $"but found {stride}, {dilation}, {groups} and {padding}");
        Expect.That(
            kernel.Rank == 4 && kernel[2] >= 1 && kernel[3] >= 1, "Conv2d",
            $"expected a weight [outChannels, inChannels / groups, kernelHeight, kernelWidth], but found {kernel}");
        Expect.That(
            kernel[0] % groups == 0, "Conv2d",
            $"expected groups that divide the output channels of the weight {kernel}, but found {groups}");
        if (bias is { } shift)
        {
            Expect.Float32("Conv2d", shift);
            Expect.Shaped("Conv2d", "a bias", shift, [kernel[0]]);
        }

        return new()
        {
            Batch = 0,
            Height = 0,
            Width = 0,
            InputChannels = kernel[1] * groups,
            OutputChannels = kernel[0],
            KernelHeight = kernel[2],
            KernelWidth = kernel[3],
            Stride = stride,
            Padding = padding,
            Dilation = dilation,
            Groups = groups,
        };
    }

    private sealed class Conv2dBackward(
        ConvolutionSizes sizes, Tensor x, Tensor weight, Tensor? bias, Tensor sum, Activation activation) : IBackward
    {
        public void Run(Tape tape, Tensor output)
        {
            var dy = output.Gradient.Span;
            if (activation != Activation.None)
            {
                Activations.Backward(activation, sum.Span, dy, dy, accumulate: false);
            }

            if (x.NeedsGradient)
            {
                var dx = tape.GradientOf(x, out var accumulate);
                Convolution2d.InputGradient(sizes, dy, weight.Span, dx.Span, accumulate);
            }

            if (weight.NeedsGradient)
            {
                var dweight = tape.GradientOf(weight, out var accumulate);
                Convolution2d.WeightGradient(sizes, x.Span, dy, dweight.Span, accumulate);
            }

            if (bias is { NeedsGradient: true } shift)
            {
                var dbias = tape.GradientOf(shift, out var accumulate);
                ColumnSums.Run(dy, sizes.OutputChannels, dbias.Span, accumulate);
            }
        }
    }
}
