namespace RadSharp.Bench.Measuring;

/// <summary>What was measured of one contender.</summary>
/// <param name="Contender">Whose time it is.</param>
/// <param name="Rounds">Seconds a call: the median of each round.</param>
/// <param name="Best">Seconds of the fastest call of all.</param>
internal sealed record Timing(Contender Contender, double[] Rounds, double Best)
{
    /// <summary>Seconds a call: the median over the rounds.</summary>
    public double Median { get; } = MedianOf([.. Rounds]);

    /// <summary>Work a second, at the median.</summary>
    public double Rate => Contender.Work / Median;

    /// <summary>
    /// This rate as a multiple of the other's: the median of each round's own ratio, so that a drift of the machine's
    /// clock from round to round cancels.
    /// </summary>
    public double RatioTo(Timing other)
    {
        var work = Contender.Work / other.Contender.Work;
        return MedianOf([.. Rounds.Zip(other.Rounds, (seconds, others) => work * others / seconds)]);
    }

    /// <summary>The sum of several cases of one contender, each done <c>Count</c> times.</summary>
    public static Timing Sum(IReadOnlyList<(Timing Timing, int Count)> parts)
    {
        var first = parts[0].Timing;
        var rounds = new double[first.Rounds.Length];
        for (var round = 0; round < rounds.Length; round++)
        {
            rounds[round] = parts.Sum(part => part.Count * part.Timing.Rounds[round]);
        }

        var work = parts.Sum(part => part.Count * part.Timing.Contender.Work);
        return new(first.Contender with { Work = work }, rounds, parts.Sum(part => part.Count * part.Timing.Best));
    }

    /// <summary>The median; sorts what it is given.</summary>
    public static double MedianOf(Span<double> values)
    {
        values.Sort();
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
