namespace RadSharp.Models.Verification;

/// <summary>One output of a golden folder beside what was recomputed.</summary>
/// <param name="Name">
/// The tensor's name in the folder; where a folder has several files of outputs or of weights, which of them comes first.
/// </param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Difference">
/// max |a − b| / max |b|, b being the folder's; infinite where the two cannot be compared; null where nothing was recomputed.
/// </param>
/// <param name="Tolerance">The largest difference that <c>golden.json</c> allows; null where nothing was recomputed.</param>
/// <param name="Note">What there is to say beside the numbers, or null.</param>
public sealed record TensorCheck(string Name, CheckOutcome Outcome, double? Difference, double? Tolerance, string? Note = null)
{
    /// <summary>Whether this is no reason to fail.</summary>
    public bool Passes => Outcome is CheckOutcome.Agrees or CheckOutcome.RoundingNoise;

    /// <summary>By what the tolerance is used up: 1 at the limit; infinite where nothing may differ and something does.</summary>
    internal double Load => (Outcome, Difference, Tolerance) switch
    {
        (CheckOutcome.RoundingNoise, _, _) or (_, 0, _) => 0,
        (_, { } difference, > 0 and var tolerance) => difference / tolerance,
        _ => double.PositiveInfinity,
    };
}
