using RadSharp.Tensors.Kernels.Convolution;

namespace RadSharp.Tensors.Operations;

/// <summary>
/// A convolution's weight and bias, arranged for this machine once, when a model is loaded, instead of at every call of
/// <see cref="Convolutions.Conv2d(Gradients.Tape, Tensor, PackedConvolution, Tensor?, Activation)"/>. For
/// inference: no gradient reaches it. A batch normalisation that follows is folded in first, with
/// <see cref="BatchNormalizations.FoldBatchNorm"/>.
/// </summary>
public sealed unsafe class PackedConvolution : IDisposable
{
    private readonly Tensor _panels;
    private readonly Tensor? _bias;

    /// <summary>Packs a weight; weight and bias are copied and may be disposed of.</summary>
    /// <param name="weight">[outChannels, inChannels / groups, kernelHeight, kernelWidth].</param>
    /// <param name="bias">[outChannels], or null.</param>
    /// <param name="stride">Input pixels from one output pixel to the next, ≥ 1.</param>
    /// <param name="padding">Rows and columns of zeros on every side, ≥ 0.</param>
    /// <param name="dilation">Input pixels from one kernel element to the next, ≥ 1.</param>
    /// <param name="groups">Groups of channels that do not meet; divides both channel counts.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public PackedConvolution(
        Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0, int dilation = 1, int groups = 1)
    {
        Sizes = Convolutions.SizesOf(weight, bias, stride, padding, dilation, groups);
        _panels = Tensor.Uninitialized([checked((int)Convolution2d.PanelCount(Sizes))]);
        Convolution2d.PackWeight(Sizes, (float*)weight.Data, (float*)_panels.Data);
        _bias = bias?.Clone();
    }

    /// <summary>The sizes, those of images being zero.</summary>
    internal ConvolutionSizes Sizes { get; }

    internal void Run(
        in ConvolutionSizes sizes, ReadOnlySpan<float> x, ReadOnlySpan<float> addend, Span<float> y, bool rectify) =>
        Convolution2d.Forward(sizes, x, (float*)_panels.Data, _bias is { } bias ? bias.Span : default, addend, y, rectify);

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _panels.Dispose();
        _bias?.Dispose();
    }
}
