using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Vision;

/// <summary>
/// A residual network (He et al. 2016) under torchvision's names (models/resnet.py), up to its last
/// feature map: pooling and classification are its user's.
/// </summary>
public sealed class ResNet : IDisposable
{
    private readonly NormedConvolution _stem;
    private readonly ResNetBlock[] _blocks;

    /// <summary>Takes the parameters.</summary>
    /// <param name="scope">Where <c>conv1</c>, <c>bn1</c> and <c>layer1</c> are. An <c>fc</c> there is left.</param>
    /// <param name="config">The numbers.</param>
    /// <exception cref="InvalidDataException">A parameter is missing or of another shape.</exception>
    public ResNet(ParameterScope scope, ResNetConfig config)
    {
        Config = config;
        _stem = new(scope["conv1"], scope["bn1"], config.Channels, config.Width, kernel: 7, stride: 2);
        var blocks = new List<ResNetBlock>();
        var channels = config.Width;
        for (var stage = 0; stage < config.Blocks.Count; stage++)
        {
            var width = config.Width << stage;
            for (var index = 0; index < config.Blocks[stage]; index++)
            {
                var stride = stage > 0 && index == 0 ? 2 : 1;
                blocks.Add(new(scope[$"layer{stage + 1}"][index], config.BlockKind, channels, width, stride));
                channels = width * ResNetConfig.ExpansionOf(config.BlockKind);
            }
        }

        _blocks = [.. blocks];
    }

    /// <summary>The numbers.</summary>
    public ResNetConfig Config { get; }

    /// <summary>Runs the network.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="images">[batch, height, width, channels].</param>
    /// <param name="training">
    /// Whether batch norms use, and remember, the batch's own statistics. A frozen network keeps false also while others train.
    /// </param>
    /// <returns>[batch, height / 32, width / 32, <see cref="ResNetConfig.OutChannels"/>] for four stages, rounded up.</returns>
    /// <exception cref="ArgumentException">Images with another number of channels.</exception>
    public Tensor Forward(Tape tape, Tensor images, bool training = false)
    {
        var mark = tape.Mark();
        var x = tape.MaxPool2d(_stem.Forward(tape, images, training), kernel: 3, stride: 2, padding: 1);
        foreach (var block in _blocks)
        {
            x = tape.ReleaseSince(mark, block.Forward(tape, x, training));
        }

        return x;
    }

    /// <summary>
    /// Folds batch norms into convolutions and packs these, from the parameters as they are now; tapes that do not record use
    /// them. Call it again when the parameters have changed.
    /// </summary>
    public void PrepareForInference()
    {
        _stem.PrepareForInference();
        Array.ForEach(_blocks, block => block.PrepareForInference());
    }

    /// <summary>Forgets what was prepared; the parameters stay their set's.</summary>
    public void Dispose()
    {
        _stem.Dispose();
        Array.ForEach(_blocks, block => block.Dispose());
    }
}
