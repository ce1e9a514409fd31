using RadSharp.Models.Encoders.Bert;

namespace RadSharp.Models.Tests.Encoders.Bert;

public class PaddedTextTests
{
    [Fact]
    public void Shorter_sequences_are_padded_at_their_ends()
    {
        var text = PaddedText.Pad([[1, 2, 3], [], [4]], padding: 9);
        Assert.Equal((3, 3), (text.Batch, text.Length));
        Assert.Equal([1, 2, 3, 9, 9, 9, 4, 9, 9], text.Tokens.ToArray());
        Assert.Equal([true, true, true, false, false, false, true, false, false], text.Mask.ToArray());
    }

    [Fact]
    public void Sequences_can_be_picked_and_begun_otherwise()
    {
        var text = PaddedText.Pad([[1, 2], [3]], padding: 9);
        var picked = text.Rows([1, 0, 1]).StartingWith(7);
        Assert.Equal([7, 9, 7, 2, 7, 9], picked.Tokens.ToArray());
        Assert.Equal([true, false, true, true, true, false], picked.Mask.ToArray());
        Assert.Equal([1, 2, 3, 9], text.Tokens.ToArray());
    }

    [Fact]
    public void What_is_no_batch_is_refused()
    {
        Assert.Throws<ArgumentException>(() => PaddedText.Pad([], padding: 0));
        Assert.Throws<ArgumentException>(() => PaddedText.Pad([[], []], padding: 0));
        Assert.Throws<ArgumentException>(() => new PaddedText(0, [1], [true]));
        Assert.Throws<ArgumentException>(() => new PaddedText(2, [1, 2, 3], [true, true, true]));
        var message = Assert.Throws<ArgumentException>(() => new PaddedText(1, [1, 2], [true])).Message;
        Assert.Contains("2 tokens and 1 mask values", message, StringComparison.Ordinal);
    }
}
