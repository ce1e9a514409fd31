using RadSharp.Models.Parameters;

namespace RadSharp.Models.Tests.Parameters;

public class FilledParametersTests
{
    // By the rule's formula in exact arithmetic: FNV-1a of the empty name is the offset basis.
    [Fact]
    public void Elements_are_the_hash_of_name_and_index()
    {
        Assert.Equal(0xCBF29CE484222325, FilledParameters.Hash(""));
        Assert.Equal(0xAF63DC4C8601EC8C, FilledParameters.Hash("a"));
        var values = new float[1000];
        FilledParameters.Fill("a", 2, 1, values);
        Assert.All(values, value => Assert.InRange(value, -1, 3));
        Assert.InRange(values.Average(), 0.9, 1.1);
        var later = new float[10];
        FilledParameters.Fill("b", 2, 1, later);
        Assert.NotEqual(values[..10], later);
    }
}
