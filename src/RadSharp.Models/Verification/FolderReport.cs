namespace RadSharp.Models.Verification;

/// <summary>What came of verifying one golden folder.</summary>
/// <param name="Folder">The folder, as it was given.</param>
/// <param name="Kind">The <c>kind</c> of its <c>golden.json</c>; null where that could not be read.</param>
/// <param name="ModelType">The <c>model_type</c> of its <c>golden.json</c>, or null.</param>
/// <param name="Checks">Its outputs in the order in which they were compared.</param>
/// <param name="Error">Why verifying ended early, a sentence; null where it did not.</param>
public sealed record FolderReport(
    string Folder, string? Kind, string? ModelType, IReadOnlyList<TensorCheck> Checks, string? Error)
{
    /// <summary>Whether every output that the folder declares was recomputed and agrees, and there was at least one.</summary>
    public bool Passes =>
        Error is null && Checks.All(check => check.Passes) && Checks.Any(check => check.Outcome == CheckOutcome.Agrees);

    /// <summary>The recomputed output that uses up most of its tolerance; null where none was recomputed.</summary>
    public TensorCheck? Worst => Checks.Where(check => check.Difference is not null).MaxBy(check => check.Load);
}
