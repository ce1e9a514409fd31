using RadSharp.Radiology.Findings;

namespace RadSharp.Models.Systems;

/// <summary>
/// What a classifier's logit of one finding means: a probability by Platt's scaling (Platt 1999), and what is made of it.
/// Both are fitted on films of patients that the classifier was not trained on.
/// </summary>
/// <param name="Name">As NIH ChestX-ray14 spells it.</param>
/// <param name="Scale">Multiplied with the logit, above 0.</param>
/// <param name="Shift">Added to it then.</param>
/// <param name="UncertainFrom">The probability from which the finding is called possible.</param>
/// <param name="PresentFrom">The probability from which it is called present, at least as much.</param>
public sealed record CalibratedFinding(string Name, float Scale, float Shift, float UncertainFrom, float PresentFrom)
{
    /// <summary>NIH ChestX-ray14's findings before anything is known of the logits: present from one half on.</summary>
    public static IReadOnlyList<CalibratedFinding> Uncalibrated { get; } =
        [.. NihLabels.All.Select(name => new CalibratedFinding(name, Scale: 1, Shift: 0, UncertainFrom: 0.3f, 0.5f))];

    /// <summary>The probability that a logit means, from 0 to 1.</summary>
    public float Probability(float logit) => 1 / (1 + MathF.Exp(-((Scale * logit) + Shift)));

    /// <summary>What is made of a probability.</summary>
    public FindingState StateOf(float probability) =>
        probability >= PresentFrom ? FindingState.Present
        : probability >= UncertainFrom ? FindingState.Uncertain
        : FindingState.Absent;
}
