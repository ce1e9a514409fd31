using RadSharp.Models.Systems;
using RadSharp.Radiology.Findings;

namespace RadSharp.Assistant;

/// <summary>A reader's own findings in place of a model's, so that what the model writes follows the reader.</summary>
public static class ReaderFindings
{
    /// <summary>What a prompt shows of a film when a reader has marked findings; the others stay the classifier's.</summary>
    /// <param name="film">The film; its features are shared, and stay its own.</param>
    /// <param name="marked">By the model's names of findings; <see cref="FindingState.Unknown"/> for not marked.</param>
    public static EncodedFilm Apply(ShownFilm film, IReadOnlyDictionary<string, FindingState> marked)
    {
        ArgumentNullException.ThrowIfNull(film);
        ArgumentNullException.ThrowIfNull(marked);
        var isMarked = marked.Values.Any(state => state != FindingState.Unknown);
        if (!isMarked)
        {
            return film.Encoded;
        }

        if (film.Reading is { } reading)
        {
            return film.Encoded with
            {
                Reading = reading with { Findings = [.. reading.Findings.Select(finding => Marked(finding, marked))] },
            };
        }

        var present = marked.Where(entry => entry.Value == FindingState.Present)
            .Select(entry => entry.Key.Replace('_', ' ').ToLowerInvariant());
        return film.Encoded with { FindingsText = string.Join(", ", present) };
    }

    private static FindingReading Marked(FindingReading finding, IReadOnlyDictionary<string, FindingState> marked) =>
        marked.TryGetValue(finding.Name, out var state) && state != FindingState.Unknown ? finding with { State = state } : finding;
}
