namespace RadSharp.Evaluation.Classification;

/// <summary>Whether probabilities mean what they say.</summary>
public static class Calibration
{
    /// <summary>
    /// Expected calibration error (Guo et al. 2017, for yes and no): films are put into bins of equal width by probability; the
    /// difference between a bin's mean probability and the part of its films that have the finding, weighted with its films.
    /// </summary>
    /// <param name="probabilities">One a film, 0 to 1.</param>
    /// <param name="present">Whether the film has the finding, one a film.</param>
    /// <param name="bins">How many bins.</param>
    /// <returns>0 to 1; NaN where there is no film.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a probability is not from 0 to 1.</exception>
    public static double ExpectedError(ReadOnlySpan<float> probabilities, ReadOnlySpan<bool> present, int bins = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        if (probabilities.Length != present.Length)
        {
            throw new ArgumentException(
                $"Expected a probability for each of {present.Length} films, found {probabilities.Length}.");
        }

        var difference = new double[bins];
        for (var index = 0; index < probabilities.Length; index++)
        {
            var probability = probabilities[index];
            if (probability is not (>= 0 and <= 1))
            {
                throw new ArgumentException($"Expected probabilities from 0 to 1, found {probability}.", nameof(probabilities));
            }

            difference[Math.Min((int)(probability * bins), bins - 1)] += probability - (present[index] ? 1 : 0);
        }

        return probabilities.Length == 0 ? double.NaN : difference.Sum(Math.Abs) / probabilities.Length;
    }
}
