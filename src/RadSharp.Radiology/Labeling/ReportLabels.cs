using System.Collections.Frozen;
using RadSharp.Radiology.Findings;

namespace RadSharp.Radiology.Labeling;

/// <summary>What a report says about each finding; what it does not mention is unknown.</summary>
public sealed class ReportLabels
{
    private readonly FindingState[] _states;

    internal ReportLabels(FindingState[] states) => _states = states;

    /// <summary>
    /// CheXpert's labels in their order, then those of NIH ChestX-ray14 that say more than one of them (<c>Mass</c>,
    /// <c>Emphysema</c>, …).
    /// </summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. CheXpertFinding.All.Select(finding => finding.Name),
        .. NihLabels.All.Except(CheXpertFinding.All.Select(finding => finding.Name)).Where(name => name != "Effusion"),
    ];

    // Below the names, which it is made of.
    private static FrozenDictionary<string, int> Places { get; } =
        Names.Select((name, place) => (name, place)).ToFrozenDictionary(entry => entry.name, entry => entry.place);

    /// <summary>What a report without a word says: nothing.</summary>
    public static ReportLabels Empty { get; } = new(new FindingState[Names.Count]);

    /// <summary>What is said about a finding.</summary>
    public FindingState this[CheXpertFinding finding] => _states[finding.Index];

    /// <summary>What is said about a finding, by a name of <see cref="Names"/> or of NIH ChestX-ray14.</summary>
    /// <exception cref="ArgumentException">There is no such label.</exception>
    public FindingState this[string name] => Places.TryGetValue(name == "Effusion" ? "Pleural Effusion" : name, out var place)
        ? _states[place]
        : throw new ArgumentException($"Expected one of {string.Join(", ", Names)}, found '{name}'.", nameof(name));

    /// <summary>The findings that the report mentions, in the order of <see cref="Names"/>.</summary>
    public IEnumerable<(string Name, FindingState State)> Mentioned =>
        Names.Zip(_states).Where(entry => entry.Second != FindingState.Unknown);

    internal static int PlaceOf(string name) => Places.TryGetValue(name, out var place) ? place : -1;
}
