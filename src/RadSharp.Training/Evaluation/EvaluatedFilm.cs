using RadSharp.Instruct.Reports;
using RadSharp.Instruct.Samples;
using RadSharp.Models.Systems;
using RadSharp.Radiology.Findings;

namespace RadSharp.Training.Evaluation;

/// <summary>A film of which the truth is known, and what the model sees of it.</summary>
/// <param name="Truth">What the data set tells.</param>
/// <param name="Reading">What the model's detectors tell.</param>
/// <param name="Encoded">What its prompts show.</param>
internal sealed record EvaluatedFilm(LabeledFilm Truth, FilmReading Reading, EncodedFilm Encoded) : IDisposable
{
    /// <summary>Whether the model reads it at all.</summary>
    public bool IsRead => Reading.Refusal is null;

    /// <summary>What the prompt says of the findings.</summary>
    public IReadOnlyDictionary<string, FindingState> Told { get; } =
        Reading.Findings.ToDictionary(finding => finding.Name, finding => finding.State);

    /// <summary>The same, for reports.</summary>
    public FilmFindings Known => FilmFindings.Of(Told.Select(entry => (entry.Key, entry.Value)));

    public void Dispose() => Encoded.Dispose();
}
