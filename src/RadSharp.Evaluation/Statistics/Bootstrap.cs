namespace RadSharp.Evaluation.Statistics;

/// <summary>How far a number could be another one had there been other patients.</summary>
public static class Bootstrap
{
    /// <summary>
    /// The percentile interval of a statistic over samples of patients drawn with replacement (Efron 1979). A patient comes with
    /// all of its films: they resemble each other, and drawn for themselves they would make the interval too narrow.
    /// </summary>
    /// <param name="patients">Whose film it is, one a film.</param>
    /// <param name="statistic">
    /// Of films by their places in <paramref name="patients"/>, some of them several times; NaN where a draw does not define it,
    /// and then the draw does not count.
    /// </param>
    /// <param name="draws">How many samples.</param>
    /// <param name="confidence">The part of the samples between the two ends.</param>
    /// <param name="seed">Which samples: the same for the same seed.</param>
    /// <returns>NaN where no draw defines the statistic.</returns>
    public static ConfidenceInterval Interval(
        IReadOnlyList<string> patients, Func<int[], double> statistic, int draws = 1000, double confidence = 0.95, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(patients);
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(confidence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        int[][] films = [.. Enumerable.Range(0, patients.Count).GroupBy(film => patients[film], (_, own) => own.ToArray())];
        var random = new Random(seed);
        var values = new List<double>(draws);
        for (var draw = 0; draw < draws && films.Length > 0; draw++)
        {
            var value = statistic([.. Enumerable.Range(0, films.Length).SelectMany(_ => films[random.Next(films.Length)])]);
            if (!double.IsNaN(value))
            {
                values.Add(value);
            }
        }

        values.Sort();
        return new(Quantile(values, (1 - confidence) / 2), Quantile(values, (1 + confidence) / 2));
    }

    // Between the two nearest values in proportion.
    private static double Quantile(List<double> sorted, double part)
    {
        if (sorted.Count == 0)
        {
            return double.NaN;
        }

        var place = part * (sorted.Count - 1);
        var (below, rest) = ((int)place, place % 1);
        return sorted[below] + (rest == 0 ? 0 : rest * (sorted[below + 1] - sorted[below]));
    }
}
