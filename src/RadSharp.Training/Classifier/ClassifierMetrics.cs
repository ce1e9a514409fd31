using RadSharp.Evaluation.Classification;
using RadSharp.Imaging;

namespace RadSharp.Training.Classifier;

/// <summary>How good predictions are.</summary>
public static class ClassifierMetrics
{
    /// <summary>The mean area under the ROC curve over the findings that some films have and others have not.</summary>
    /// <param name="predictions">Of the films.</param>
    /// <param name="films">The films; those without labels are left out.</param>
    /// <param name="view">Of which view, or null for all.</param>
    /// <returns>0 to 1; NaN where no finding can be judged.</returns>
    public static double MacroAreaUnderRoc(EyePredictions predictions, IReadOnlyList<BankedFilm> films, View? view = null)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(films);
        var judged = Enumerable.Range(0, films.Count)
            .Where(film => films[film].Findings is not null && (view is null || films[film].Film.View == view)).ToArray();
        return judged.Length == 0
            ? double.NaN
            : Ranking.Macro(Enumerable.Range(0, films[judged[0]].Findings!.Length).Select(finding => Ranking.AreaUnderRoc(
                [.. judged.Select(film => predictions.Findings[film][finding])],
                [.. judged.Select(film => films[film].Findings![finding] > 0)])));
    }

    /// <summary>The part of the films whose view is told rightly.</summary>
    /// <param name="predictions">Of the films.</param>
    /// <param name="films">PA or AP.</param>
    public static double ViewAccuracy(EyePredictions predictions, IReadOnlyList<BankedFilm> films)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return films.Select((film, index) => predictions.Projection[index] > 0 == (film.Film.View is View.AP) ? 1.0 : 0).Average();
    }

    /// <summary>
    /// The findings' cross entropy, positive films weighted as in training: what early stopping goes by, because it is less a
    /// matter of luck than areas under curves of a few films.
    /// </summary>
    /// <param name="predictions">Of the films.</param>
    /// <param name="films">The films; those without labels are left out.</param>
    /// <param name="positiveWeights">One a finding.</param>
    public static double Loss(EyePredictions predictions, IReadOnlyList<BankedFilm> films, IReadOnlyList<float> positiveWeights)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(films);
        ArgumentNullException.ThrowIfNull(positiveWeights);
        var losses = films.SelectMany((film, index) => (film.Findings ?? []).Select((present, finding) =>
        {
            var logit = predictions.Findings[index][finding];
            return (positiveWeights[finding] * present * Softplus(-logit)) + ((1 - present) * Softplus(logit));
        }));
        return losses.DefaultIfEmpty(double.NaN).Average();
    }

    // ln(1 + e^x) without overflow.
    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
