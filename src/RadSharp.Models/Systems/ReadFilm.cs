using RadSharp.Imaging;

namespace RadSharp.Models.Systems;

/// <summary>A film as <see cref="RadSharpMini"/> has read it.</summary>
/// <param name="Reading">Findings, view and lungs, or a refusal.</param>
/// <param name="Encoded">What prompts show of the film; carries the reading too.</param>
/// <param name="ActivationMaps">As <see cref="EyeReading.ActivationMaps"/>.</param>
public sealed record ReadFilm(
    FilmReading Reading, EncodedFilm Encoded, IReadOnlyDictionary<string, Image<float>> ActivationMaps) : IDisposable
{
    /// <summary>Gives the memory of the encoded film back.</summary>
    public void Dispose() => Encoded.Dispose();
}
