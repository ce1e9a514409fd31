using System.Diagnostics;
using RadSharp.Models.Tokenizers;
using static RadSharp.Models.Tests.Tokenizers.TokenizerGoldens;

namespace RadSharp.Models.Tests.Tokenizers;

public class TokenizerGoldenTests
{
    [Fact]
    public void Llama_encodes_plain_text_as_the_original()
    {
        foreach (var golden in LlamaCases.GetProperty("plain").EnumerateArray())
        {
            Assert.Equal(IdsOf(golden), Llama.Encode(TextOf(golden), addSpecialTokens: false, parseSpecialTokens: false));
        }
    }

    [Fact]
    public void Llama_encodes_prompts_with_special_tokens_as_the_original()
    {
        foreach (var golden in LlamaCases.GetProperty("prompts").EnumerateArray())
        {
            Assert.Equal(IdsOf(golden), Llama.Encode(TextOf(golden)));
        }
    }

    [Fact]
    public void Llama_decodes_as_the_original()
    {
        foreach (var golden in LlamaCases.GetProperty("decode").EnumerateArray())
        {
            Assert.Equal(TextOf(golden), Llama.Decode(IdsOf(golden)));
        }
    }

    [Fact]
    public void Qwen2_encodes_and_decodes_as_the_original()
    {
        foreach (var golden in QwenCases.EnumerateArray())
        {
            Assert.Equal(IdsOf(golden), Qwen.Encode(TextOf(golden)));
            Assert.Equal(TextOf(golden, "decoded"), Qwen.Decode(IdsOf(golden)));
        }
    }

    [Fact]
    public void Bert_encodes_as_the_original()
    {
        foreach (var golden in BertCases.EnumerateArray())
        {
            Assert.Equal(IdsOf(golden), Bert.Encode(TextOf(golden)));
        }
    }

    [Theory]
    [InlineData("words")]
    [InlineData("one word")]
    public void A_text_of_a_hundred_kilobytes_takes_no_time_to_speak_of(string kind)
    {
        var sentence = "No focal consolidation, pleural effusion or pneumothorax is identified. ";
        var text = kind == "words"
            ? string.Concat(Enumerable.Repeat(sentence, 1 + (100_000 / sentence.Length)))
            : string.Concat(Enumerable.Repeat("pneumothoraxx", 8_000));
        foreach (var tokenizer in new[] { Llama, Qwen, Bert })
        {
            var clock = Stopwatch.StartNew();
            Assert.NotEmpty(tokenizer.Encode(text));
            // A search of the whole word for each merge would take minutes.
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"{tokenizer.GetType().Name} took {clock.Elapsed}");
        }
    }
}
