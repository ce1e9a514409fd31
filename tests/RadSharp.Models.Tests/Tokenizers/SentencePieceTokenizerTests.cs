using RadSharp.Models.Tokenizers;
using static RadSharp.Models.Tests.Tokenizers.SentencePieceModelBytes;
using static RadSharp.Models.Tests.Tokenizers.TokenizerGoldens;

namespace RadSharp.Models.Tests.Tokenizers;

public class SentencePieceTokenizerTests
{
    private static readonly (string, float, int)[] Letters =
    [
        ("<unk>", 0, Unknown), ("<s>", 0, Control), ("</s>", 0, Control),
        ("▁", -9, 1), ("a", -10, 1), ("b", -11, 1), ("c", -12, 1),
    ];

    [Fact]
    public void Roles_are_those_of_the_model_where_no_file_says_otherwise()
    {
        var vocabulary = Llama.Vocabulary;
        Assert.Equal((1, 2, 0, null), (vocabulary.Begin, vocabulary.End, vocabulary.Unknown, vocabulary.Padding));
        Assert.Equal((32001, "▁the", 278), (vocabulary.Size, vocabulary.TokenOf(278), vocabulary.IdOf("▁the")));
        Assert.True(vocabulary.IsSpecial(2) && vocabulary.IsSpecial(32000) && !vocabulary.IsSpecial(278));
    }

    [Fact]
    public void A_prompt_decodes_to_itself_and_skipped_special_tokens_leave_one_text()
    {
        const string Prompt = "USER: hi ASSISTANT: ok</s>USER: more";
        var ids = Llama.Encode(Prompt);
        Assert.Equal("<s>" + Prompt, Llama.Decode(ids));
        Assert.Equal("USER: hi ASSISTANT: ok USER: more", Llama.Decode(ids, skipSpecialTokens: true));
    }

    [Fact]
    public void Any_text_without_the_sign_for_a_space_decodes_to_itself()
    {
        var random = new Random(6);
        for (var round = 0; round < 300; round++)
        {
            var text = CanonicalForm.WithoutUnpairedSurrogates(RandomText(random, 40)).Replace('▁', 'x');
            Assert.Equal(text, Llama.Decode(Llama.Encode(text, addSpecialTokens: false, parseSpecialTokens: false)));
        }
    }

    [Fact]
    public void Without_the_legacy_rule_only_the_beginning_of_a_text_takes_a_space()
    {
        var tokenizer = TokenizerFiles.OpenSentencePiece(
            PathOf("llama_tokenizer.model"), new TokenizerOptions { IsLegacy = false });
        var vocabulary = tokenizer.Vocabulary;
        int[] expected = [1, vocabulary.IdOf("▁hi")!.Value, 2, vocabulary.IdOf("hi")!.Value];
        Assert.Equal(expected, tokenizer.Encode("hi</s>hi"));
        Assert.Equal("<s>hi</s>hi", tokenizer.Decode(expected));
        Assert.Equal("<s>hi</s> hi", tokenizer.Decode([1, expected[1], 2, expected[1]]));
        Assert.Equal([1, 2, expected[3]], tokenizer.Encode("</s>hi"));
    }

    [Fact]
    public void Higher_scores_merge_first_and_the_leftmost_of_equals()
    {
        Assert.Equal(["▁", "ab", "ab", "c"], Tokens([.. Letters, ("ab", -2, 1), ("bc", -3, 1)], "ababc"));
        Assert.Equal(["▁", "a", "bc"], Tokens([.. Letters, ("ab", -3, 1), ("bc", -2, 1)], "abc"));
        Assert.Equal(["▁", "aa", "aa", "a"], Tokens([.. Letters, ("aa", -2, 1)], "aaaaa"));
        Assert.Equal(["▁", "ab", "c"], Tokens([.. Letters, ("bc", -2, 1), ("ab", -2, 1)], "abc"));
    }

    [Fact]
    public void What_cannot_be_spelled_is_one_unknown_token()
    {
        Assert.Equal(["▁", "a", "<unk>", "b"], Tokens(Letters, "axyz😀b"));
    }

    [Fact]
    public void Pieces_defined_by_the_user_are_never_merged_and_unused_pieces_are_undone()
    {
        Assert.Equal(["▁", "bca", "a"], Tokens([.. Letters, ("bc", -1, 1), ("aa", -1, 1), ("bca", 0, UserDefined)], "bcaa"));
        Assert.Equal(["▁", "a", "bc"], Tokens([.. Letters, ("bc", -1, 1), ("abc", -2, Unused)], "abc"));
        Assert.Equal(["▁", "abca"], Tokens([.. Letters, ("bc", -1, 1), ("abc", -2, Unused), ("abca", -3, 1)], "abca"));
    }

    [Theory]
    [InlineData(true, false, "  a  b ", new[] { "▁", "▁", "▁", "a", "▁", "▁", "b", "▁" }, "  a  b ")]
    [InlineData(true, true, "  a  b ", new[] { "▁", "a", "▁", "b" }, "a b")]
    [InlineData(false, false, " a", new[] { "▁", "a" }, " a")]
    [InlineData(false, true, " ", new string[0], "")]
    public void Spaces_follow_the_flags_of_the_model(bool prefix, bool removes, string text, string[] tokens, string decoded)
    {
        var bytes = Write(Letters, prefix, removes);
        Assert.Equal(tokens, Tokens(bytes, text));
        using var folder = new TemporaryFolder();
        var tokenizer = TokenizerFiles.OpenSentencePiece(folder.Write("tokenizer.model", bytes));
        Assert.Equal(decoded, tokenizer.Decode(tokenizer.Encode(text, addSpecialTokens: false)));
    }

    [Fact]
    public void A_damaged_model_is_an_error_that_names_the_file_and_never_another()
    {
        using var folder = new TemporaryFolder();
        var pieces = Enumerable.Range(0, 256).Select(value => ($"<0x{value:X2}>", 0f, ByteValue));
        var whole = Write([.. Letters, .. pieces, ("ab", -1, 1)], bytes: true);
        var random = new Random(7);
        var refused = 0;
        for (var round = 0; round < 3000; round++)
        {
            var bytes = whole.ToArray();
            var length = random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length;
            for (var change = random.Next(4); change >= 0; change--)
            {
                bytes[random.Next(round % 2 == 0 ? 100 : bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                SentencePieceModel.Read(bytes.AsSpan(0, length), "x/tokenizer.model");
            }
            catch (InvalidDataException error)
            {
                Assert.StartsWith("x/tokenizer.model: ", error.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 1000, 3000);
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 1 }, "claims 4294967295 bytes where 1 follow, at byte 6")]
    [InlineData(new byte[] { 0x0A, 4, 0x0A, 9, 65, 65 }, "claims 9 bytes where 2 follow, at byte 4")]
    [InlineData(new byte[] { 0x0A, 3, 0x0A, 1, 0xFF }, "not valid UTF-8, at byte 5")]
    [InlineData(new byte[] { 0x0A, 3, 0x0A, 1, 65, 0x80 }, "cut off, at byte 6")]
    [InlineData(new byte[] { 0x0B }, "field 1 has the wire type 3")]
    [InlineData(new byte[] { 0x12, 0 }, "no pieces")]
    public void Lying_lengths_are_named_with_their_place(byte[] bytes, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => SentencePieceModel.Read(bytes, "tokenizer.model"));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_of_other_kinds_are_refused_by_name()
    {
        Assert.Contains("model type 1", Refusal(Write(Letters, modelType: 1)), StringComparison.Ordinal);
        Assert.Contains("maps characters", Refusal(Write(Letters, map: [1])), StringComparison.Ordinal);
        Assert.Contains("'a' is there twice, as 4 and 7", Refusal(Write([.. Letters, ("a", -3, 1)])), StringComparison.Ordinal);
        Assert.Contains("has no token '<0x00>'", Refusal(Write(Letters, bytes: true)), StringComparison.Ordinal);
        Assert.Contains("score NaN", Refusal(Write([.. Letters, ("d", float.NaN, 1)])), StringComparison.Ordinal);
    }

    private static string[] Tokens(IEnumerable<(string, float, int)> pieces, string text) => Tokens(Write(pieces), text);

    private static string[] Tokens(byte[] model, string text)
    {
        using var folder = new TemporaryFolder();
        var tokenizer = TokenizerFiles.OpenSentencePiece(folder.Write("tokenizer.model", model));
        return [.. tokenizer.Encode(text, addSpecialTokens: false).Select(id => tokenizer.Vocabulary.TokenOf(id)!)];
    }

    private static string Refusal(byte[] model)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.model", model);
        return Assert.Throws<InvalidDataException>(() => TokenizerFiles.Open(folder.Location)).Message;
    }
}
