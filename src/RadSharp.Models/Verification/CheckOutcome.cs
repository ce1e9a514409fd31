namespace RadSharp.Models.Verification;

/// <summary>What came of comparing one output.</summary>
public enum CheckOutcome
{
    /// <summary>It was recomputed and is within the tolerance.</summary>
    Agrees,

    /// <summary>
    /// A gradient that is zero but for rounding on both sides. Rounding errors have no ratio, so they are not compared; it is no
    /// failure.
    /// </summary>
    RoundingNoise,

    /// <summary>It was recomputed and is over the tolerance, of another shape, or no number.</summary>
    Differs,

    /// <summary>The folder declares it, but nothing here computes it.</summary>
    NotRecomputed,
}
