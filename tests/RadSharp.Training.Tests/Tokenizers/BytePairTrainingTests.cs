using RadSharp.Models.Tokenizers;
using RadSharp.Training.Tokenizers;

namespace RadSharp.Training.Tests.Tokenizers;

public class BytePairTrainingTests
{
    private static readonly string[] Texts = ["no no no effusion", "no effusion", "the heart is the heart", "the lungs"];

    [Fact]
    public void The_most_frequent_pair_of_a_word_merges_first_and_merges_build_on_merges()
    {
        // " no" comes three times and "no" twice: n and o are neighbors five times.
        var trained = BytePairTraining.Train(Texts, 300);
        Assert.Equal(("h", "e"), trained.Merges[0]);
        Assert.Equal(("n", "o"), BytePairTraining.Train(["no no no", "no on"], 257).Merges.Single());
        Assert.Contains("Ġeffusion", trained.Tokens);
        Assert.Equal(256 + trained.Merges.Count, trained.Tokens.Count);
        Assert.All(trained.Merges.Index(), merge =>
            Assert.Equal(merge.Item.Left + merge.Item.Right, trained.Tokens[256 + merge.Index]));
    }

    [Fact]
    public void Equals_merge_in_the_order_of_their_ids_whatever_the_order_of_the_texts()
    {
        Assert.Equal([("a", "b"), ("x", "y")], BytePairTraining.Train(["xy", "ab", "xy", "ab"], 258).Merges);
        Assert.Equal(
            BytePairTraining.Train(Texts, 280).Merges, BytePairTraining.Train(Texts.Reverse(), 280).Merges);
    }

    [Fact]
    public void Nothing_merges_beyond_words_or_comes_once_only()
    {
        Assert.Equal([("a", "b")], BytePairTraining.Train(["ab ab cd"], 1000).Merges.Where(merge => !merge.Left.Contains('Ġ')));
        Assert.DoesNotContain(BytePairTraining.Train(["12 12 12"], 1000).Tokens, token => token == "12");
    }

    [Fact]
    public void The_written_files_open_and_every_text_decodes_to_itself()
    {
        using var folder = new TokenizerFolder(Texts);
        var tokenizer = TokenizerFiles.Open(folder.Path);
        Assert.IsType<ByteLevelTokenizer>(tokenizer);
        var everything = string.Concat(Enumerable.Range(1, 0x2FF).Select(value => (char)value)) + "日本 🫁 e\u0301\r\n\t  end ";
        foreach (var text in Texts.Append(everything).Append(""))
        {
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        }

        Assert.Single(tokenizer.Encode(" effusion"));
    }

    [Fact]
    public void Special_tokens_have_ids_behind_the_vocabulary_and_roles()
    {
        using var folder = new TokenizerFolder(Texts);
        var vocabulary = TokenizerFiles.Open(folder.Path).Vocabulary;
        Assert.Equal(
            Enumerable.Range(vocabulary.Size - 4, 4), QwenTokenizerFiles.SpecialTokens.Select(token => vocabulary.IdOf(token)!.Value));
        Assert.Equal(vocabulary.IdOf("<|im_end|>"), vocabulary.End);
        Assert.Equal(vocabulary.IdOf("<|endoftext|>"), vocabulary.Padding);
        Assert.True(vocabulary.IsSpecial(vocabulary.IdOf("<image>")!.Value));
    }

    [Fact]
    public void The_template_is_that_of_qwen()
    {
        using var folder = new TokenizerFolder(Texts);
        Assert.Equal(
            "<|im_start|>user\n<image>\nHello.<|im_end|>\n<|im_start|>assistant\nHi.<|im_end|>\n<|im_start|>assistant\n",
            folder.Template.Render([new("user", "<image>\nHello.", 1), new("assistant", "Hi.")], addGenerationPrompt: true));
    }
}
