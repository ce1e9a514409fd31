namespace RadSharp.Radiology.Findings;

/// <summary>A label of CheXpert.</summary>
/// <param name="Index">Its place in the list, from 0.</param>
/// <param name="Name">As CheXpert spells it: <c>Pleural Effusion</c>.</param>
/// <param name="NihNames">Labels of NIH ChestX-ray14 that stand for it; none where that set does not tell.</param>
public sealed record CheXpertFinding(int Index, string Name, IReadOnlyList<string> NihNames)
{
    /// <summary>All fourteen, in the order of CheXpert's files.</summary>
    public static IReadOnlyList<CheXpertFinding> All { get; } =
    [
        .. LabelList.Read("Findings", "chexpert.tsv").Select((columns, index) => new CheXpertFinding(
            index, columns[0], columns.ElementAtOrDefault(1)?.Split(", ") ?? [])),
    ];

    /// <summary>The label that says that nothing was found.</summary>
    public static CheXpertFinding NoFinding { get; } = Of("No Finding");

    /// <summary>The label for tubes, lines and other devices, which may go with <see cref="NoFinding"/>.</summary>
    public static CheXpertFinding SupportDevices { get; } = Of("Support Devices");

    /// <summary>Whether the label says that something was found in the patient.</summary>
    public bool IsPathology => this != NoFinding && this != SupportDevices;

    /// <summary>The label of a name, in any case.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists them.</exception>
    public static CheXpertFinding Of(string name) =>
        All.FirstOrDefault(finding => string.Equals(finding.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException(
            $"Expected one of {string.Join(", ", All.Select(finding => finding.Name))}, found '{name}'.", nameof(name));

    /// <inheritdoc/>
    public bool Equals(CheXpertFinding? other) => other?.Index == Index;

    /// <inheritdoc/>
    public override int GetHashCode() => Index;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
