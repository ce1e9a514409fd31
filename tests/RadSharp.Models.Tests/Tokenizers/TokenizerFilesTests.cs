using RadSharp.Models.Tokenizers;
using static RadSharp.Models.Tests.Tokenizers.TokenizerGoldens;

namespace RadSharp.Models.Tests.Tokenizers;

public class TokenizerFilesTests
{
    [Fact]
    public void A_folder_without_a_tokenizer_is_told_what_was_looked_for()
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocab.json", "{}");
        var error = Assert.Throws<FileNotFoundException>(() => TokenizerFiles.Open(folder.Location));
        const string Files = "tokenizer.model, tokenizer.json, vocab.json with merges.txt, and vocab.txt";
        Assert.Contains(Files, error.Message, StringComparison.Ordinal);
        Assert.Contains(folder.Location, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Vicuna_folders_of_the_time_strip_around_plain_added_tokens_but_not_around_those_with_a_role()
    {
        using var folder = new TemporaryFolder();
        File.Copy(PathOf("llama_tokenizer.model"), folder.PathOf("tokenizer.model"));
        folder.Write("tokenizer_config.json", """{"add_bos_token": true, "add_eos_token": true}""");
        folder.Write("special_tokens_map.json", """
            {"bos_token": {"content": "<s>", "lstrip": false, "rstrip": false, "single_word": false}, "eos_token": "</s>",
             "pad_token": "<pad>", "additional_special_tokens": ["<IMG>"]}
            """);
        folder.Write("added_tokens.json", """{"<pad>": 32001, "<IMG>": 32000, "<plain>": 32002}""");
        var tokenizer = TokenizerFiles.Open(folder.Location);
        foreach (var golden in LlamaCases.GetProperty("prompts").EnumerateArray())
        {
            Assert.Equal([.. IdsOf(golden), 2], tokenizer.Encode(TextOf(golden)));
        }

        var vocabulary = tokenizer.Vocabulary;
        Assert.Equal((32003, 32001), (vocabulary.Size, vocabulary.Padding));
        Assert.True(vocabulary.IsSpecial(32000) && vocabulary.IsSpecial(32001) && !vocabulary.IsSpecial(32002));
        Assert.Equal([1, 263, 32002, 2], tokenizer.Encode("a <plain> "));
    }

    [Fact]
    public void Flags_of_added_tokens_are_followed_where_files_have_them()
    {
        using var folder = new TemporaryFolder();
        File.Copy(PathOf("llama_tokenizer.model"), folder.PathOf("tokenizer.model"));
        folder.Write("tokenizer_config.json", """
            {"legacy": false, "add_bos_token": false, "added_tokens_decoder": {
              "0": {"content": "<unk>", "special": true}, "1": {"content": "<s>", "special": true},
              "2": {"content": "</s>", "special": true, "rstrip": true}, "32000": {"content": "<image>", "lstrip": true}},
             "eos_token": "</s>", "additional_special_tokens": ["<extra>"]}
            """);
        var tokenizer = TokenizerFiles.Open(folder.Location);
        Assert.Equal([263, 32000, 2, 2, 29874, 32001], tokenizer.Encode("a <image></s>  </s>a<extra>"));
        Assert.Equal("a<image>a", tokenizer.Decode([263, 32000, 2, 29874, 32001], skipSpecialTokens: true));
    }

    [Theory]
    [InlineData("Qwen2Tokenizer", new[] { "a", "1", "2" })]
    [InlineData("GPT2TokenizerFast", new[] { "a", "12" })]
    [InlineData("RobertaTokenizer", new[] { "<s>", "a", "12", "</s>" })]
    public void The_class_says_how_words_are_cut_and_framed(string name, string[] tokens)
    {
        using var folder = new TemporaryFolder();
        WriteByteLevel(folder, "1 2");
        folder.Write("tokenizer_config.json", $$"""{"tokenizer_class": "{{name}}", "bos_token": "<s>", "eos_token": "</s>"}""");
        var tokenizer = TokenizerFiles.Open(folder.Location);
        Assert.Equal(tokens, tokenizer.Encode("a12").Select(id => tokenizer.Vocabulary.TokenOf(id)!));
    }

    [Fact]
    public void An_unknown_class_of_byte_level_files_is_named()
    {
        using var folder = new TemporaryFolder();
        WriteByteLevel(folder, "1 2");
        folder.Write("tokenizer_config.json", """{"tokenizer_class": "SomeTokenizer"}""");
        Assert.Contains("'SomeTokenizer'", Refusal(folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 2\n1 q9", "merges.txt: merge 3 ('1' and 'q9') needs the token 'q9'")]
    [InlineData("1 2\n1 a", "merges.txt: merge 3 ('1' and 'a') needs the token '1a'")]
    [InlineData("1 2\n12", "merges.txt: line 3 should be two tokens")]
    [InlineData("1 2\n\n1 2", "merges.txt: line 3 should be two tokens")]
    public void Damaged_merges_are_named_with_their_line(string merges, string message)
    {
        using var folder = new TemporaryFolder();
        WriteByteLevel(folder, merges);
        folder.Write("tokenizer_config.json", """{"tokenizer_class": "GPT2Tokenizer"}""");
        Assert.Contains(message, Refusal(folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a": 0, "b": 0}""", "vocab.json: the tokens 'a' and 'b' have the same id 0")]
    [InlineData("""{"a": -1}""", "vocab.json: the token 'a' has the id -1")]
    [InlineData("""{"a": 2000000000}""", "the id 2000000000")]
    [InlineData("""{"a": "0"}""", "vocab.json: ['a'] should be a whole number, but is string")]
    [InlineData("""{"a": 99999999999}""", "['a'] should be a whole number")]
    [InlineData("""["a"]""", "vocab.json: the file should be an object")]
    [InlineData("{\"a\": 0,\n\"b", "vocab.json: not valid JSON at line 2")]
    [InlineData("""{"\ud800": 0}""", "half a surrogate pair")]
    [InlineData("""{"a": 0}""", "the token 'Ā' for the byte 0 is missing")]
    public void Damaged_vocabularies_are_named_with_their_place(string json, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocab.json", json);
        folder.Write("merges.txt", "#version: 0.2\n");
        folder.Write("tokenizer_config.json", """{"tokenizer_class": "GPT2Tokenizer"}""");
        Assert.Contains(message, Refusal(folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"eos_token": 3}""", "special_tokens_map.json: eos_token")]
    [InlineData("""{"additional_special_tokens": "x"}""", "additional_special_tokens should be a list, but is string")]
    [InlineData("""{"eos_token": {"content": "x", "single_word": true}}""", "eos_token.single_word")]
    [InlineData("""{"eos_token": ""}""", "empty spelling")]
    public void Damaged_settings_are_named_with_their_field(string json, string message)
    {
        using var folder = new TemporaryFolder();
        File.Copy(PathOf("bert/vocab.txt"), folder.PathOf("vocab.txt"));
        folder.Write("special_tokens_map.json", json);
        Assert.Contains(message, Refusal(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void An_added_token_with_the_id_of_another_is_an_error()
    {
        var taken = new TokenizerOptions { AddedTokens = [new("[DEC]", 5)] };
        var error = Assert.Throws<InvalidDataException>(() => TokenizerFiles.Open(PathOf("bert"), taken));
        Assert.Contains("'a' and '[DEC]' have the same id 5", error.Message, StringComparison.Ordinal);
        var moved = new TokenizerOptions { AddedTokens = [new("[CLS]", 500)] };
        error = Assert.Throws<InvalidDataException>(() => TokenizerFiles.Open(PathOf("bert"), moved));
        Assert.Contains("'[CLS]' has the id 500, but its spelling has the id 2", error.Message, StringComparison.Ordinal);
    }

    private static void WriteByteLevel(TemporaryFolder folder, string merges)
    {
        var letters = Enumerable.Range(0, 256).Select(value => ByteAlphabet.LetterOf((byte)value).ToString());
        folder.Write("vocab.json", System.Text.Json.JsonSerializer.Serialize(
            letters.Append("12").Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id)));
        folder.Write("merges.txt", "#version: 0.2\n" + merges + "\n");
    }

    private static string Refusal(TemporaryFolder folder) =>
        Assert.Throws<InvalidDataException>(() => TokenizerFiles.Open(folder.Location)).Message;
}
