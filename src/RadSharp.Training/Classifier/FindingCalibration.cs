using RadSharp.Models.Systems;
using RadSharp.Radiology.Findings;

namespace RadSharp.Training.Classifier;

/// <summary>
/// Makes probabilities of a classifier's logits, and decisions of probabilities, on films of patients that it was not trained on.
/// </summary>
public static class FindingCalibration
{
    // The best F1 of a rare finding lies at a few per cent, but nobody calls present what nine films of ten do not have, and
    // what is more likely than not is present.
    private const float LowestPresent = 0.3f, HighestPresent = 0.5f;

    // "Possible" begins at this part of the threshold, but not with what hardly one film of seven has.
    private const float UncertainPart = 0.6f, LowestUncertain = 0.15f;

    // So many positive films count as much as what the probabilities alone say about the best threshold.
    private const double Trust = 10;

    /// <summary>Fits scale, shifts and thresholds.</summary>
    /// <param name="logits">
    /// [findings] of each film, in the order of <see cref="NihLabels.All"/>, such as <see cref="EyeOutput.Findings"/>.
    /// </param>
    /// <param name="labels">[findings] of each film; null where it is not known.</param>
    /// <exception cref="ArgumentException">There are no films, or logits and labels do not belong together.</exception>
    public static IReadOnlyList<CalibratedFinding> Fit(IReadOnlyList<float[]> logits, IReadOnlyList<bool?[]> labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        var names = NihLabels.All;
        if (logits.Count == 0 || logits.Count != labels.Count
            || logits.Any(film => film.Length != names.Count) || labels.Any(film => film.Length != names.Count))
        {
            throw new ArgumentException(
                $"Expected a logit and a label for each of the {names.Count} findings of one film or more, found {logits.Count} "
                + $"films of logits and {labels.Count} of labels.", nameof(logits));
        }

        var platt = PlattScaling.Fit([.. names.Select((_, finding) => Known(logits, labels, finding))]);
        return [.. names.Select((name, finding) => Decided(
            new CalibratedFinding(name, (float)platt.Scale, (float)platt.Shifts[finding], 0, 0),
            Known(logits, labels, finding)))];
    }

    private static (float Logit, bool IsPresent)[] Known(
        IReadOnlyList<float[]> logits, IReadOnlyList<bool?[]> labels, int finding) =>
        [.. logits.Zip(labels).Where(film => film.Second[finding] is not null)
            .Select(film => (film.First[finding], film.Second[finding] == true))];

    private static CalibratedFinding Decided(CalibratedFinding finding, (float Logit, bool IsPresent)[] films)
    {
        var best = BestThreshold(finding, films);
        var present = Math.Clamp(best, LowestPresent, HighestPresent);
        return finding with
        {
            PresentFrom = present,
            UncertainFrom = Math.Max(LowestUncertain, UncertainPart * Math.Min(best, present)),
        };
    }

    // The threshold with the best F1. Few positive films say little about it, so a film counts as positive in part by its label
    // and in part by its probability: where that is calibrated, both agree on average.
    private static float BestThreshold(CalibratedFinding finding, (float Logit, bool IsPresent)[] films)
    {
        var positives = films.Count(film => film.IsPresent);
        var trust = positives / (positives + Trust);
        var ranked = films
            .Select(film => (Probability: finding.Probability(film.Logit), film.IsPresent))
            .Select(film => (film.Probability, Weight: (trust * (film.IsPresent ? 1 : 0)) + ((1 - trust) * film.Probability)))
            .OrderByDescending(film => film.Probability).ToArray();
        var all = ranked.Sum(film => film.Weight);
        double found = 0, best = -1;
        var threshold = 0.5f;
        for (var count = 1; count <= ranked.Length; count++)
        {
            found += ranked[count - 1].Weight;
            var next = count < ranked.Length ? ranked[count].Probability : 0;
            var f1 = 2 * found / (count + all);
            if (f1 > best && next < ranked[count - 1].Probability)
            {
                (best, threshold) = (f1, (ranked[count - 1].Probability + next) / 2);
            }
        }

        return threshold;
    }
}
