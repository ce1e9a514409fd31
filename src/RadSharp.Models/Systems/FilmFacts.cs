using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Labeling;

namespace RadSharp.Models.Systems;

/// <summary>What radsharp-mini's prompt tells of a film.</summary>
/// <param name="Reading">What the detectors say; null to tell nothing of it.</param>
/// <param name="Findings">
/// What was found, in place of the reading's findings: a list with commas, empty where nothing was; null for the reading's.
/// </param>
public readonly record struct FilmFacts(FilmReading? Reading, string? Findings = null)
{
    /// <summary>The states of all findings that radsharp-mini knows; null where nothing is told.</summary>
    internal Dictionary<string, FindingState>? States()
    {
        if (Findings is { } said)
        {
            var labels = ReportLabeler.Label(said);
            return NihLabels.All.ToDictionary(
                name => name, name => labels[name] is FindingState.Unknown ? FindingState.Absent : labels[name]);
        }

        return Reading?.Findings.ToDictionary(finding => finding.Name, finding => finding.State);
    }
}
