using RadSharp.Models.Systems;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Assistant;

/// <summary>
/// Where something is on a film: boxes of regions, or the classifier's attention to a finding, which has no box.
/// </summary>
/// <param name="Regions">Names of regions and their boxes.</param>
/// <param name="Attention">Where the classifier looks for a finding; null for regions.</param>
public sealed record FilmPlace(IReadOnlyList<(string Name, Box Box)> Regions, FindingAttention? Attention)
{
    private const string BothLungs = "lungs";

    // What the model has boxes for, in the order in which they are listed.
    private static readonly string[] Lungs = ["left lung", "right lung"];

    /// <summary>Finds a region or a finding by its name.</summary>
    /// <param name="film">The film.</param>
    /// <param name="name">
    /// <c>left lung</c>, <c>right lung</c>, <c>lungs</c>, or a finding as NIH or CheXpert call it, in any case. A finding of
    /// CheXpert's that stands for several is the likeliest of them.
    /// </param>
    /// <exception cref="ArgumentException">It is neither; the message lists what there is.</exception>
    /// <exception cref="NotSupportedException">The model has no detectors.</exception>
    public static FilmPlace Find(ShownFilm film, string name)
    {
        ArgumentNullException.ThrowIfNull(film);
        ArgumentNullException.ThrowIfNull(name);
        if (film.Reading is not { } reading)
        {
            throw new NotSupportedException(
                "Expected a model with detectors for lungs and findings, found one without. Ask it where a thing is, or take "
                + "radsharp-mini.");
        }

        var wanted = Normalized(name);
        var regions = reading.Regions.Where(region => wanted is BothLungs or "both lungs" || Normalized(region.Key) == wanted)
            .OrderBy(region => region.Key, StringComparer.Ordinal).Select(region => (region.Key, region.Value)).ToList();
        if (regions.Count > 0)
        {
            return new(regions, null);
        }

        if (wanted is BothLungs or "both lungs" || Lungs.Contains(wanted))
        {
            throw new ArgumentException($"Expected the box of the {wanted} on this film, but the model sees none.");
        }

        var stands = CheXpertFinding.All.FirstOrDefault(finding => Normalized(finding.Name) == wanted)?.NihNames ?? [];
        var finding = reading.Findings.Where(finding => film.ActivationMaps.ContainsKey(finding.Name))
            .Where(finding => Normalized(finding.Name) == wanted || stands.Contains(finding.Name))
            .MaxBy(finding => finding.Probability);
        return finding is not null ? new([], AttentionTo(film, finding)) : throw Unknown(film, name);
    }

    /// <summary>
    /// What an overview of a film shows: all regions, and the attention to the likeliest finding if the model takes it to be
    /// there or possible.
    /// </summary>
    public static FilmPlace Overview(ShownFilm film)
    {
        ArgumentNullException.ThrowIfNull(film);
        var likeliest = film.Reading?.Findings
            .Where(finding => finding.State is FindingState.Present or FindingState.Uncertain)
            .Where(finding => film.ActivationMaps.ContainsKey(finding.Name)).MaxBy(finding => finding.Probability);
        return new(
            film.Reading is { } reading ? [.. reading.Regions.Select(region => (region.Key, region.Value))] : [],
            likeliest is null ? null : AttentionTo(film, likeliest));
    }

    private static FindingAttention AttentionTo(ShownFilm film, FindingReading finding) =>
        new(finding.Name, finding.Probability, finding.State, film.ActivationMaps[finding.Name]);

    private static ArgumentException Unknown(ShownFilm film, string name)
    {
        var shown = name.Length > 40 ? $"{name[..40]}…" : name;
        var findings = NihLabels.All.Where(film.ActivationMaps.ContainsKey);
        return new(
            $"Expected a region ({string.Join(", ", Lungs)}, {BothLungs}) or a finding ({string.Join(", ", findings)}), found "
            + $"'{shown}'.");
    }

    private static string Normalized(string name) =>
        string.Join(' ', name.Replace('_', ' ').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
}
