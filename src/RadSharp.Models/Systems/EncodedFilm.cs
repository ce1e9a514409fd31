using RadSharp.Tensors;

namespace RadSharp.Models.Systems;

/// <summary>What a model sees of a film.</summary>
/// <param name="Features">[image tokens, hidden], after the connector.</param>
/// <param name="Findings">
/// What the findings classifier gives each of CheXpert's labels, from 0 to 1; null where the system has no classifier.
/// </param>
public sealed record EncodedFilm(Tensor Features, IReadOnlyList<float>? Findings = null) : IDisposable
{
    /// <summary>Gives the features' memory back.</summary>
    public void Dispose() => Features.Dispose();
}
