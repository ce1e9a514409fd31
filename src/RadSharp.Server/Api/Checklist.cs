namespace RadSharp.Server.Api;

/// <summary>What one reader makes of a study's findings.</summary>
/// <param name="Version">Counts up with each change; 0 before the first.</param>
/// <param name="Findings">By the model's names of findings; null for not marked.</param>
/// <param name="ReadFirst">Whether the reader wants to see the assistant only after committing.</param>
/// <param name="CommittedAt">When the reader committed; null before.</param>
public sealed record Checklist(int Version, IReadOnlyDictionary<string, FindingMark?> Findings, bool ReadFirst, DateTime? CommittedAt);

/// <summary>A reader's findings, to be kept.</summary>
/// <param name="Findings">All marks.</param>
/// <param name="ReadFirst">As in <see cref="Checklist"/>.</param>
/// <param name="CommittedAt">Anything but null commits, at the server's time; once committed it stays so.</param>
public sealed record ChecklistChange(
    IReadOnlyDictionary<string, FindingMark?>? Findings = null, bool ReadFirst = false, DateTime? CommittedAt = null);
