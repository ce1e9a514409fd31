namespace RadSharp.Evaluation.Classification;

/// <summary>From scores to yes and no.</summary>
public static class Thresholds
{
    /// <summary>What comes out if all scores from a threshold up count as yes.</summary>
    /// <param name="scores">One a film.</param>
    /// <param name="present">Whether the film has the finding, one a film.</param>
    /// <param name="threshold">The lowest score that counts as yes.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static DecisionCounts Counts(ReadOnlySpan<float> scores, ReadOnlySpan<bool> present, float threshold)
    {
        if (scores.Length != present.Length)
        {
            throw new ArgumentException($"Expected a score for each of {present.Length} films, found {scores.Length}.");
        }

        var counts = default(DecisionCounts);
        for (var index = 0; index < scores.Length; index++)
        {
            counts += DecisionCounts.Of(scores[index] >= threshold, present[index]);
        }

        return counts;
    }

    /// <summary>
    /// The threshold with the best F1. It lies half-way between two scores, so that a score close by falls on the same side.
    /// Find it on other films than those that it is judged by: on the same ones it looks better than it is.
    /// </summary>
    /// <param name="scores">One a film; none may be NaN.</param>
    /// <param name="present">Whether the film has the finding, one a film.</param>
    /// <returns>
    /// The threshold, the higher of equally good ones, and its F1; infinity and 0 where no film has the finding.
    /// </returns>
    /// <exception cref="ArgumentException">The lengths differ, or a score is NaN.</exception>
    public static (float Threshold, double F1) BestF1(ReadOnlySpan<float> scores, ReadOnlySpan<bool> present)
    {
        var order = Ranking.Ascending(scores, present);
        var positives = present.Count(true);
        var best = (Threshold: float.PositiveInfinity, F1: 0.0);
        var found = 0;
        for (var index = order.Length - 1; index >= 0; index--)
        {
            found += present[order[index]] ? 1 : 0;
            var score = scores[order[index]];
            var below = index == 0 ? score : scores[order[index - 1]];
            var taken = order.Length - index;
            var f1 = 2.0 * found / (taken + positives);
            if ((index == 0 || below < score) && f1 > best.F1)
            {
                best = (Between(below, score), f1);
            }
        }

        return best;
    }

    // Above the lower one, even where no number lies between the two.
    private static float Between(float lower, float upper)
    {
        var middle = lower + ((upper - lower) / 2);
        return middle > lower ? middle : upper;
    }
}
