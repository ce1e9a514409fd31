using System.Text;
using RadSharp.Models.Tokenizers;
using static RadSharp.Models.Tests.Tokenizers.TokenizerGoldens;

namespace RadSharp.Models.Tests.Tokenizers;

public class StreamingDecoderTests
{
    [Fact]
    public void The_pieces_together_are_the_whole_decoding_for_any_ids()
    {
        var random = new Random(1);
        foreach (var tokenizer in new[] { Llama, Qwen, Bert })
        {
            for (var round = 0; round < 300; round++)
            {
                var ids = new int[random.Next(1, 30)];
                for (var index = 0; index < ids.Length; index++)
                {
                    // Often among the first, where special tokens, bytes and signs are; some beyond the vocabulary.
                    ids[index] = random.Next(random.Next(2) == 0 ? 100 : tokenizer.Vocabulary.Size + 5);
                }

                foreach (var skips in new[] { false, true })
                {
                    var decoder = new StreamingDecoder(tokenizer, skips);
                    var streamed = string.Concat(ids.Select(decoder.Push)) + decoder.Finish();
                    Assert.Equal(tokenizer.Decode(ids, skips), streamed);
                }
            }
        }
    }

    [Fact]
    public void No_piece_ends_within_a_character_and_none_is_replaced_that_completes_later()
    {
        foreach (var tokenizer in new[] { Llama, Qwen })
        {
            const string Text = "肺野清晰 😀👩\u200d⚕️ ≥3 é";
            var decoder = new StreamingDecoder(tokenizer);
            var pieces = tokenizer.Encode(Text).Select(decoder.Push).ToList();
            Assert.Contains("", pieces);
            Assert.Contains("😀", pieces);
            Assert.All(pieces, piece => Assert.DoesNotContain('\uFFFD', piece));
            Assert.All(pieces, piece => Assert.Equal(piece, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(piece))));
            Assert.Equal(Text, string.Concat(pieces) + decoder.Finish());
        }
    }

    [Fact]
    public void Bytes_that_make_no_character_are_replaced_as_the_originals_do()
    {
        // "≥" is E2 89 A5; its first two bytes alone.
        int[] llama = [Llama.Vocabulary.IdOf("<0xE2>")!.Value, Llama.Vocabulary.IdOf("<0x89>")!.Value];
        Assert.Equal("\uFFFD\uFFFD", Llama.Decode(llama));
        Assert.Equal("\uFFFD\uFFFDthe", Llama.Decode([.. llama, Llama.Vocabulary.IdOf("the")!.Value]));
        var qwen = Qwen.Encode("≥")[..2];
        Assert.Equal("\uFFFD", Qwen.Decode(qwen));
    }

    [Fact]
    public void A_decoder_begins_anew_after_the_end()
    {
        var decoder = new StreamingDecoder(Llama);
        Assert.Equal("No", decoder.Push(1939));
        Assert.Equal(" No", decoder.Push(1939));
        Assert.Equal("", decoder.Push(226));
        Assert.Equal("\uFFFD", decoder.Finish());
        Assert.Equal("No", decoder.Push(1939));
    }

    [Fact]
    public void Image_placeholders_are_no_tokens()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Llama.Decode([1, -200]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamingDecoder(Qwen).Push(-1));
    }
}
