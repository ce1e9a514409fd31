using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels;
using RadSharp.Tensors.Kernels.Convolution;
using RadSharp.Tensors.Operations;
using RadSharp.Tensors.Tests.Kernels.Convolution;

namespace RadSharp.Tensors.Tests.Operations;

public class ConvolutionTests
{
    // Batch, height, width, inputs, outputs, kernel height, kernel width, stride, padding, dilation, groups.
    private static readonly int[][] AllLengths =
    [
        [1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1],
        [2, 5, 7, 3, 4, 1, 1, 1, 0, 1, 1],
        [2, 9, 6, 16, 33, 1, 1, 1, 0, 1, 1],
        [1, 8, 7, 17, 5, 1, 1, 2, 0, 1, 1],
        [1, 5, 5, 5, 3, 1, 1, 1, 2, 1, 1],
        [2, 7, 9, 4, 16, 3, 3, 1, 1, 1, 1],
        [1, 14, 14, 64, 64, 3, 3, 1, 1, 1, 1],
        [2, 7, 7, 33, 130, 3, 3, 1, 1, 1, 1],
        [1, 16, 17, 64, 128, 3, 3, 1, 1, 1, 1],
        [2, 14, 14, 64, 128, 3, 3, 1, 1, 1, 1],
        [2, 13, 27, 5, 33, 3, 3, 2, 1, 1, 1],
        [1, 14, 14, 8, 12, 3, 3, 1, 1, 1, 2],
        [1, 9, 28, 6, 4, 3, 1, 1, 1, 2, 1],
        [3, 8, 7, 40, 257, 3, 3, 1, 1, 1, 1],
        [2, 9, 30, 4, 35, 3, 3, 1, 0, 1, 1],
        [1, 30, 27, 300, 20, 1, 1, 2, 0, 1, 1],
        [1, 15, 12, 17, 33, 3, 3, 2, 1, 1, 1],
        [1, 10, 11, 5, 4, 3, 3, 3, 0, 1, 1],
        [1, 13, 12, 3, 64, 7, 7, 2, 3, 1, 1],
        [2, 17, 16, 1, 17, 7, 7, 2, 3, 1, 1],
        [1, 28, 28, 3, 40, 14, 14, 14, 0, 1, 1],
        [2, 33, 32, 3, 16, 16, 16, 16, 0, 1, 1],
        [1, 9, 10, 3, 5, 3, 3, 1, 2, 2, 1],
        [1, 11, 9, 4, 3, 3, 3, 2, 2, 2, 1],
        [1, 12, 13, 5, 6, 2, 3, 3, 3, 2, 1],
        [1, 6, 9, 4, 5, 3, 1, 1, 1, 1, 1],
        [1, 5, 8, 3, 4, 1, 5, 2, 2, 1, 1],
        [2, 6, 5, 8, 12, 3, 3, 1, 1, 1, 4],
        [1, 7, 6, 33, 33, 3, 3, 1, 1, 1, 33],
        [2, 9, 8, 16, 32, 3, 3, 2, 1, 1, 16],
        [1, 8, 8, 10, 15, 3, 3, 2, 1, 2, 5],
        [1, 4, 4, 3, 2, 2, 2, 3, 0, 1, 1],
        [1, 2, 3, 4, 5, 3, 3, 1, 1, 1, 1],
        [40, 5, 5, 16, 64, 3, 3, 1, 1, 1, 1],
        [21, 20, 19, 4, 32, 3, 3, 1, 1, 1, 1],
        [9, 16, 15, 1, 31, 7, 7, 2, 3, 1, 1],
        [3, 20, 21, 32, 62, 1, 1, 2, 0, 1, 1],
        [2, 33, 31, 12, 32, 1, 1, 1, 0, 1, 1],
        [2, 9, 11, 12, 32, 1, 1, 1, 1, 1, 1],
        [3, 12, 11, 24, 64, 3, 3, 1, 1, 1, 2],
        [1, 300, 3, 4, 32, 3, 3, 1, 1, 1, 1],
        [150, 1, 1, 5, 30, 3, 3, 1, 1, 1, 1],
        [1, 12, 13, 5, 32, 3, 3, 1, 2, 2, 1],
        [0, 5, 5, 3, 4, 3, 3, 1, 1, 1, 1],
        [2, 5, 5, 0, 4, 3, 3, 1, 1, 1, 1],
        [2, 5, 5, 3, 0, 3, 3, 1, 1, 1, 1],
    ];

    public static TheoryData<int[]> Cases => new(AllLengths);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Conv2d_equals_the_sum_over_every_kernel_element(int[] lengths)
    {
        var sizes = Sizes(lengths);
        using var x = Samples.Random(sizes.Input, 1);
        using var weight = Samples.Random(sizes.Weight, 2);
        using var bias = Samples.Random([sizes.OutputChannels], 3);
        using var tape = Tape.ForInference();
        var y = tape.Conv2d(x, weight, bias, sizes.Stride, sizes.Padding, sizes.Dilation, sizes.Groups);
        Assert.Equal(sizes.Output, y.Shape);
        var expected = ConvolutionReference.Forward(sizes, x.Span.ToArray(), weight.Span.ToArray(), bias.Span.ToArray());
        Check.Close(expected, y.Span, 3e-5f, "with bias");

        var plain = tape.Conv2d(x, weight, null, sizes.Stride, sizes.Padding, sizes.Dilation, sizes.Groups);
        expected = ConvolutionReference.Forward(sizes, x.Span.ToArray(), weight.Span.ToArray(), null);
        Check.Close(expected, plain.Span, 3e-5f, "without bias");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_of_Conv2d_equal_the_sums_over_every_kernel_element(int[] lengths)
    {
        var sizes = Sizes(lengths);
        using var x = Samples.Random(sizes.Input, 1).RequireGradient();
        using var weight = Samples.Random(sizes.Weight, 2).RequireGradient();
        var dy = Samples.Values((int)sizes.Output.Count, 4);
        var (dx, dweight) = ConvolutionReference.Backward(sizes, x.Span.ToArray(), weight.Span.ToArray(), dy);
        for (var pass = 1; pass <= 2; pass++)
        {
            using var tape = Tape.ForTraining();
            var y = tape.Conv2d(x, weight, null, sizes.Stride, sizes.Padding, sizes.Dilation, sizes.Groups);
            tape.Backward(y, dy);
            Check.Close(Array.ConvertAll(dx, value => pass * value), x.Gradient.Span, 1e-4f, $"input, pass {pass}");
            Check.Close(Array.ConvertAll(dweight, value => pass * value), weight.Gradient.Span, 1e-4f, $"weight, pass {pass}");
        }
    }

    [Theory]
    [InlineData(1, 1, 1, 0, 1, 1)]
    [InlineData(3, 2, 2, 1, 1, 1)]
    [InlineData(2, 3, 1, 2, 2, 1)]
    [InlineData(3, 3, 2, 1, 1, 2)]
    [InlineData(3, 3, 1, 1, 1, 4)]
    public void Conv2d_differentiates(int kernelHeight, int kernelWidth, int stride, int padding, int dilation, int groups)
    {
        using var x = Samples.Random([2, 5, 4, 4], 1);
        using var weight = Samples.Random([8, 4 / groups, kernelHeight, kernelWidth], 2);
        using var bias = Samples.Random([8], 3);
        Check.Gradients(
            (tape, inputs) => tape.Conv2d(inputs[0], inputs[1], inputs[2], stride, padding, dilation, groups), [x, weight, bias]);
    }

    [Fact]
    public void Conv2d_differentiates_through_its_activation()
    {
        using var x = Samples.Random([1, 4, 5, 3], 1);
        using var weight = Samples.Random([4, 3, 3, 3], 2);
        using var bias = Samples.Random([4], 3);
        Check.Gradients(
            (tape, inputs) => tape.Conv2d(inputs[0], inputs[1], inputs[2], padding: 1, activation: Activation.Gelu),
            [x, weight, bias]);
    }

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Silu)]
    public void A_fused_activation_gives_the_bits_of_the_separate_one(Activation activation)
    {
        using var x = Samples.Random([2, 9, 8, 5], 1).RequireGradient();
        using var weight = Samples.Random([37, 5, 3, 3], 2).RequireGradient();
        using var bias = Samples.Random([37], 3).RequireGradient();
        var dy = Samples.Values(2 * 9 * 8 * 37, 4);

        using var tape = Tape.ForTraining();
        var sum = tape.Conv2d(x, weight, bias, padding: 1);
        var expected = new float[sum.Count];
        var gradient = new float[sum.Count];
        Activations.Forward(activation, sum.Span, expected);
        Activations.Backward(activation, sum.Span, dy, gradient, accumulate: false);
        tape.Backward(sum, gradient);
        float[][] gradients = [x.Gradient.Span.ToArray(), weight.Gradient.Span.ToArray(), bias.Gradient.Span.ToArray()];
        x.ClearGradient();
        weight.ClearGradient();
        bias.ClearGradient();

        var y = tape.Conv2d(x, weight, bias, padding: 1, activation: activation);
        Assert.True(y.Span.SequenceEqual(expected));
        tape.Backward(y, dy);
        Assert.True(x.Gradient.Span.SequenceEqual(gradients[0]));
        Assert.True(weight.Gradient.Span.SequenceEqual(gradients[1]));
        Assert.True(bias.Gradient.Span.SequenceEqual(gradients[2]));
        using var inference = Tape.ForInference();
        Assert.True(inference.Conv2d(x, weight, bias, padding: 1, activation: activation).Span.SequenceEqual(expected));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_packed_convolution_gives_the_bits_of_the_plain_one(int[] lengths)
    {
        var sizes = Sizes(lengths);
        using var x = Samples.Random(sizes.Input, 1);
        using var weight = Samples.Random(sizes.Weight, 2);
        using var bias = Samples.Random([sizes.OutputChannels], 3);
        using var packed = new PackedConvolution(weight, bias, sizes.Stride, sizes.Padding, sizes.Dilation, sizes.Groups);
        using var tape = Tape.ForInference();
        var expected = tape.Conv2d(x, weight, bias, sizes.Stride, sizes.Padding, sizes.Dilation, sizes.Groups, Activation.Relu);
        Assert.True(tape.Conv2d(x, packed, activation: Activation.Relu).Span.SequenceEqual(expected.Span));
    }

    [Theory]
    [InlineData(3, 33, Activation.Relu)]
    [InlineData(8, 64, Activation.None)]
    [InlineData(8, 64, Activation.Tanh)]
    public void A_packed_convolution_adds_the_residual_before_the_activation(int inputs, int outputs, Activation activation)
    {
        using var x = Samples.Random([2, 6, 7, inputs], 1);
        using var weight = Samples.Random([outputs, inputs, 3, 3], 2);
        using var residual = Samples.Random([2, 6, 7, outputs], 3);
        using var packed = new PackedConvolution(weight, padding: 1);
        using var tape = Tape.ForInference();
        var expected = tape.Conv2d(x, weight, padding: 1).Span.ToArray();
        for (var index = 0; index < expected.Length; index++)
        {
            expected[index] += residual.Span[index];
        }

        Activations.Forward(activation, expected, expected);
        Check.Close(expected, tape.Conv2d(x, packed, residual, activation).Span);
    }

    [Fact]
    public void NaN_and_infinity_reach_the_pixels_that_see_them_and_no_others()
    {
        using var x = Samples.Random([1, 9, 9, 3], 1);
        using var weight = Tensor.Full([20, 3, 3, 3], 1);
        x.Span[((1 * 9) + 1) * 3] = float.NaN;
        x.Span[((6 * 9) + 6) * 3] = float.PositiveInfinity;
        using var tape = Tape.ForInference();
        var y = tape.Conv2d(x, weight, padding: 1, activation: Activation.Relu);
        for (var pixel = 0; pixel < 81; pixel++)
        {
            var (row, column) = (pixel / 9, pixel % 9);
            var value = y.Span[(pixel * 20) + 19];
            Assert.Equal(row <= 2 && column <= 2, float.IsNaN(value));
            Assert.Equal(row is >= 5 and <= 7 && column is >= 5 and <= 7, float.IsPositiveInfinity(value));
        }
    }

    [Fact]
    public void Inference_allocates_nothing_on_the_managed_heap()
    {
        using var x = Samples.Random([1, 8, 8, 16], 1);
        using var weight = Samples.Random([32, 16, 3, 3], 2);
        using var bias = Samples.Random([32], 3);
        using var packed = new PackedConvolution(weight, bias, padding: 1);
        using var tape = Tape.ForInference();
        Check.AllocatesNothing(() =>
        {
            var y = tape.Conv2d(x, weight, bias, padding: 1, activation: Activation.Relu);
            tape.Conv2d(x, packed, y, Activation.Relu);
            tape.Reset();
        });
    }

    [Fact]
    public void Images_with_other_channels_than_the_weight_are_refused()
    {
        using var x = Samples.Random([1, 5, 5, 4]);
        using var weight = Samples.Random([6, 3, 3, 3]);
        using var tape = Tape.ForInference();
        var error = Assert.Throws<ArgumentException>(() => tape.Conv2d(x, weight));
        Assert.Contains("Conv2d", error.Message, StringComparison.Ordinal);
        Assert.Contains("[6, 3, 3, 3]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[1, 5, 5, 4]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_that_does_not_fit_is_refused()
    {
        using var x = Samples.Random([1, 5, 2, 3]);
        using var weight = Samples.Random([6, 3, 3, 3]);
        using var tape = Tape.ForInference();
        var error = Assert.Throws<ArgumentException>(() => tape.Conv2d(x, weight));
        Assert.Contains("does not fit into [1, 5, 2, 3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_that_do_not_divide_the_channels_are_refused()
    {
        using var x = Samples.Random([1, 5, 5, 6]);
        using var weight = Samples.Random([7, 2, 3, 3]);
        using var tape = Tape.ForInference();
        var error = Assert.Throws<ArgumentException>(() => tape.Conv2d(x, weight, groups: 3));
        Assert.Contains("[7, 2, 3, 3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_out_of_range_and_tensors_of_other_shapes_are_refused()
    {
        using var x = Samples.Random([1, 5, 5, 3]);
        using var flat = Samples.Random([5, 15]);
        using var weight = Samples.Random([6, 3, 3, 3]);
        using var bias = Samples.Random([5]);
        using var tape = Tape.ForInference();
        Assert.Throws<ArgumentException>(() => tape.Conv2d(flat, weight));
        Assert.Throws<ArgumentException>(() => tape.Conv2d(x, flat));
        Assert.Throws<ArgumentException>(() => tape.Conv2d(x, weight, bias));
        Assert.Throws<ArgumentException>(() => tape.Conv2d(x, weight, stride: 0));
        Assert.Throws<ArgumentException>(() => tape.Conv2d(x, weight, padding: -1));
        Assert.Throws<ArgumentException>(() => tape.Conv2d(x, weight, dilation: 0));
        Assert.Throws<ArgumentException>(() => tape.Conv2d(x, weight, groups: 0));
        using var packed = new PackedConvolution(weight);
        Assert.Throws<ArgumentException>(() => tape.Conv2d(x, packed, addend: x));
    }

    [Fact]
    public void A_packed_convolution_refuses_to_hide_a_gradient()
    {
        using var x = Samples.Random([1, 5, 5, 3]).RequireGradient();
        using var weight = Samples.Random([6, 3, 3, 3]);
        using var packed = new PackedConvolution(weight);
        using var tape = Tape.ForTraining();
        Assert.Throws<InvalidOperationException>(() => tape.Conv2d(x, packed));
    }

    private static ConvolutionSizes Sizes(int[] lengths) => new()
    {
        Batch = lengths[0],
        Height = lengths[1],
        Width = lengths[2],
        InputChannels = lengths[3],
        OutputChannels = lengths[4],
        KernelHeight = lengths[5],
        KernelWidth = lengths[6],
        Stride = lengths[7],
        Padding = lengths[8],
        Dilation = lengths[9],
        Groups = lengths[10],
    };
}
