using RadSharp.Models.Systems;

namespace RadSharp.Models.Tests.Systems;

public sealed class FeatureStatisticsTests
{
    [Fact]
    public void Distances_are_measured_in_deviations_along_what_varies_together()
    {
        // Two channels that are the sum and the difference of independent ones of deviation 3 and 1, and one of its own.
        var random = new Random(7);
        var films = Enumerable.Range(0, 20_000).Select(_ => (3 * Normal(random), Normal(random), 2 * Normal(random)))
            .Select(film => new[] { (float)(film.Item1 + film.Item2 + 5), (float)(film.Item1 - film.Item2), (float)film.Item3 })
            .ToArray();
        var statistics = FeatureStatistics.Of(films);
        Assert.Equal(5, statistics.Mean[0], 0.1);
        Assert.Equal(0, statistics.Distance(statistics.Mean), 1e-3);
        Assert.Equal(2, statistics.Distance([5 + 6, 6, 0]), 0.1);
        Assert.Equal(6, statistics.Distance([5 + 6, -6, 0]), 0.2);
        Assert.Equal(1.5, statistics.Distance([5, 0, 3]), 0.1);
    }

    [Fact]
    public void Fewer_films_than_channels_and_channels_that_never_change_do_no_harm()
    {
        var random = new Random(8);
        var films = Films(random, 20, shift: 0);
        var statistics = FeatureStatistics.Of(films);
        Assert.All(statistics.Precision.ToArray(), value => Assert.True(float.IsFinite(value)));
        var limit = statistics.DistanceWithin(Films(random, 200, shift: 0), 0.99);
        Assert.All(Films(random, 50, shift: 5), film => Assert.True(statistics.Distance(film) > limit));
    }

    [Fact]
    public void The_limit_lets_the_share_of_films_through_that_is_asked_for()
    {
        var random = new Random(9);
        var statistics = FeatureStatistics.Of(Films(random, 300, shift: 0));
        var films = Films(random, 200, shift: 0);
        Assert.Equal(200, Within(1));
        Assert.Equal(199, Within(0.995));
        Assert.Equal(100, Within(0.5));
        int Within(double share) => films.Count(film => statistics.Distance(film) <= statistics.DistanceWithin(films, share));
    }

    [Fact]
    public void The_inverse_of_a_covariance_is_its_inverse()
    {
        var random = new Random(10);
        var vectors = Enumerable.Range(0, 30).Select(_ => Enumerable.Range(0, 6).Select(_ => Normal(random)).ToArray()).ToArray();
        var matrix = SymmetricMatrix.MeanOuterProduct(vectors);
        var inverse = matrix.Inverse();
        for (var row = 0; row < 6; row++)
        {
            for (var column = 0; column < 6; column++)
            {
                var product = Enumerable.Range(0, 6).Sum(inner =>
                    vectors.Average(vector => vector[row] * vector[inner]) * inverse[(inner * 6) + column]);
                Assert.Equal(row == column ? 1 : 0, product, 1e-9);
            }
        }
    }

    [Fact]
    public void Features_without_films_or_without_differences_are_refused()
    {
        Assert.Contains("found 1 films", Assert.Throws<ArgumentException>(
            () => FeatureStatistics.Of([[1, 2]])).Message, StringComparison.Ordinal);
        Assert.Contains("the same for all", Assert.Throws<ArgumentException>(
            () => FeatureStatistics.Of([[1, 2], [1, 2]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FeatureStatistics.Of([[1, 2], [1]]));
        Assert.Throws<ArgumentException>(() => new FeatureStatistics([1, 2], [1, 2, 3]));
    }

    // The last of 40 channels never changes.
    private static float[][] Films(Random random, int count, float shift) =>
        [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 40)
            .Select(channel => channel == 39 ? 1 : (float)Normal(random) + shift).ToArray())];

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
