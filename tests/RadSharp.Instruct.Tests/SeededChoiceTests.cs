namespace RadSharp.Instruct.Tests;

public class SeededChoiceTests
{
    [Fact]
    public void Numbers_are_even_whether_seeds_or_names_differ()
    {
        double[] bySeed = [.. Enumerable.Range(0, 10_000).Select(seed => new SeededChoice((ulong)seed).Unit("view"))];
        double[] byName = [.. Enumerable.Range(0, 10_000).Select(name => new SeededChoice(1).About($"film-{name}").Unit("view"))];
        foreach (var numbers in new[] { bySeed, byName })
        {
            Assert.All(numbers, number => Assert.InRange(number, 0, 1 - 1e-12));
            var tenths = numbers.GroupBy(number => (int)(number * 10)).Select(tenth => tenth.Count()).ToArray();
            Assert.Equal(10, tenths.Length);
            Assert.All(tenths, count => Assert.InRange(count, 880, 1120));
        }
    }

    [Fact]
    public void Choices_do_not_depend_on_each_other()
    {
        var pairs = Enumerable.Range(0, 8_000).Select(seed => new SeededChoice((ulong)seed))
            .CountBy(choice => (choice.Happens(0.5, "a"), choice.Happens(0.5, "b"))).Select(pair => pair.Value).ToArray();
        Assert.Equal(4, pairs.Length);
        Assert.All(pairs, count => Assert.InRange(count, 1850, 2150));
    }

    [Fact]
    public void Shuffling_keeps_everything_and_puts_each_in_every_place()
    {
        var first = Enumerable.Range(0, 3_000)
            .Select(seed => new SeededChoice((ulong)seed).Shuffled(["a", "b", "c"], "order")).ToArray();
        Assert.All(first, order => Assert.Equal(["a", "b", "c"], order.Order()));
        Assert.All(first.CountBy(order => string.Concat(order)), order => Assert.InRange(order.Value, 420, 580));
    }
}
