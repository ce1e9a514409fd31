using RadSharp.Models.Decoders;
using RadSharp.Models.Vision;

namespace RadSharp.Models.Systems;

/// <summary>The numbers of radsharp-mini, as its folder's <c>config.json</c> has them.</summary>
public sealed record MiniConfig
{
    /// <summary>The <c>model_type</c>.</summary>
    public const string ModelType = "radsharp_mini";

    /// <summary>The networks of the eye, all of one kind: <c>vision_config</c>.</summary>
    public ChestNetworkConfig Vision { get; init; } = new();

    /// <summary>How many networks see the film, each trained from other random numbers: <c>members</c>.</summary>
    public int Members { get; init; } = 1;

    /// <summary>
    /// Rows and columns of places that the first member's feature map is averaged to, each of which becomes a visual token:
    /// <c>connector_config.grid</c>.
    /// </summary>
    public int Grid { get; init; } = 4;

    /// <summary>Visual tokens of a film.</summary>
    public int ImageTokens => Grid * Grid;

    /// <summary>What the logits mean, a finding each: <c>findings</c>.</summary>
    public IReadOnlyList<CalibratedFinding> Findings { get; init; } = CalibratedFinding.Uncalibrated;

    /// <summary>Which images are read: <c>suitability</c>.</summary>
    public SuitabilityLimits Suitability { get; init; } = new();

    /// <summary>The language model, <c>text_config</c>; null for an eye alone, which finds but does not write.</summary>
    public DecoderConfig? Text { get; init; }

    /// <summary>Reads a configuration.</summary>
    /// <param name="path">The <c>config.json</c>.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">A field is missing or wrong; the message names it.</exception>
    public static MiniConfig Read(string path) => MiniConfigFile.Read(path);

    /// <summary>Writes the configuration; a file that exists is replaced when the new one is complete.</summary>
    /// <param name="path">The <c>config.json</c>.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path) => MiniConfigFile.Write(path, this);
}
