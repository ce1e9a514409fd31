using RadSharp.Tensors;

namespace RadSharp.Models.Systems;

/// <summary>What a model sees of a film.</summary>
/// <param name="Features">[image tokens, hidden], after the connector.</param>
/// <param name="Findings">
/// What the findings classifier gives each of CheXpert's labels, from 0 to 1, by
/// <see cref="RadSharp.Radiology.Findings.CheXpertFinding.Index"/>; null where the system has no classifier.
/// </param>
public sealed record EncodedFilm(Tensor Features, IReadOnlyList<float>? Findings = null) : IDisposable
{
    /// <summary>
    /// What the prompt says was found, such as <c>cardiomegaly, edema</c>, in place of <see cref="Findings"/>: a person's
    /// correction, or another classifier's words; null to go by <see cref="Findings"/>, empty where nothing was found.
    /// </summary>
    public string? FindingsText { get; init; }

    /// <summary>
    /// What the system's detectors read from the film, for prompts that say it; null where the system has none, or the prompt is
    /// to say nothing of it.
    /// </summary>
    public FilmReading? Reading { get; init; }

    /// <summary>Gives the features' memory back.</summary>
    public void Dispose() => Features.Dispose();
}
