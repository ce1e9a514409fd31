using RadSharp.Models.Generation;

namespace RadSharp.Models.Tests.Generation;

public class AnswerTextTests
{
    [Fact]
    public void A_stop_string_across_tokens_is_never_shown()
    {
        var (pieces, text, isStopped) = Run(["No effusion.", "\n", "US", "ER", ":", " And"], "\nUSER:");
        Assert.Equal(["No effusion.", "", "", "", ""], pieces);
        Assert.Equal(("No effusion.", true), (text, isStopped));
    }

    [Fact]
    public void Text_that_only_begins_like_a_stop_string_is_shown_as_soon_as_that_is_known()
    {
        var (pieces, text, isStopped) = Run(["a", "#", "#", "#b"], "##c");
        Assert.Equal(["a", "", "", "###b"], pieces);
        Assert.Equal(("a###b", false), (text, isStopped));
    }

    [Fact]
    public void The_longest_possible_beginning_waits_and_the_earliest_stop_string_wins()
    {
        Assert.Equal(["x", "", "aabc"], Run(["xa", "a", "bc"], "aabd", "abd").Pieces);
        Assert.Equal("", Run(["one two"], "two", "one").Text);
        Assert.Equal("a", Run(["aaa", "b"], "aab").Text);
    }

    [Fact]
    public void What_waits_is_released_at_the_end()
    {
        var text = new AnswerText(new PieceTokenizer("end#"), ["##"]);
        Assert.Equal("end", text.Append(0, out _));
        Assert.Equal("#", text.Finish());
        Assert.Equal("end#", text.ToString());
    }

    [Fact]
    public void Half_a_character_waits_for_its_other_half_and_is_replaced_at_the_end()
    {
        var text = new AnswerText(new PieceTokenizer([0x61, 0xE2, 0x89], [0xA5, 0x62, 0xE2]), ["\uFFFD#"]);
        Assert.Equal(["a", "≥b", "\uFFFD"], [text.Append(0, out _), text.Append(1, out _), text.Finish()]);
    }

    [Fact]
    public void Stop_strings_need_text()
    {
        Assert.Throws<ArgumentException>(() => new AnswerText(null, ["x"]));
        Assert.Throws<ArgumentException>(() => new AnswerText(new PieceTokenizer("a"), [""]));
        Assert.Equal("", new AnswerText(null, []).Append(3, out _));
    }

    private static (List<string> Pieces, string Text, bool IsStopped) Run(string[] tokens, params string[] stops)
    {
        var text = new AnswerText(new PieceTokenizer(tokens), stops);
        var pieces = new List<string>();
        var isStopped = false;
        for (var id = 0; id < tokens.Length && !isStopped; id++)
        {
            pieces.Add(text.Append(id, out isStopped));
        }

        return (pieces, text.ToString(), isStopped);
    }
}
