using RadSharp.Imaging;

namespace RadSharp.Models.Systems;

/// <summary>What a <see cref="MiniEye"/> reads from a film.</summary>
/// <param name="Reading">Findings, view and lungs, or a refusal.</param>
/// <param name="Output">What the networks saw, also of an image that was refused.</param>
/// <param name="ActivationMaps">
/// Where each finding was seen, by its name, in logit units, already cut to the film; none of an image that was refused. They say
/// what moved the classifier, not where a radiologist would draw a line.
/// </param>
public sealed record EyeReading(
    FilmReading Reading, EyeOutput Output, IReadOnlyDictionary<string, Image<float>> ActivationMaps);
