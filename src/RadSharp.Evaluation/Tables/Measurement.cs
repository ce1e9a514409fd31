using RadSharp.Evaluation.Statistics;

namespace RadSharp.Evaluation.Tables;

/// <summary>A number that an evaluation has found.</summary>
/// <param name="Group">What it belongs to: the heading above it.</param>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The result; NaN where it is not defined.</param>
/// <param name="Count">Of how many, in <paramref name="Of"/>.</param>
/// <param name="Of">What was counted: <c>films</c>, <c>questions</c>.</param>
public sealed record Measurement(string Group, string Name, double Value, int Count, string Of)
{
    /// <summary>Where the value could lie with other patients; null where that was not computed.</summary>
    public ConfidenceInterval? Interval { get; init; }

    /// <summary>The value's unit; empty for parts of 1.</summary>
    public string Unit { get; init; } = "";
}
