using RadSharp.Radiology.Findings;
using RadSharp.Training.Classifier;

namespace RadSharp.Training.Tests.Classifier;

public sealed class FindingCalibrationTests
{
    private static readonly int Findings = NihLabels.All.Count;

    [Fact]
    public void Scale_and_shifts_of_logits_that_are_too_sure_are_found_again()
    {
        // True log-odds are 0.5 · logit + shift.
        var (logits, labels) = Films(4000, finding => -0.5f - (0.1f * finding), scale: 0.5f);
        var fitted = FindingCalibration.Fit(logits, labels);
        Assert.Equal(NihLabels.All, fitted.Select(finding => finding.Name));
        Assert.Equal(0.5, fitted[0].Scale, 0.03);
        for (var finding = 0; finding < Findings; finding++)
        {
            Assert.Equal(fitted[0].Scale, fitted[finding].Scale);
            Assert.Equal(-0.5 - (0.1 * finding), fitted[finding].Shift, 0.2);
            var mean = logits.Average(film => fitted[finding].Probability(film[finding]));
            Assert.Equal(labels.Count(film => film[finding] == true) / 4000.0, mean, 0.01);
        }
    }

    [Fact]
    public void A_finding_is_present_from_the_threshold_with_the_best_F1_on_and_possible_somewhat_below()
    {
        var (logits, labels) = Films(3000, _ => -1, scale: 1.5f);
        var fitted = FindingCalibration.Fit(logits, labels)[3];
        double F1(float threshold)
        {
            var called = logits.Select(film => fitted.Probability(film[3]) >= threshold).ToArray();
            double hits = called.Where((isCalled, film) => isCalled && labels[film][3] == true).Count();
            return 2 * hits / (called.Count(isCalled => isCalled) + labels.Count(film => film[3] == true));
        }

        var best = Enumerable.Range(1, 99).Max(percent => F1(percent / 100f));
        Assert.InRange(F1(fitted.PresentFrom), best - 0.005, 1);
        Assert.InRange(fitted.UncertainFrom, 0.3f * fitted.PresentFrom, 0.9f * fitted.PresentFrom);
    }

    [Fact]
    public void Findings_with_few_positive_films_or_none_or_no_labels_have_sane_numbers()
    {
        var (logits, labels) = Films(300, _ => -1, scale: 1);
        for (var film = 0; film < labels.Length; film++)
        {
            labels[film][0] = false;
            labels[film][1] = null;
            labels[film][2] = film == 7;
            labels[film][3] = true;
        }

        var fitted = FindingCalibration.Fit(logits, labels);
        Assert.All(fitted, finding =>
        {
            Assert.True(float.IsFinite(finding.Shift) && finding.Scale > 0, finding.ToString());
            Assert.InRange(finding.PresentFrom, 0.3f, 0.5f);
            Assert.InRange(finding.UncertainFrom, 0.15f, finding.PresentFrom);
        });
        Assert.InRange(logits.Average(film => fitted[0].Probability(film[0])), 0, 0.01);
        Assert.InRange(logits.Average(film => fitted[3].Probability(film[3])), 0.99, 1);
    }

    [Fact]
    public void A_classifier_that_orders_films_the_wrong_way_is_flattened_and_never_turned_around()
    {
        var (logits, labels) = Films(500, _ => 0, scale: -1);
        var fitted = FindingCalibration.Fit(logits, labels);
        Assert.Equal(0.05f, fitted[0].Scale);
        Assert.All(fitted, finding => Assert.Equal(
            labels.Count(film => film[Array.IndexOf([.. NihLabels.All], finding.Name)] == true) / 500.0,
            logits.Average(film => finding.Probability(film[Array.IndexOf([.. NihLabels.All], finding.Name)])), 0.02));
    }

    [Fact]
    public void Films_without_labels_and_no_films_are_refused()
    {
        var (logits, labels) = Films(3, _ => 0, scale: 1);
        Assert.Throws<ArgumentException>(() => FindingCalibration.Fit([], []));
        Assert.Throws<ArgumentException>(() => FindingCalibration.Fit(logits, labels[1..]));
        Assert.Throws<ArgumentException>(() => FindingCalibration.Fit([[1, 2]], [[true, false]]));
    }

    private static (float[][] Logits, bool?[][] Labels) Films(int count, Func<int, float> shift, float scale)
    {
        var random = new Random(5);
        var logits = Enumerable.Range(0, count).Select(_ =>
            Enumerable.Range(0, Findings).Select(_ => (float)((random.NextDouble() * 8) - 4)).ToArray()).ToArray();
        var labels = logits.Select(film => film.Select((logit, finding) =>
            (bool?)(random.NextDouble() < 1 / (1 + Math.Exp(-((scale * logit) + shift(finding)))))).ToArray()).ToArray();
        return (logits, labels);
    }
}
