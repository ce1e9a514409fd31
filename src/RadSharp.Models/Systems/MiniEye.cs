using RadSharp.Imaging;
using RadSharp.Imaging.Geometry;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Parameters;
using RadSharp.Models.Vision;
using RadSharp.Models.Vision.Processing;
using RadSharp.Radiology.Boxes;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Systems;

/// <summary>
/// radsharp-mini without its language: one or several <see cref="ChestNetwork"/>s, what their logits mean, and which images they
/// read. Findings, view, lungs and activation maps need no more. Not thread-safe.
/// </summary>
public sealed class MiniEye : IDisposable
{
    private readonly ChestNetwork[] _members;
    private readonly ParameterSet? _owned;
    private bool _isPrepared;

    /// <summary>Takes the parameters; they stay their set's.</summary>
    /// <param name="scope">
    /// Where <c>vision.0</c>, <c>vision.1</c>, … are, and <c>suitability.mean</c> and <c>suitability.precision</c> where
    /// <see cref="SuitabilityLimits.Distance"/> is set.
    /// </param>
    /// <param name="config">The numbers.</param>
    /// <exception cref="InvalidDataException">A parameter is missing or of another shape.</exception>
    public MiniEye(ParameterScope scope, MiniConfig config)
        : this(scope, config, owned: null)
    {
    }

    private MiniEye(ParameterScope scope, MiniConfig config, ParameterSet? owned)
    {
        (Config, Parameters, _owned) = (config, scope.Parameters, owned);
        _members = [.. Enumerable.Range(0, config.Members)
            .Select(member => new ChestNetwork(scope["vision"][member], config.Vision))];
        if (config.Suitability.Distance is not null)
        {
            var channels = config.Vision.Backbone.OutChannels;
            var mean = scope["suitability"].Take("mean", [channels], ParameterKind.Statistic);
            var precision = scope["suitability"].Take("precision", [channels, channels], ParameterKind.Statistic);
            Statistics = new(mean.Value.Span.ToArray(), precision.Value.Span.ToArray());
        }
    }

    /// <summary>The numbers.</summary>
    public MiniConfig Config { get; }

    /// <summary>The set that the parameters are in; with those of the language model where they were opened together.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>The first member's features over its training films, or null where they were not measured.</summary>
    public FeatureStatistics? Statistics { get; }

    /// <summary>Opens the folder of an eye, or of a whole radsharp-mini, whose language model is left.</summary>
    /// <param name="folder">Has <c>config.json</c> and <c>model.safetensors</c>, or the file of a packed model.</param>
    /// <returns>The eye; the caller's.</returns>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or of another model.</exception>
    public static MiniEye Open(string folder)
    {
        var config = MiniConfig.Read(Path.Combine(folder, "config.json"));
        var packed = Path.Combine(folder, ModelFolder.PackedName);
        using var checkpoint = CheckpointFiles.Open(File.Exists(packed) ? packed : folder);
        var parameters = new ParameterSet();
        try
        {
            return new MiniEye(new ParameterScope(new CheckpointParameters(checkpoint), parameters), config, parameters);
        }
        catch
        {
            parameters.Dispose();
            throw;
        }
    }

    /// <summary>Reads a film.</summary>
    /// <param name="film">
    /// Any image. One that looks like a negative, or as if it lay upside down or on its side, is read the way in which it is most
    /// like the films of the training; the reading's warnings say so, and boxes and maps are those of the film as it is shown.
    /// </param>
    public EyeReading Read(Film film)
    {
        ArgumentNullException.ThrowIfNull(film);
        var seen = Look(film);
        var warnings = film.Concerns.Select(concern => concern.Message).ToList();
        if (seen.Way.Note() is { } note)
        {
            warnings.Add(note);
        }

        var refusal = FilmSuitability.RefusalByFile(film, Config.Suitability)
            ?? FilmSuitability.RefusalByLook(seen.Greys, Statistics?.Distance(seen.Output.Pooled), Config.Suitability);
        if (refusal is not null)
        {
            var nothing = new FilmReading(film.View, [], new Dictionary<string, Box>());
            return new(
                nothing with { Refusal = refusal, Warnings = warnings }, seen.Output, new Dictionary<string, Image<float>>());
        }

        var probabilityOfAp = 1 / (1 + MathF.Exp(-seen.Output.Projection));
        var reading = new FilmReading(
            film.View is View.PA or View.AP ? film.View : probabilityOfAp > 0.5f ? View.AP : View.PA,
            [.. Config.Findings.Select((finding, index) => Reading(finding, seen.Output.Findings[index]))],
            EyeGeometry.Lungs(seen.Output, seen.Image, seen.Way))
        {
            ProbabilityOfAp = probabilityOfAp,
            Warnings = warnings,
        };
        return new(reading, seen.Output, EyeGeometry.Maps(seen.Output, Config, seen.Image, seen.Way));
    }

    /// <summary>Runs the networks on a square and its mirror image, as one batch a member.</summary>
    /// <param name="square">8-bit greys, as <see cref="ChestImage"/> makes them in the size of the configuration.</param>
    /// <exception cref="ArgumentException">It has another size.</exception>
    public EyeOutput Look(Image<byte> square)
    {
        ArgumentNullException.ThrowIfNull(square);
        var size = Config.Vision.ImageSize;
        if ((square.Width, square.Height, square.Channels) != (size, size, 1))
        {
            throw new ArgumentException(
                $"Expected {size} × {size} grey pixels, found {square.Width} × {square.Height} with {square.Channels} channels.",
                nameof(square));
        }

        Prepare();
        using var pixels = Tensor.Uninitialized([2, size, size, 1]);
        ChestImage.Scale(square.Samples, pixels.Span[..(size * size)]);
        ChestImage.Scale(Orienting.FlipHorizontally(square).Samples, pixels.Span[(size * size)..]);
        using var tape = Tape.ForInference();
        var sum = new EyeSum(Config);
        for (var member = 0; member < _members.Length; member++)
        {
            var output = _members[member].Forward(tape, pixels);
            sum.Add(output, _members[member].ActivationMaps(tape, output.Features));
            if (member == 0)
            {
                sum.Keep(tape, output.Features);
            }

            tape.Reset();
        }

        return sum.Mean();
    }

    /// <summary>Forgets what was prepared; parameters that <see cref="Open"/> has read are given back.</summary>
    public void Dispose()
    {
        Array.ForEach(_members, member => member.Dispose());
        _owned?.Dispose();
    }

    private static FindingReading Reading(CalibratedFinding finding, float logit)
    {
        var probability = finding.Probability(logit);
        return new(finding.Name, probability, finding.StateOf(probability));
    }

    // Folding and packing takes longer than reading a film, so a folder that is only inspected does not pay for it.
    private void Prepare()
    {
        if (!_isPrepared)
        {
            Array.ForEach(_members, member => member.PrepareForInference());
            _isPrepared = true;
        }
    }

    // The film the way it is shown, or another way that its look suggests where that is more like the films of the training.
    private (Image<byte> Greys, ChestImage Image, EyeOutput Output, ReadingWay Way) Look(Film film)
    {
        var shown = film.Render();
        var best = Look(shown, ReadingWay.AsShown);
        if (Statistics is null)
        {
            return best;
        }

        var distance = Statistics.Distance(best.Output.Pooled);
        foreach (var way in ReadingWays.SuggestedBy(film))
        {
            var other = Look(shown, way);
            if (Statistics.Distance(other.Output.Pooled) is var otherDistance && otherDistance < distance)
            {
                (best, distance) = (other, otherDistance);
            }
        }

        return best;
    }

    private (Image<byte> Greys, ChestImage Image, EyeOutput Output, ReadingWay Way) Look(Image<byte> shown, ReadingWay way)
    {
        var greys = way.Apply(shown);
        var image = ChestImage.Of(greys, Config.Vision.ImageSize);
        return (greys, image, Look(image.Pixels), way);
    }
}
