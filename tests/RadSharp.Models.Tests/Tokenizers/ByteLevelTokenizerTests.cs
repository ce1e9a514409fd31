using System.Text;
using System.Text.RegularExpressions;
using RadSharp.Models.Tokenizers;
using static RadSharp.Models.Tests.Tokenizers.TokenizerGoldens;

namespace RadSharp.Models.Tests.Tokenizers;

public class ByteLevelTokenizerTests
{
    private const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private const string Qwen2 =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private static readonly ITokenizer Plain = TokenizerFiles.Open(
        PathOf("qwen2"), new TokenizerOptions { AddedTokens = QwenTokens, WordPattern = WordPattern.Gpt2 });

    [Fact]
    public void Every_text_decodes_to_itself()
    {
        var random = new Random(2);
        for (var round = 0; round < 400; round++)
        {
            var text = RandomText(random, random.Next(60));
            var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            Assert.Equal(whole, Plain.Decode(Plain.Encode(text)));
            Assert.Equal(whole, Plain.Decode(Plain.Encode(text, parseSpecialTokens: false)));
            Assert.Equal(CanonicalForm.Compose(whole), Qwen.Decode(Qwen.Encode(text, parseSpecialTokens: false)));
        }
    }

    [Theory]
    [InlineData(WordPattern.Gpt2, Gpt2)]
    [InlineData(WordPattern.Qwen2, Qwen2)]
    public void Words_are_those_of_the_regular_expression(WordPattern pattern, string expression)
    {
        // The regular expressions of .NET see the halves of surrogate pairs, so the texts have none.
        var random = new Random(3);
        const string Alphabet = "abcSsTtRrEeVvMmLlDdſ''''   \t\n\r\u00a0\u2003\u0085\u001c019²Ⅷ٣.,-–(é\u0301中ªʰǅ_";
        for (var round = 0; round < 5000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 16)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            var words = new List<string>();
            for (int start = 0, end; start < text.Length; start = end)
            {
                end = WordSplitter.EndOfWord(pattern, text, start);
                words.Add(text[start..end]);
            }

            // .NET takes the long s for no "s" where case is ignored; Python and Rust do.
            var expected = Regex.Matches(
                text, expression.Replace("(?i:'s", "(?i:'s|'ſ", StringComparison.Ordinal), RegexOptions.CultureInvariant);
            Assert.Equal(expected.Select(match => match.Value), words);
        }
    }

    [Fact]
    public void Letters_above_the_first_plane_are_letters_and_digits_stand_alone()
    {
        Assert.Equal(["𝐀𝐁", " 𠀀", "1", "2", "𝟏", " ", "3"], Words(WordPattern.Qwen2, "𝐀𝐁 𠀀12𝟏 3"));
        Assert.Equal(["𝐀𝐁", " 𠀀", "12𝟏", " 3"], Words(WordPattern.Gpt2, "𝐀𝐁 𠀀12𝟏 3"));
        Assert.Equal(["123", "45", " x"], Words(WordPattern.Llama3, "12345 x"));
    }

    [Fact]
    public void Added_tokens_are_text_where_a_person_wrote_them()
    {
        const string Text = "a<|im_end|>b";
        Assert.Contains(758, Qwen.Encode(Text));
        var plain = Qwen.Encode(Text, parseSpecialTokens: false);
        Assert.DoesNotContain(758, plain);
        Assert.Equal(Text, Qwen.Decode(plain, skipSpecialTokens: true));
        Assert.Equal("ab", Qwen.Decode(Qwen.Encode(Text), skipSpecialTokens: true));
    }

    [Fact]
    public void Of_added_tokens_at_one_place_the_longest_counts_and_white_space_is_swallowed_where_a_token_says_so()
    {
        var tokenizer = TokenizerFiles.Open(PathOf("qwen2"), new TokenizerOptions
        {
            WordPattern = WordPattern.Qwen2,
            AddedTokens = [new("<a"), new("<a>", StripsLeft: true), new("<a>>", StripsRight: true, IsSpecial: false)],
        });
        var vocabulary = tokenizer.Vocabulary;
        Assert.Equal((759, 756, 758), (vocabulary.Size, vocabulary.IdOf("<a"), vocabulary.IdOf("<a>>")));
        Assert.Equal("x<a> y<a>>z <a", tokenizer.Decode(tokenizer.Encode("x \n<a> y<a>> \tz <a")));
        Assert.Equal([756, 756, 758, 757], tokenizer.Encode("<a<a<a>><a>"));
        Assert.Equal("<a>>", tokenizer.Decode([756, 758, 757], skipSpecialTokens: true));
    }

    [Fact]
    public void Many_threads_may_use_one_tokenizer()
    {
        foreach (var tokenizer in new[] { Llama, Qwen, Bert })
        {
            var texts = LlamaCases.GetProperty("plain").EnumerateArray().Select(golden => TextOf(golden)).ToArray();
            var expected = texts.Select(text => tokenizer.Encode(text)).ToArray();
            Parallel.For(0, 400, index =>
                Assert.Equal(expected[index % texts.Length], tokenizer.Encode(texts[index % texts.Length])));
        }
    }

    private static List<string> Words(WordPattern pattern, string text)
    {
        var words = new List<string>();
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = WordSplitter.EndOfWord(pattern, text, start);
            words.Add(text[start..end]);
        }

        return words;
    }
}
