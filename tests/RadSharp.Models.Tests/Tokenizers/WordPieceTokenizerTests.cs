using RadSharp.Models.Tokenizers;
using static RadSharp.Models.Tests.Tokenizers.TokenizerGoldens;

namespace RadSharp.Models.Tests.Tokenizers;

public class WordPieceTokenizerTests
{
    private static readonly WordPieceLayout Uncased = new();

    [Fact]
    public void Words_are_lowered_stripped_of_accents_and_cut_at_punctuation_and_Chinese_characters()
    {
        Assert.Equal(["eclair", "(", "ap", ")", ",", "t8", "–", "t9", "$", "x", "肺", "野", "!"],
            BasicWords.Of("Éclair (AP),\tT8–T9\u00a0$x\u200b肺野!\u0007", Uncased));
        Assert.Equal(["İn", "Éa"], BasicWords.Of("İn E\u0301a", new WordPieceLayout(LowersCase: false, StripsAccents: false)));
        Assert.Equal(["in"], BasicWords.Of("İN", Uncased));
        Assert.Equal(["肺野"], BasicWords.Of("肺野", new WordPieceLayout(SpacesChinese: false)));
    }

    [Fact]
    public void Words_of_more_than_a_hundred_characters_are_unknown()
    {
        Assert.Equal(102, Bert.Encode(new string('x', 100)).Length);
        Assert.Equal([2, 1, 3], Bert.Encode(new string('x', 101)));
    }

    [Fact]
    public void Special_tokens_are_found_in_text_where_that_is_asked_for()
    {
        Assert.Equal([2, 4, 5, 0], Bert.Encode("[CLS][MASK] a [PAD]", addSpecialTokens: false));
        Assert.DoesNotContain(4, Bert.Encode("[MASK]", parseSpecialTokens: false));
    }

    [Fact]
    public void A_token_is_added_behind_the_vocabulary()
    {
        var tokenizer = TokenizerFiles.Open(PathOf("bert"), new TokenizerOptions { AddedTokens = [new("[DEC]")] });
        Assert.Equal((109, 108), (tokenizer.Vocabulary.Size, tokenizer.Vocabulary.IdOf("[DEC]")));
        Assert.Equal([2, 108, 88, 3], tokenizer.Encode("[DEC]heart"));
    }

    [Theory]
    [InlineData("The heart is clear, normal.", "the heart is clear, normal.")]
    [InlineData("the lungs : 4.2", "the lungs : 4. 2")]
    [InlineData("##a", "a")]
    public void Decoding_joins_pieces_and_signs(string text, string decoded)
    {
        var ids = text == "##a" ? [Bert.Vocabulary.IdOf("a")!.Value] : Bert.Encode(text);
        Assert.Equal(decoded, Bert.Decode(ids, skipSpecialTokens: true));
    }

    [Fact]
    public void An_apostrophe_between_words_loses_its_spaces_as_in_the_original()
    {
        var file = Path.GetTempFileName();
        File.WriteAllLines(file, ["[UNK]", "x", "'", ".", "##y", "s", "'s"]);
        var tokenizer = TokenizerFiles.OpenWordPiece(file);
        File.Delete(file);
        Assert.Equal("x's", tokenizer.Decode([1, 2, 5]));
        Assert.Equal("x '", tokenizer.Decode([1, 2]));
        Assert.Equal("x '.", tokenizer.Decode([1, 2, 3]));
        Assert.Equal("x 'y", tokenizer.Decode([1, 2, 4]));
        Assert.Equal("x'' s", tokenizer.Decode([1, 2, 2, 5]));
        Assert.Equal("x's", tokenizer.Decode([1, 6]));
        Assert.Equal("' s", tokenizer.Decode([2, 5]));
    }
}
