using RadSharp.Server.Store;

namespace RadSharp.Server.Tests.Store;

public sealed class IdsTests
{
    [Fact]
    public void Names_begin_with_a_letter_or_a_digit_and_come_once()
    {
        var names = Enumerable.Range(0, 2_000).Select(_ => Ids.New()).ToList();
        Assert.All(names, name => Assert.Matches("^[A-Za-z0-9][A-Za-z0-9_-]{15}\\z", name));
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Matches("^[A-Za-z0-9][A-Za-z0-9_-]{42}\\z", Ids.NewSecret());
    }
}
