using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Threading;

namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>
/// 2-D convolution (cross-correlation, as networks use the word) and its gradients, as products of sliding windows with
/// weights. All spans are dense, in the layouts of <see cref="ConvolutionSizes"/>; none may overlap the span written to.
/// Uses all threads of <see cref="Workers"/>; the bits do not depend on their number.
/// </summary>
public static unsafe class Convolution2d
{
    /// <summary><c>y = x ∗ weight + bias</c>, rectified if <paramref name="rectify"/> is set.</summary>
    /// <param name="sizes">The sizes.</param>
    /// <param name="x">Input.</param>
    /// <param name="weight">Weight, as checkpoints store it.</param>
    /// <param name="bias">[outputChannels], or empty.</param>
    /// <param name="y">Output.</param>
    /// <param name="rectify">Whether negative values become zero.</param>
    /// <exception cref="ArgumentException">A span's length does not fit the sizes.</exception>
    public static void Forward(
        in ConvolutionSizes sizes, ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> y,
        bool rectify = false)
    {
        ExpectLengths(sizes, x.Length, weight.Length, y.Length);
        using var panels = new RentedFloats(PanelCount(sizes));
        fixed (float* w = weight)
        {
            PackWeight(sizes, w, panels.First);
        }

        Forward(sizes, x, panels.First, bias, default, y, rectify);
    }

    /// <summary>As the other form, with a packed weight and something added to the output.</summary>
    /// <param name="sizes">The sizes.</param>
    /// <param name="x">Input.</param>
    /// <param name="panels">What <see cref="PackWeight"/> made.</param>
    /// <param name="bias">[outputChannels], or empty.</param>
    /// <param name="addend">As <paramref name="y"/>, added before values are rectified, or empty.</param>
    /// <param name="y">Output.</param>
    /// <param name="rectify">Whether negative values become zero.</param>
    internal static void Forward(
        in ConvolutionSizes sizes, ReadOnlySpan<float> x, float* panels, ReadOnlySpan<float> bias, ReadOnlySpan<float> addend,
        Span<float> y, bool rectify)
    {
        var outputs = sizes.GroupOutputs;
        fixed (float* input = x, shift = bias, plus = addend, output = y)
        {
            var target = new TileOutput(output, sizes.OutputChannels)
            {
                Bias = shift,
                Addend = plus,
                Floor = rectify ? 0 : float.NegativeInfinity,
            };
            var groupPanels = WeightPanels.Count(sizes.KernelDepth, outputs);
            for (var group = 0; group < sizes.Groups; group++)
            {
                var window = InputWindow(sizes, input, group);
                WindowProduct.Run(window, panels + (group * groupPanels), outputs, target.At(0, group * outputs));
            }
        }
    }

    /// <summary>Floats that <see cref="PackWeight"/> writes.</summary>
    internal static long PanelCount(in ConvolutionSizes sizes) =>
        sizes.Groups * WeightPanels.Count(sizes.KernelDepth, sizes.GroupOutputs);

    /// <summary>Arranges a weight for this machine.</summary>
    /// <param name="sizes">The sizes; batch, height and width do not matter.</param>
    /// <param name="weight">Weight, as checkpoints store it.</param>
    /// <param name="panels"><see cref="PanelCount"/> floats, 64-byte aligned.</param>
    internal static void PackWeight(in ConvolutionSizes sizes, float* weight, float* panels)
    {
        var groupPanels = WeightPanels.Count(sizes.KernelDepth, sizes.GroupOutputs);
        for (var group = 0; group < sizes.Groups; group++)
        {
            var w = GroupWeight(sizes, weight, group);
            WeightPanels.Pack(w, sizes, sizes.Rows, sizes.Columns, backward: false, panels + (group * groupPanels));
        }
    }

    /// <summary>The gradient of the input: <c>dx = …</c>, or <c>dx += …</c>.</summary>
    /// <param name="sizes">The sizes.</param>
    /// <param name="dy">Gradient of the output.</param>
    /// <param name="weight">Weight, as checkpoints store it.</param>
    /// <param name="dx">Gradient of the input.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/>.</param>
    /// <exception cref="ArgumentException">A span's length does not fit the sizes.</exception>
    public static void InputGradient(
        in ConvolutionSizes sizes, ReadOnlySpan<float> dy, ReadOnlySpan<float> weight, Span<float> dx, bool accumulate)
    {
        ExpectLengths(sizes, dx.Length, weight.Length, dy.Length);
        using var panels = new RentedFloats(
            WeightPanels.Count(sizes.KernelHeight * sizes.KernelWidth * sizes.GroupOutputs, sizes.GroupInputs));
        fixed (float* gradient = dy, w = weight, output = dx)
        {
            // Input pixels with the same residues modulo the stride are reached by the same kernel elements.
            for (var residue = 0; residue < sizes.Stride * sizes.Stride; residue++)
            {
                var (top, left) = Math.DivRem(residue, sizes.Stride);
                var rows = WindowAxis.Backward(sizes.Rows, top);
                var columns = WindowAxis.Backward(sizes.Columns, left);
                for (var group = 0; group < sizes.Groups; group++)
                {
                    var (inputs, outputs) = (sizes.GroupInputs, sizes.GroupOutputs);
                    var window = new ConvolutionWindow(
                        gradient + (group * outputs), sizes.Batch, rows, columns, outputs, sizes.OutputChannels);
                    var pixels = new StridedPixels(
                        output + (group * inputs), sizes.Height, sizes.Width, sizes.InputChannels, top, left, sizes.Stride);
                    if (window.Depth == 0)
                    {
                        // No kernel element reaches these pixels: their gradient is zero, or stays.
                        if (!accumulate)
                        {
                            pixels.Scatter(null, window.Positions, inputs, accumulate: false);
                        }

                        continue;
                    }

                    WeightPanels.Pack(GroupWeight(sizes, w, group), sizes, rows, columns, backward: true, panels.First);
                    InputGradient(window, panels.First, inputs, pixels, accumulate);
                }
            }
        }
    }

    /// <summary>The gradient of the weight: <c>dweight = …</c>, or <c>dweight += …</c>.</summary>
    /// <param name="sizes">The sizes.</param>
    /// <param name="x">Input.</param>
    /// <param name="dy">Gradient of the output.</param>
    /// <param name="dweight">Gradient of the weight, in the layout of checkpoints.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dweight"/>.</param>
    /// <exception cref="ArgumentException">A span's length does not fit the sizes.</exception>
    public static void WeightGradient(
        in ConvolutionSizes sizes, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dweight, bool accumulate)
    {
        ExpectLengths(sizes, x.Length, dweight.Length, dy.Length);
        var (outputs, depth) = (sizes.GroupOutputs, sizes.KernelDepth);
        using var product = new RentedFloats((long)outputs * depth);
        fixed (float* input = x, gradient = dy, output = dweight)
        {
            for (var group = 0; group < sizes.Groups; group++)
            {
                // [outputs, pixels] · [pixels, (tap row, tap column, channel)]
                var window = InputWindow(sizes, input, group);
                if (WindowGradient.Fits(window, outputs))
                {
                    var target = GroupWeight(sizes, output, group);
                    WindowGradient.Run(window, gradient + (group * outputs), sizes.OutputChannels, sizes, target, accumulate);
                    continue;
                }

                var left = new LineContiguous(gradient + (group * outputs), sizes.OutputChannels);
                GemmDriver.Run(outputs, depth, window.Positions, left, window, product.First, depth, false, default);
                WindowOrder.ToCheckpoint(product.First, sizes, GroupWeight(sizes, output, group), accumulate);
            }
        }
    }

    private static void InputGradient(
        ConvolutionWindow window, float* panels, int channels, StridedPixels pixels, bool accumulate)
    {
        if (pixels.AreAll)
        {
            var target = new TileOutput(pixels.First, pixels.PixelStride) { Addend = accumulate ? pixels.First : null };
            WindowProduct.Run(window, panels, channels, target);
            return;
        }

        using var lines = new RentedFloats((long)window.Positions * channels);
        WindowProduct.Run(window, panels, channels, new TileOutput(lines.First, channels));
        pixels.Scatter(lines.First, window.Positions, channels, accumulate);
    }

    private static ConvolutionWindow InputWindow(in ConvolutionSizes sizes, float* x, int group) => new(
        x + (group * sizes.GroupInputs), sizes.Batch, sizes.Rows, sizes.Columns, sizes.GroupInputs, sizes.InputChannels);

    private static float* GroupWeight(in ConvolutionSizes sizes, float* weight, int group) =>
        weight + ((nint)group * sizes.GroupOutputs * sizes.KernelDepth);

    private static void ExpectLengths(in ConvolutionSizes sizes, int input, int weight, int output) => Expect.That(
        input == sizes.Input.Count && weight == sizes.Weight.Count && output == sizes.Output.Count, "Convolution2d",
        $"expected as many elements as {sizes.Input} ∗ {sizes.Weight} → {sizes.Output}, " +
        $"but found {input}, {weight} and {output}");
}
