namespace RadSharp.Evaluation.Classification;

/// <summary>How well scores put the films that have a finding before those that have not, whatever the threshold.</summary>
public static class Ranking
{
    /// <summary>
    /// The area under the receiver operating characteristic: the chance that a film with the finding gets a higher score than one
    /// without, ties counted half (the Mann–Whitney statistic by average ranks).
    /// </summary>
    /// <param name="scores">One a film; none may be NaN.</param>
    /// <param name="present">Whether the film has the finding, one a film.</param>
    /// <returns>0 to 1; NaN where all films have it, or none.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a score is NaN.</exception>
    public static double AreaUnderRoc(ReadOnlySpan<float> scores, ReadOnlySpan<bool> present)
    {
        var order = Ascending(scores, present);
        double ranks = 0;
        long positives = 0;
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            var among = 0;
            for (; end < order.Length && scores[order[end]] == scores[order[start]]; end++)
            {
                among += present[order[end]] ? 1 : 0;
            }

            // Ranks count from 1; those of equal scores share their mean.
            ranks += among * ((start + 1 + end) / 2.0);
            positives += among;
            start = end;
        }

        var negatives = order.Length - positives;
        return positives == 0 || negatives == 0
            ? double.NaN
            : (ranks - (positives * (positives + 1) / 2.0)) / ((double)positives * negatives);
    }

    /// <summary>
    /// Average precision: the precision at each threshold, weighted with the recall that it adds; without interpolation, and
    /// films of equal scores come in together, as in scikit-learn.
    /// </summary>
    /// <param name="scores">One a film; none may be NaN.</param>
    /// <param name="present">Whether the film has the finding, one a film.</param>
    /// <returns>0 to 1; NaN where no film has it.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a score is NaN.</exception>
    public static double AveragePrecision(ReadOnlySpan<float> scores, ReadOnlySpan<bool> present)
    {
        var order = Ascending(scores, present);
        var positives = present.Count(true);
        double sum = 0;
        var (found, taken) = (0, 0);
        for (var index = order.Length - 1; index >= 0;)
        {
            var score = scores[order[index]];
            var before = found;
            for (; index >= 0 && scores[order[index]] == score; index--)
            {
                found += present[order[index]] ? 1 : 0;
                taken++;
            }

            sum += (found - before) * ((double)found / taken);
        }

        return positives == 0 ? double.NaN : sum / positives;
    }

    /// <summary>The mean of the numbers that there are.</summary>
    /// <param name="values">One a finding; NaN where it is not defined.</param>
    /// <returns>NaN where none is defined.</returns>
    public static double Macro(IEnumerable<double> values) =>
        values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();

    internal static int[] Ascending(ReadOnlySpan<float> scores, ReadOnlySpan<bool> present)
    {
        var hasNaN = scores.Contains(float.NaN);
        if (scores.Length != present.Length || hasNaN)
        {
            throw new ArgumentException(
                $"Expected a score for each of {present.Length} films, "
                + $"found {scores.Length}{(hasNaN ? ", some of them NaN" : "")}.");
        }

        var order = Enumerable.Range(0, scores.Length).ToArray();
        Array.Sort(scores.ToArray(), order);
        return order;
    }
}
