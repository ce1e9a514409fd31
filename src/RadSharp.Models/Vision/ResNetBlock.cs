using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Vision;

/// <summary>
/// A residual block: convolutions beside a shortcut, as a bottleneck of three or the basic two (torchvision: models/resnet.py,
/// Bottleneck and BasicBlock).
/// </summary>
internal sealed class ResNetBlock : IDisposable
{
    private readonly NormedConvolution[] _convolutions;
    private readonly NormedConvolution? _shortcut;

    /// <summary>Takes the parameters; the shortcut has a convolution where it changes the size or the channels.</summary>
    public ResNetBlock(ParameterScope scope, ResNetBlockKind kind, int inChannels, int width, int stride)
    {
        var outChannels = width * ResNetConfig.ExpansionOf(kind);
        _convolutions = kind is ResNetBlockKind.Bottleneck
            ?
            [
                new(scope["conv1"], scope["bn1"], inChannels, width),
                new(scope["conv2"], scope["bn2"], width, width, kernel: 3, stride),
                new(scope["conv3"], scope["bn3"], width, outChannels),
            ]
            :
            [
                new(scope["conv1"], scope["bn1"], inChannels, width, kernel: 3, stride),
                new(scope["conv2"], scope["bn2"], width, outChannels, kernel: 3),
            ];
        _shortcut = stride != 1 || inChannels != outChannels
            ? new(scope["downsample"][0], scope["downsample"][1], inChannels, outChannels, stride: stride) : null;
    }

    /// <summary>[batch, height, width, inChannels] to [batch, height / stride, width / stride, outChannels].</summary>
    public Tensor Forward(Tape tape, Tensor x, bool training)
    {
        var inner = x;
        foreach (var convolution in _convolutions.AsSpan(..^1))
        {
            inner = convolution.Forward(tape, inner, training);
        }

        return _convolutions[^1].Forward(tape, inner, training, _shortcut?.Forward(tape, x, training, rectify: false) ?? x);
    }

    /// <summary>Folds and packs the parameters as they are now.</summary>
    public void PrepareForInference()
    {
        Array.ForEach(_convolutions, convolution => convolution.PrepareForInference());
        _shortcut?.PrepareForInference();
    }

    /// <summary>Forgets what was prepared.</summary>
    public void Dispose()
    {
        Array.ForEach(_convolutions, convolution => convolution.Dispose());
        _shortcut?.Dispose();
    }
}
