namespace RadSharp.Instruct.Tests;

public class WordingFileTests
{
    [Fact]
    public void Words_are_put_in_once_and_with_a_capital_where_the_place_has_one() => Assert.Equal(
        "Edema {noun} and {noun}: edema {noun}",
        WordingFile.Fill("{Noun} and {text}: {noun}", ("noun", "edema {noun}"), ("text", "{noun}")));

    [Fact]
    public void A_place_without_words_is_an_error()
    {
        var error = Assert.Throws<FormatException>(() => WordingFile.Fill("There is {a}.", ("noun", "edema")));
        Assert.Contains("{a}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# version 2\na\tb", "version 1")]
    [InlineData("# version 1\na", "2 columns")]
    [InlineData("# version 1\na\t", "2 columns")]
    public void Files_of_another_version_or_shape_are_refused(string text, string named)
    {
        var error = Assert.Throws<InvalidDataException>(() => WordingFile.Parse(text, "words.tsv", 2));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains("words.tsv", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_have_a_conjunction_before_the_last() =>
        Assert.Equal(["", "a", "a or b", "a, b or c"], new string[][] { [], ["a"], ["a", "b"], ["a", "b", "c"] }
            .Select(words => WordingFile.List(words, "or")));
}
