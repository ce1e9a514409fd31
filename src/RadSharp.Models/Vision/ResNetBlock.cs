using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Vision;

/// <summary>A bottleneck block: three convolutions beside a shortcut (torchvision: models/resnet.py, Bottleneck).</summary>
internal sealed class ResNetBlock : IDisposable
{
    private readonly NormedConvolution _first, _second, _third;
    private readonly NormedConvolution? _shortcut;

    /// <summary>Takes the parameters; the shortcut has a convolution where it changes the size or the channels.</summary>
    public ResNetBlock(ParameterScope scope, int inChannels, int width, int stride)
    {
        var outChannels = width * ResNetConfig.Expansion;
        _first = new(scope["conv1"], scope["bn1"], inChannels, width);
        _second = new(scope["conv2"], scope["bn2"], width, width, kernel: 3, stride);
        _third = new(scope["conv3"], scope["bn3"], width, outChannels);
        _shortcut = stride != 1 || inChannels != outChannels
            ? new(scope["downsample"][0], scope["downsample"][1], inChannels, outChannels, stride: stride) : null;
    }

    /// <summary>[batch, height, width, inChannels] to [batch, height / stride, width / stride, 4 · width].</summary>
    public Tensor Forward(Tape tape, Tensor x, bool training)
    {
        var inner = _second.Forward(tape, _first.Forward(tape, x, training), training);
        return _third.Forward(tape, inner, training, _shortcut?.Forward(tape, x, training, rectify: false) ?? x);
    }

    /// <summary>Folds and packs the parameters as they are now.</summary>
    public void PrepareForInference()
    {
        _first.PrepareForInference();
        _second.PrepareForInference();
        _third.PrepareForInference();
        _shortcut?.PrepareForInference();
    }

    /// <summary>Forgets what was prepared.</summary>
    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _third.Dispose();
        _shortcut?.Dispose();
    }
}
