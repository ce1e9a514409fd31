using RadSharp.Models.Layers;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Vision;

/// <summary>
/// radsharp-mini's eye: a small residual network whose pooled features tell findings, projection and patient, and whose feature
/// map tells where the lungs are. Findings come from the mean of the map through one linear layer, so that the same layer over
/// each place of it says where a finding was seen (class activation maps, Zhou et al. 2016).
/// </summary>
public sealed class ChestNetwork : IDisposable
{
    // Channels of a place of the feature map as the lungs' layer sees it.
    private const int PlaceFeatures = 16;

    // Two lungs, four edges each.
    private const int Edges = 8;

    private readonly ResNet _backbone;
    private readonly Linear _findings, _projection, _patient, _lungPlaces, _lungs;

    /// <summary>Takes the parameters.</summary>
    /// <param name="scope">
    /// Where <c>backbone</c>, <c>findings</c>, <c>projection</c>, <c>patient</c>, <c>lungs.0</c> and <c>lungs.2</c> are.
    /// </param>
    /// <param name="config">The numbers.</param>
    /// <exception cref="InvalidDataException">A parameter is missing or of another shape.</exception>
    public ChestNetwork(ParameterScope scope, ChestNetworkConfig config)
    {
        Config = config;
        var channels = config.Backbone.OutChannels;
        _backbone = new(scope["backbone"], config.Backbone);
        _findings = new(scope["findings"], channels, config.Findings);
        _projection = new(scope["projection"], channels, 1);
        _patient = new(scope["patient"], channels, 2);
        _lungPlaces = new(scope["lungs"][0], channels, PlaceFeatures);
        _lungs = new(scope["lungs"][2], config.FeatureSize * config.FeatureSize * PlaceFeatures, Edges);
    }

    /// <summary>The numbers.</summary>
    public ChestNetworkConfig Config { get; }

    /// <summary>Runs the network.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="images">[batch, size, size, 1], as <see cref="Processing.ChestImage"/> makes them.</param>
    /// <param name="training">Whether batch norms use, and remember, the batch's own statistics.</param>
    /// <param name="dropout">Part of the pooled features that is dropped before findings, projection and patient in training.</param>
    public ChestOutput Forward(Tape tape, Tensor images, bool training = false, float dropout = 0)
    {
        var features = _backbone.Forward(tape, images, training); // [batch, rows, columns, channels]
        var pooled = tape.Mean(features, [1, 2]); // [batch, channels]
        if (training && dropout > 0)
        {
            pooled = tape.Dropout(pooled, dropout);
        }

        var places = _lungPlaces.Forward(tape, features, Activation.Relu); // [batch, rows, columns, place features]
        var flat = tape.Reshape(places, places.Shape[0], -1);
        return new(
            features, _findings.Forward(tape, pooled), _projection.Forward(tape, pooled), _patient.Forward(tape, pooled),
            _lungs.Forward(tape, flat));
    }

    /// <summary>Where each finding was seen: the findings' layer over each place of a feature map, without its bias.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="features">[…, channels], of <see cref="ChestOutput.Features"/>.</param>
    /// <returns>[…, findings]; the mean over all places plus the bias is the finding's logit.</returns>
    public Tensor ActivationMaps(Tape tape, Tensor features) => tape.Linear(features, _findings.Weight);

    /// <inheritdoc cref="ResNet.PrepareForInference"/>
    public void PrepareForInference() => _backbone.PrepareForInference();

    /// <summary>Forgets what was prepared; the parameters stay their set's.</summary>
    public void Dispose() => _backbone.Dispose();
}
