using RadSharp.Models.Connectors;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Systems;

/// <summary>
/// radsharp-mini's language model and the connector into it: places of the eye's feature map through an MLP, as visual tokens
/// before the text of a small Qwen2.
/// </summary>
public sealed class MiniLanguage
{
    private readonly MlpProjector _connector;

    /// <summary>Takes the parameters, below <c>multi_modal_projector</c> and <c>language_model</c>.</summary>
    /// <param name="scope">The root.</param>
    /// <param name="config">The numbers; with <see cref="MiniConfig.Text"/>.</param>
    /// <exception cref="ArgumentException">The configuration is that of an eye alone.</exception>
    /// <exception cref="InvalidDataException">A parameter is missing or of another shape.</exception>
    public MiniLanguage(ParameterScope scope, MiniConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var text = config.Text ?? throw new ArgumentException(
            $"Expected a configuration with a language model, found none in {nameof(MiniConfig.Text)}.", nameof(config));
        Parameters = scope.Parameters;
        _connector = new(scope["multi_modal_projector"], config.Vision.Backbone.OutChannels, text.HiddenSize);
        Decoder = new(scope["language_model"], text);
    }

    /// <summary>The set that the parameters are in.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>The language model.</summary>
    public CausalDecoder Decoder { get; }

    /// <summary>Makes visual tokens.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="places">[…, channels], such as <see cref="EyeOutput.Places"/> of one film or several.</param>
    /// <returns>[…, hidden].</returns>
    public Tensor VisualTokens(Tape tape, Tensor places) => _connector.Forward(tape, places);
}
