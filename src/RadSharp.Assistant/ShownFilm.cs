using RadSharp.Imaging;
using RadSharp.Models.Systems;
using RadSharp.Radiology.Findings;

namespace RadSharp.Assistant;

/// <summary>
/// A film that a model has looked at: what prompts show of it and, where the model has detectors, what they say.
/// </summary>
public sealed class ShownFilm : IDisposable
{
    private static readonly Dictionary<string, Image<float>> NoMaps = [];

    private readonly IDisposable _owner;

    internal ShownFilm(Film film, EncodedFilm encoded) => (Film, Encoded, _owner) = (film, encoded, encoded);

    internal ShownFilm(Film film, ReadFilm read)
    {
        (Film, Encoded, _owner) = (film, read.Encoded, read);
        (Reading, ActivationMaps) = (read.Reading, read.ActivationMaps);
    }

    /// <summary>The film.</summary>
    public Film Film { get; }

    /// <summary>What prompts show of it.</summary>
    public EncodedFilm Encoded { get; }

    /// <summary>What the model's detectors say; null for a system that has none.</summary>
    public FilmReading? Reading { get; }

    /// <summary>
    /// Where the classifier looks, by NIH's names of findings, in logits; empty for a system that does not tell.
    /// </summary>
    public IReadOnlyDictionary<string, Image<float>> ActivationMaps { get; } = NoMaps;

    /// <summary>From which side the film was taken, as far as the file or the model tells.</summary>
    public View View => Reading?.View ?? Film.View;

    /// <summary>
    /// The probability of every finding that the model's classifier knows, those that follow from others included
    /// (<see cref="FindingProbabilities"/>); empty for a system without a classifier.
    /// </summary>
    public IReadOnlyList<(string Name, double Probability)> Probabilities => (Reading, Encoded.Findings) switch
    {
        ({ } reading, _) => FindingProbabilities.WithCheXpert(
            [.. reading.Findings.Select(finding => (finding.Name, (double)finding.Probability))]),
        (null, { } findings) => [.. CheXpertFinding.All.Select(finding => (finding.Name, (double)findings[finding.Index]))],
        _ => [],
    };

    /// <summary>Lets a model look at a film.</summary>
    /// <param name="model">The model.</param>
    /// <param name="film">The film.</param>
    /// <returns>The caller's, and to be disposed of before the model.</returns>
    /// <exception cref="InvalidDataException">The model refuses the film; the message is its sentence.</exception>
    public static ShownFilm Look(IVisionLanguageModel model, Film film)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(film);
        if (model is not RadSharpMini mini)
        {
            return new(film, model.Encode(film));
        }

        var read = mini.Read(film);
        if (read.Reading.Refusal is { } refusal)
        {
            read.Dispose();
            throw new InvalidDataException(refusal);
        }

        return new(film, read);
    }

    /// <summary>Gives the memory of what was seen back.</summary>
    public void Dispose() => _owner.Dispose();
}
