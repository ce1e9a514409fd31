using RadSharp.Evaluation.Classification;

namespace RadSharp.Evaluation.Tests.Classification;

public class ThresholdsTests
{
    [Fact]
    public void The_best_threshold_is_better_than_any_other()
    {
        var random = new Random(5);
        for (var round = 0; round < 50; round++)
        {
            var scores = Enumerable.Range(0, 30).Select(_ => random.Next(12) / 12f).ToArray();
            var present = scores.Select(score => random.NextSingle() < score).ToArray();
            var (threshold, f1) = Thresholds.BestF1(scores, present);
            Assert.Equal(f1, Thresholds.Counts(scores, present, threshold).F1, 1e-12);
            Assert.All(scores, score => Assert.True(Thresholds.Counts(scores, present, score).F1 <= f1 + 1e-12));
        }
    }

    [Fact]
    public void A_threshold_lies_between_two_scores()
    {
        Assert.Equal((0.5f, 1.0), Thresholds.BestF1([0.25f, 0.75f], [false, true]));
        Assert.Equal((0.25f, 1.0), Thresholds.BestF1([0.25f, 0.75f], [true, true]));
        Assert.Equal((1f, 1.0), Thresholds.BestF1([MathF.BitDecrement(1), 1], [false, true]));
    }

    [Fact]
    public void A_finding_that_no_film_has_is_never_said() =>
        Assert.Equal((float.PositiveInfinity, 0.0), Thresholds.BestF1([0.1f, 0.9f], [false, false]));
}
