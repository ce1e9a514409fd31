using RadSharp.Models.Compositions;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Models.QFormers;
using RadSharp.Models.Vision;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Systems;

/// <summary>The networks of a RaDialog: which, and how large they are, is read off the tensors.</summary>
internal sealed class RaDialogNetworks : IDisposable
{
    // The projector's parameters, and its norm's statistics, by the names of RaDialog-align's checkpoint.
    private static readonly string[] Projector =
        ["0.weight", "1.weight", "1.bias", "1.running_mean", "1.running_var", "3.weight", "3.bias"];

    private readonly RaDialogAlign? _align;
    private readonly RaDialogProject? _project;
    private readonly BioViLT? _encoder;
    private readonly QFormerConnector? _queries;

    /// <summary>Takes the parameters of the networks that are there.</summary>
    /// <param name="config">The language model's numbers.</param>
    /// <param name="shapes">Of all tensors.</param>
    /// <param name="source">The tensors.</param>
    /// <exception cref="InvalidDataException">A parameter is missing or of another shape.</exception>
    public RaDialogNetworks(DecoderConfig config, TensorShapes shapes, IParameterSource source)
    {
        var scope = new ParameterScope(source, Parameters);
        try
        {
            if (shapes.Contains($"{RaDialogCheckpoint.MlpConnector}.0.weight"))
            {
                var numbers = RaDialogShapes.ImageModel(shapes, RaDialogCheckpoint.VisionTower, hasProjector: false);
                _project = new(scope, scope["model"]["mm_projector"], config, 2 * numbers.PatchChannels);
                _encoder = new(scope["model"]["vision_tower"], numbers);
            }
            else
            {
                ExpectAlign(shapes);
                QueryWidth = shapes.Length($"{RaDialogCheckpoint.LinearConnector}.weight", rank: 2, axis: 1);
                _align = new(scope, scope["model"]["img_proj_layer"], config, QueryWidth.Value);
                Missing = MissingOf(shapes);
                if (Missing is null)
                {
                    _queries = new(scope, RaDialogShapes.QFormer(shapes));
                    _encoder = new(
                        scope[RaDialogCheckpoint.ImageModel],
                        RaDialogShapes.ImageModel(shapes, RaDialogCheckpoint.ImageModel, hasProjector: true));
                }
            }

            if (shapes.Contains("model.fc2.weight"))
            {
                Classifier = new(
                    scope, RaDialogShapes.ImageModel(shapes, RaDialogCheckpoint.Classifier, hasProjector: true),
                    shapes.Length("model.fc1.weight", rank: 2, axis: 0));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>All parameters.</summary>
    public ParameterSet Parameters { get; } = new();

    /// <summary>The language model.</summary>
    public CausalDecoder Decoder => _align?.Decoder ?? _project!.Decoder;

    /// <summary>Width of a query's output in RaDialog-align; null in RaDialog-project, which has none.</summary>
    public int? QueryWidth { get; }

    /// <summary>What the image path lacks, in sentences; null where it is complete.</summary>
    public string? Missing { get; }

    /// <summary>The findings classifier, or null.</summary>
    public CheXpertClassifier? Classifier { get; }

    /// <summary>The tokens of an image.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="pixels">[1, 448, 448, 3].</param>
    /// <returns>[tokens, hidden].</returns>
    public Tensor EncodeImage(Tape tape, Tensor pixels)
    {
        var seen = _encoder!.Forward(tape, pixels);
        if (_project is not null)
        {
            return _project.EncodeImage(tape, seen.PatchEmbeddings);
        }

        var rows = ScrambledPatches.Rows(tape, seen.ProjectedPatchEmbeddings!.Value);
        return EncodeQueries(tape, tape.Reshape(_queries!.Forward(tape, rows), -1, QueryWidth!.Value)); // [queries, width]
    }

    /// <summary>The tokens of an image of RaDialog-align.</summary>
    /// <param name="tape">Gets the output.</param>
    /// <param name="queries">What the Q-Former made of it, [32, width].</param>
    /// <returns>[32, hidden].</returns>
    public Tensor EncodeQueries(Tape tape, Tensor queries) => _align!.EncodeImage(tape, queries);

    /// <inheritdoc cref="BioViLT.PrepareForInference"/>
    public void PrepareForInference()
    {
        _encoder?.PrepareForInference();
        Classifier?.PrepareForInference();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder?.Dispose();
        Classifier?.Dispose();
        Parameters.Dispose();
    }

    private static void ExpectAlign(TensorShapes shapes)
    {
        if (!shapes.Contains($"{RaDialogCheckpoint.LinearConnector}.weight"))
        {
            throw new InvalidDataException(
                $"{shapes.Location}: expected the connector from the image to the language model, "
                + $"{RaDialogCheckpoint.LinearConnector} in RaDialog-align's adapter_model.bin or "
                + $"{RaDialogCheckpoint.MlpConnector} in RaDialog-project's non_lora_trainables.bin, found neither. Is it the "
                + "adapter of another model?");
        }
    }

    private static string? MissingOf(TensorShapes shapes)
    {
        if (!shapes.Contains("query_tokens"))
        {
            return "the Q-Former's checkpoint_4.pth is not there (ChantalMP/RaDialog, the GitHub release 'weights').";
        }

        if (!shapes.Contains($"{RaDialogCheckpoint.ImageModel}.encoder.backbone_to_vit.weight"))
        {
            return "the image encoder's biovil_t_image_model_proj_size_128.pt is not there (Hugging Face: "
                + "microsoft/BiomedVLP-BioViL-T, revision v1.0).";
        }

        // RaDialog trained with a projector of random numbers that it never changed, and its checkpoints leave out what is not
        // trained (RaDialog: biovil_t/model.py, model/lavis/runners/runner_base.py). With other random numbers the Q-Former
        // would see noise, so there is nothing to put in their place.
        var lacking = Projector.Select(name => $"{RaDialogCheckpoint.ImageModel}.projector.model.{name}")
            .Where(name => !shapes.Contains(name)).ToList();
        return lacking.Count == 0
            ? null
            : $"checkpoint_4.pth lacks {string.Join(", ", lacking)}: the projector between BioViL-T and the Q-Former, drawn at "
            + "random when RaDialog was trained and left out of the published file. A checkpoint_4.pth saved with them in the "
            + "original software, at the seed of its training (42), makes up for it.";
    }
}
