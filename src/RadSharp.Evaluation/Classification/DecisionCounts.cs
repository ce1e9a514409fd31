namespace RadSharp.Evaluation.Classification;

/// <summary>How often a yes or no was right. What would be divided by zero is 0, as in scikit-learn.</summary>
/// <param name="TruePositives">Said to be there, and is.</param>
/// <param name="FalsePositives">Said to be there, and is not.</param>
/// <param name="FalseNegatives">Said to be absent, but is there.</param>
/// <param name="TrueNegatives">Said to be absent, and is.</param>
public readonly record struct DecisionCounts(int TruePositives, int FalsePositives, int FalseNegatives, int TrueNegatives)
{
    /// <summary>The part of what was said to be there that is.</summary>
    public double Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    /// <summary>The part of what is there that was said.</summary>
    public double Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    /// <summary>The harmonic mean of precision and recall.</summary>
    public double F1 => Ratio(2 * TruePositives, (2 * TruePositives) + FalsePositives + FalseNegatives);

    /// <summary>The part of all answers that is right.</summary>
    public double Accuracy =>
        Ratio(TruePositives + TrueNegatives, TruePositives + FalsePositives + FalseNegatives + TrueNegatives);

    /// <summary>Whether there is anything to be found, or anything was.</summary>
    public bool HasPositives => TruePositives + FalsePositives + FalseNegatives > 0;

    /// <summary>Counts together: what is computed from them is the micro average.</summary>
    public static DecisionCounts operator +(DecisionCounts left, DecisionCounts right) => new(
        left.TruePositives + right.TruePositives, left.FalsePositives + right.FalsePositives,
        left.FalseNegatives + right.FalseNegatives, left.TrueNegatives + right.TrueNegatives);

    /// <summary>One answer.</summary>
    /// <param name="said">Whether it was said to be there.</param>
    /// <param name="present">Whether it is.</param>
    public static DecisionCounts Of(bool said, bool present) =>
        new(said && present ? 1 : 0, said && !present ? 1 : 0, !said && present ? 1 : 0, !said && !present ? 1 : 0);

    /// <summary>Counts together: what is computed from them is the micro average.</summary>
    public static DecisionCounts Add(DecisionCounts left, DecisionCounts right) => left + right;

    /// <summary>All answers about several labels together.</summary>
    public static DecisionCounts Sum(IEnumerable<DecisionCounts> counts) => counts.Aggregate(default(DecisionCounts), Add);

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
