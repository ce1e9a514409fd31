namespace RadSharp.Radiology.Findings;

/// <summary>The labels of NIH ChestX-ray14, and what they say in CheXpert's words.</summary>
public static class NihLabels
{
    private const string NoFinding = "No Finding";

    /// <summary>The fourteen findings, as the set's files spell them; <c>No Finding</c> stands where none is there.</summary>
    public static IReadOnlyList<string> All { get; } = [.. LabelList.Read("Findings", "nih.tsv").Select(columns => columns[0])];

    /// <summary>Splits the labels of a film: <c>Effusion|Mass</c>.</summary>
    /// <exception cref="FormatException">One is no label of the set, or findings stand beside <c>No Finding</c>.</exception>
    public static IReadOnlyList<string> Parse(string labels)
    {
        var parts = labels.Split('|', StringSplitOptions.TrimEntries);
        if (Array.Find(parts, part => part != NoFinding && !All.Contains(part)) is { } unknown)
        {
            throw new FormatException($"Expected labels of NIH ChestX-ray14 with | between them, found '{unknown}'.");
        }

        return parts switch
        {
            [NoFinding] => [],
            _ when parts.Contains(NoFinding) => throw new FormatException($"Expected findings or '{NoFinding}', found both: '{labels}'."),
            _ => parts,
        };
    }

    /// <summary>
    /// What a film's labels say about each of CheXpert's findings. Those for which the set has no label are unknown: it does not
    /// tell a fracture, a device or a wide mediastinum from their absence.
    /// </summary>
    /// <param name="labels">Of <see cref="Parse"/>.</param>
    /// <returns>By <see cref="CheXpertFinding.Index"/>.</returns>
    public static FindingState[] ToCheXpert(IReadOnlyList<string> labels) =>
    [
        .. CheXpertFinding.All.Select(finding => finding switch
        {
            _ when finding == CheXpertFinding.NoFinding => labels.Count == 0 ? FindingState.Present : FindingState.Absent,
            { NihNames: [] } => FindingState.Unknown,
            _ => finding.NihNames.Any(labels.Contains) ? FindingState.Present : FindingState.Absent,
        }),
    ];
}
