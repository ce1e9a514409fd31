namespace RadSharp.Evaluation.Statistics;

/// <summary>Where a number lies with the confidence asked for.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct ConfidenceInterval(double Low, double High);
