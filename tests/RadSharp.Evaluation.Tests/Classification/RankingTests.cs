using RadSharp.Evaluation.Classification;

namespace RadSharp.Evaluation.Tests.Classification;

public class RankingTests
{
    [Theory]
    [InlineData(new[] { 0.1f, 0.4f, 0.35f, 0.8f }, new[] { false, false, true, true }, 0.75, 0.8333333333333333)]
    [InlineData(new[] { 1f, 2, 3 }, new[] { false, true, true }, 1, 1)]
    [InlineData(new[] { 3f, 2, 1 }, new[] { false, true, true }, 0, (0.5 * (1 / 2.0)) + (0.5 * (2 / 3.0)))]
    [InlineData(new[] { 1f, 1, 1, 1 }, new[] { false, true, true, false }, 0.5, 0.5)]
    [InlineData(new[] { 2f, 1, 2, 0 }, new[] { true, true, false, false }, 0.625, (0.5 * 0.5) + (0.5 * (2 / 3.0)))]
    public void Areas_are_those_of_the_definition_with_ties_shared(float[] scores, bool[] present, double area, double precision)
    {
        Assert.Equal(area, Ranking.AreaUnderRoc(scores, present), 1e-12);
        Assert.Equal(precision, Ranking.AveragePrecision(scores, present), 1e-12);
    }

    [Fact]
    public void The_area_is_the_chance_that_a_film_with_the_finding_scores_higher()
    {
        var random = new Random(3);
        var scores = Enumerable.Range(0, 200).Select(_ => (float)random.Next(20)).ToArray();
        var present = Enumerable.Range(0, 200).Select(_ => random.Next(3) == 0).ToArray();
        var pairs = from with in Enumerable.Range(0, 200)
                    from without in Enumerable.Range(0, 200)
                    where present[with] && !present[without]
                    select (Math.Sign(scores[with] - scores[without]) + 1) / 2.0;
        Assert.Equal(pairs.Average(), Ranking.AreaUnderRoc(scores, present), 1e-12);
    }

    [Fact]
    public void What_is_not_defined_is_not_a_number_and_left_out_of_the_mean()
    {
        Assert.Equal(double.NaN, Ranking.AreaUnderRoc([1, 2], [true, true]));
        Assert.Equal(double.NaN, Ranking.AreaUnderRoc([1, 2], [false, false]));
        Assert.Equal(double.NaN, Ranking.AveragePrecision([1, 2], [false, false]));
        Assert.Equal(double.NaN, Ranking.AreaUnderRoc([], []));
        Assert.Equal(0.75, Ranking.Macro([0.5, double.NaN, 1]));
        Assert.Equal(double.NaN, Ranking.Macro([double.NaN]));
    }

    [Fact]
    public void Scores_that_are_no_numbers_or_too_few_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Ranking.AreaUnderRoc([1, float.NaN], [true, false]));
        Assert.Throws<ArgumentException>(() => Ranking.AveragePrecision([1], [true, false]));
    }
}
