using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Vision;

/// <summary>
/// BioViL-T's image model (Bannur et al. 2023): a ResNet, a comparison with a previous image where there is one, and a
/// projector, under the names of its checkpoint (hi-ml: health_multimodal/image/model/encoder.py, model.py).
/// </summary>
public sealed class BioViLT : IDisposable
{
    private readonly BioViLTConfig _config;
    private readonly ResNet _backbone;
    private readonly Parameter _toPatches, _missingPrevious;
    private readonly TemporalPooler _pooler;
    private readonly NormedConvolution? _firstProjection;
    private readonly Parameter? _secondProjection, _secondProjectionBias;

    /// <summary>Takes the parameters.</summary>
    /// <param name="scope">Where <c>encoder</c> and, if there is one, <c>projector</c> are.</param>
    /// <param name="config">The numbers.</param>
    /// <exception cref="InvalidDataException">A parameter is missing or of another shape.</exception>
    public BioViLT(ParameterScope scope, BioViLTConfig config)
    {
        _config = config;
        var (encoder, channels) = (scope["encoder"], config.PatchChannels);
        _backbone = new(encoder["encoder"], config.Backbone);
        _toPatches = encoder["backbone_to_vit"].Take(
            "weight", [channels, config.Backbone.OutChannels, 1, 1], ParameterKind.Kernel);
        _missingPrevious = encoder.Take("missing_previous_emb", [1, channels, 1, 1], ParameterKind.Tokens);
        _pooler = new(encoder["vit_pooler"], config);
        if (config.JointFeatureSize is { } size)
        {
            var projector = scope["projector"]["model"];
            _firstProjection = new(projector[0], projector[1], 2 * channels, size);
            _secondProjection = projector[3].Take("weight", [size, size, 1, 1], ParameterKind.Kernel);
            _secondProjectionBias = projector[3].Take("bias", [size], ParameterKind.Shift);
        }
    }

    /// <summary>Runs the model.</summary>
    /// <param name="tape">Gets the outputs.</param>
    /// <param name="images">[batch, height, width, 3], grey repeated, from 0 to 1.</param>
    /// <param name="previous">Earlier images of the same patients, 448×448 pixels like these; null where there are none.</param>
    /// <param name="training">Whether batch norms use, and remember, the batch's own statistics.</param>
    /// <exception cref="ArgumentException">Images of a wrong shape.</exception>
    public BioViLTOutput Forward(Tape tape, Tensor images, Tensor? previous = null, bool training = false)
    {
        var patches = Fused(tape, images, previous, training);
        var embedding = tape.GlobalAveragePool(patches);
        if (_firstProjection is null)
        {
            return new(patches, embedding, null, null);
        }

        var projected = tape.Conv2d(_firstProjection.Forward(tape, patches, training), _secondProjection!, _secondProjectionBias);
        return new(patches, embedding, projected, tape.GlobalAveragePool(projected));
    }

    /// <summary>
    /// Folds batch norms into convolutions and packs these, from the parameters as they are now; tapes that do not record use
    /// them. Call it again when the parameters have changed.
    /// </summary>
    public void PrepareForInference()
    {
        _backbone.PrepareForInference();
        _firstProjection?.PrepareForInference();
    }

    /// <summary>Forgets what was prepared; the parameters stay their set's.</summary>
    public void Dispose()
    {
        _backbone.Dispose();
        _firstProjection?.Dispose();
    }

    // An image's patches and their difference to the previous image: [batch, rows, columns, 2 · channels].
    private Tensor Fused(Tape tape, Tensor images, Tensor? previous, bool training)
    {
        if (previous is { } earlier)
        {
            if (earlier.Shape != images.Shape)
            {
                throw new ArgumentException(
                    $"Previous images must have the shape {images.Shape} of the current ones, but found {earlier.Shape}.");
            }

            // In one batch, as in the original, so that training sees the statistics of both.
            var batch = images.Shape[0];
            var both = Patches(tape, tape.Concatenate(0, images, earlier), training);
            var (now, before) = (tape.Slice(both, axis: 0, 0, batch), tape.Slice(both, axis: 0, batch, batch));
            return tape.Concatenate(-1, now, _pooler.Forward(tape, now, before));
        }

        var patches = Patches(tape, images, training);
        // [1, channels, 1, 1] as [channels], repeated over all patches
        var missing = tape.BroadcastTo(
            tape.Reshape(_missingPrevious, -1), patches.Shape[0], patches.Shape[1], patches.Shape[2], _config.PatchChannels);
        return tape.Concatenate(-1, patches, missing);
    }

    private Tensor Patches(Tape tape, Tensor images, bool training)
    {
        var mark = tape.Mark();
        return tape.ReleaseSince(mark, tape.Conv2d(_backbone.Forward(tape, images, training), _toPatches));
    }
}
