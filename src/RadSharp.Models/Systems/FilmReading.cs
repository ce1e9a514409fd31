using RadSharp.Imaging;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Models.Systems;

/// <summary>What a model's detectors say of a film, before anything is written.</summary>
/// <param name="View">PA or AP; what the film's file says goes before what the model sees.</param>
/// <param name="Findings">Every finding that the model knows, in the order of <see cref="NihLabels.All"/>.</param>
/// <param name="Regions">Boxes of anatomical regions on the film, such as <c>left lung</c>.</param>
public sealed record FilmReading(
    View View, IReadOnlyList<FindingReading> Findings, IReadOnlyDictionary<string, Box> Regions)
{
    /// <summary>The probability that the film was taken from the front to the back, from 0 to 1, as the model sees it.</summary>
    public float? ProbabilityOfAp { get; init; }

    /// <summary>What its reader should know before believing the rest, a sentence each: that it looks inverted, say.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Why the film cannot be read, a sentence for its reader; null where it can.</summary>
    public string? Refusal { get; init; }
}

/// <summary>What a model's classifier says of a finding.</summary>
/// <param name="Name">As NIH ChestX-ray14 spells it.</param>
/// <param name="Probability">Calibrated, from 0 to 1.</param>
/// <param name="State">What is made of it: present, uncertain or absent.</param>
public sealed record FindingReading(string Name, float Probability, FindingState State);
