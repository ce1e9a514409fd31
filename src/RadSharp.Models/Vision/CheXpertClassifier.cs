using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Vision;

/// <summary>
/// RaDialog's findings classifier: BioViL-T's projected patches, pooled, through two linear layers to a logit for each of
/// CheXpert's 14 labels (RaDialog: findings_classifier/chexpert_model.py).
/// </summary>
public sealed class CheXpertClassifier : IDisposable
{
    /// <summary>Logits an image, in CheXpert's order of labels: No Finding first, Support Devices last.</summary>
    public const int Labels = 14;

    /// <summary>Rows and columns of pixels of the images that it was trained on.</summary>
    public const int ImageSize = 488;

    // PyTorch Lightning saves the network as the attribute of the module that trains it.
    private const string CheckpointPrefix = "model";

    private const int PoolSize = 4;

    private readonly BioViLT _encoder;
    private readonly Linear _first, _second;
    private readonly int _imageSize, _features;

    /// <summary>Takes the parameters.</summary>
    /// <param name="scope">The checkpoint's root, where <c>model.biovil_encoder</c>, <c>model.fc1</c> and so on are.</param>
    /// <param name="config">BioViL-T's numbers; null for the published ones.</param>
    /// <param name="hidden">Width between the linear layers.</param>
    /// <param name="imageSize">Rows and columns of pixels of an image.</param>
    /// <exception cref="ArgumentException">BioViL-T without a projector, or images of fewer than 4×4 patches.</exception>
    /// <exception cref="InvalidDataException">A parameter is missing or of another shape.</exception>
    public CheXpertClassifier(
        ParameterScope scope, BioViLTConfig? config = null, int hidden = 512, int imageSize = ImageSize)
    {
        config ??= new();
        _imageSize = imageSize;
        var side = config.Backbone.OutputSize(imageSize) / PoolSize;
        _features = side * side * (config.JointFeatureSize ?? 0);
        if (_features == 0)
        {
            throw new ArgumentException(
                $"The classifier expects a projector and images of at least {PoolSize}×{PoolSize} patches, but found "
                + $"{config.JointFeatureSize?.ToString() ?? "no"} features and {imageSize}×{imageSize} pixels.");
        }

        var root = scope[CheckpointPrefix];
        _encoder = new(root["biovil_encoder"], config);
        _first = new(root["fc1"], _features, hidden);
        _second = new(root["fc2"], hidden, Labels);
    }

    /// <summary>Runs the classifier.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="images">[batch, 488, 488, 3], grey repeated, from 0 to 1.</param>
    /// <param name="training">Whether batch norms use, and remember, the batch's own statistics.</param>
    /// <returns>Logits, [batch, 14]; a label is found where its logit is above zero (probability above 0.5).</returns>
    /// <exception cref="ArgumentException">Images of another size.</exception>
    public Tensor Forward(Tape tape, Tensor images, bool training = false)
    {
        var patches = _encoder.Forward(tape, images, training: training).ProjectedPatchEmbeddings!.Value;
        var pooled = tape.AveragePool2d(patches, PoolSize); // [batch, rows, columns, features]
        if (pooled.Shape.CountOf(1, 4) != _features)
        {
            throw new ArgumentException(
                $"The classifier expects images of {_imageSize}×{_imageSize} pixels, [batch, height, width, 3], "
                + $"but found {images.Shape}.");
        }

        // The original flattens [batch, features, rows, columns].
        var flat = tape.Reshape(tape.Permute(pooled, 0, 3, 1, 2), -1, _features);
        return _second.Forward(tape, _first.Forward(tape, flat, Activation.Relu));
    }

    /// <inheritdoc cref="BioViLT.PrepareForInference"/>
    public void PrepareForInference() => _encoder.PrepareForInference();

    /// <summary>Forgets what was prepared; the parameters stay their set's.</summary>
    public void Dispose() => _encoder.Dispose();
}
