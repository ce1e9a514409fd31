using RadSharp.Models.Generation;

namespace RadSharp.Models.Tests.Generation;

public class SamplerTests
{
    // Probabilities 0.5, 0.25, 0.15, 0.1 in another order.
    private static readonly float[] Logits = [MathF.Log(0.15f), MathF.Log(0.5f), MathF.Log(0.1f), MathF.Log(0.25f)];

    [Fact]
    public void Greedy_takes_the_likeliest_token_with_the_models_probability()
    {
        var (id, probability) = new Sampler(Sampling.Greedy, 4).Choose(Logits);
        Assert.Equal(1, id);
        Assert.Equal(0.5, probability, 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(1003)]
    public void Greedy_agrees_with_the_definition_over_any_vocabulary(int vocabulary)
    {
        var random = new Random(vocabulary);
        float[] logits = [.. Enumerable.Range(0, vocabulary).Select(_ => (float)(20 * random.NextDouble()) - 30)];
        for (var place = 0; place < vocabulary; place += 1 + (vocabulary / 20))
        {
            var before = logits[place];
            logits[place] = -5;
            var (id, probability) = new Sampler(Sampling.Greedy, vocabulary).Choose(logits);
            Assert.Equal(place, id);
            Assert.Equal(1 / logits.Sum(logit => Math.Exp(logit + 5)), probability, 1e-5);
            logits[place] = before;
        }
    }

    [Fact]
    public void Greedy_takes_the_first_of_equals() => Assert.Equal(1, new Sampler(Sampling.Greedy, 4).Choose([0, 2, 2, 1]).Id);

    [Theory]
    [InlineData(1f, 0.15, 0.5, 0.1, 0.25)]
    [InlineData(0.5f, 0.0652, 0.7246, 0.0290, 0.1812)]
    public void Tokens_come_as_often_as_the_tempered_softmax_says(float temperature, params double[] shares) =>
        Shares(new Sampling { Temperature = temperature, Seed = 5 }, shares);

    [Theory]
    [InlineData(0.5f, 0.0, 1.0, 0.0, 0.0)]
    [InlineData(0.51f, 0.0, 0.6667, 0.0, 0.3333)]
    [InlineData(0.7f, 0.0, 0.6667, 0.0, 0.3333)]
    [InlineData(0.76f, 0.1667, 0.5556, 0.0, 0.2778)]
    [InlineData(0.99f, 0.15, 0.5, 0.1, 0.25)]
    [InlineData(1e-6f, 0.0, 1.0, 0.0, 0.0)]
    public void Top_p_keeps_the_smallest_set_that_reaches_it(float topP, params double[] shares) =>
        Shares(new Sampling { Temperature = 1, TopP = topP, Seed = 5 }, shares);

    [Fact]
    public void Top_p_agrees_with_the_definition_over_a_large_vocabulary()
    {
        var random = new Random(3);
        float[] logits = [.. Enumerable.Range(0, 5000).Select(_ => (float)(3 * random.NextDouble()))];
        var weights = logits.Select(logit => Math.Exp(logit)).ToArray();
        var order = Enumerable.Range(0, 5000).OrderByDescending(id => weights[id]).ToArray();

        // transformers: ascending, the running sum at most 1 − p is removed.
        double sum = 0;
        var removed = order.Reverse().TakeWhile(id => (sum += weights[id]) <= 0.4 * weights.Sum()).Count();
        var allowed = order[..^removed].ToHashSet();
        var sampler = new Sampler(new Sampling { Temperature = 1, TopP = 0.6f }, 5000);
        var drawn = Enumerable.Range(0, 1000).Select(_ => sampler.Choose(logits).Id).ToHashSet();
        Assert.Subset(allowed, drawn);
        Assert.True(drawn.Count > 300);
    }

    [Fact]
    public void The_repetition_penalty_divides_positive_logits_and_multiplies_negative_ones_once()
    {
        var sampler = new Sampler(new Sampling { RepetitionPenalty = 2 }, 3);
        Assert.Equal(0, sampler.Choose([3, 2, -1]).Id);
        sampler.See(0);
        sampler.See(0);
        sampler.See(-200);
        Assert.Equal(1, sampler.Choose([3, 2, -1]).Id);
        Assert.Equal(0, sampler.Choose([3, 1.4f, -1]).Id);
        Assert.Equal(2, sampler.Choose([-0.6f, -2, -1]).Id);
    }

    [Fact]
    public void The_same_seed_gives_the_same_tokens_and_another_seed_others()
    {
        Assert.Equal(Draws(1), Draws(1));
        Assert.NotEqual(Draws(1), Draws(2));

        static int[] Draws(int seed)
        {
            var sampler = new Sampler(new Sampling { Temperature = 0.8f, TopP = 0.9f, Seed = seed }, 4);
            return [.. Enumerable.Range(0, 50).Select(_ => sampler.Choose(Logits).Id)];
        }
    }

    [Fact]
    public void Values_out_of_range_and_logits_that_are_no_numbers_are_refused()
    {
        foreach (var wrong in new Sampling[] { new() { Temperature = -1 }, new() { TopP = 0 }, new() { RepetitionPenalty = 0 } })
        {
            Assert.Throws<ArgumentException>(() => new Sampler(wrong, 4));
        }

        Assert.Throws<InvalidOperationException>(() => new Sampler(Sampling.Greedy, 2).Choose([1, float.NaN]));
        Assert.Throws<InvalidOperationException>(() => new Sampler(Sampling.Greedy, 2).Choose([float.PositiveInfinity, 0]));
    }

    private static void Shares(Sampling sampling, double[] expected)
    {
        const int Draws = 20_000;
        var sampler = new Sampler(sampling, 4);
        var counts = new int[4];
        for (var draw = 0; draw < Draws; draw++)
        {
            counts[sampler.Choose(Logits).Id]++;
        }

        Assert.All(expected.Zip(counts), pair =>
        {
            Assert.InRange((double)pair.Second / Draws, pair.First - 0.015, pair.First + 0.015);
            Assert.Equal(pair.First == 0, pair.Second == 0);
        });
    }
}
