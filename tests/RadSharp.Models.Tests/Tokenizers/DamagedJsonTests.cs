using System.Text.Json.Nodes;
using RadSharp.Models.Tokenizers;

namespace RadSharp.Models.Tests.Tokenizers;

public class DamagedJsonTests
{
    private static readonly string[] Replacements =
        ["null", "true", "7", "-1.5", "\"x\"", "\"\"", "[]", "[1, \"x\", {}]", "{}", "{\"type\": \"x\", \"content\": 1}"];

    private static readonly string Letters = string.Join(", ", Enumerable.Range(0, 256)
        .Select(value => $"{JsonValue.Create(ByteAlphabet.LetterOf((byte)value).ToString()).ToJsonString()}: {value}"));

    [Theory]
    [InlineData("tokenizer.json", """
        {"added_tokens": [{"id": 300, "content": "<s>", "lstrip": true, "rstrip": false, "single_word": false, "special": true}],
         "normalizer": {"type": "NFC"},
         "pre_tokenizer": {"type": "Sequence",
                           "pretokenizers": [{"type": "ByteLevel", "add_prefix_space": false, "use_regex": true}]},
         "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}}, {"Sequence": {"id": "A"}}]},
         "model": {"type": "BPE", "unk_token": "x", "byte_fallback": false, "ignore_merges": true, "merges": ["a b", ["b", "c"]],
                   "vocab": {LETTERS, "ab": 256, "bc": 257}}}
        """)]
    [InlineData("tokenizer.json", """
        {"normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"},
                         {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
         "pre_tokenizer": {"type": "Metaspace", "prepend_scheme": "first", "split": false},
         "post_processor": {"type": "Sequence", "processors": [{"type": "RobertaProcessing", "cls": ["a", 1], "sep": ["a", 1]}]},
         "model": {"type": "BPE", "unk_token": "<unk>", "merges": [], "vocab": {"<unk>": 0, "a": 1, "▁": 2}}}
        """)]
    [InlineData("tokenizer.json", """
        {"normalizer": {"type": "BertNormalizer", "lowercase": true, "strip_accents": false, "handle_chinese_chars": true},
         "pre_tokenizer": {"type": "BertPreTokenizer"}, "model": {"unk_token": "[UNK]", "vocab": {"[UNK]": 0, "x": 1}}}
        """)]
    [InlineData("tokenizer_config.json", """
        {"tokenizer_class": "BertTokenizer", "do_lower_case": true, "strip_accents": false, "mask_token": "[MASK]",
         "bos_token": {"content": "[DEC]", "lstrip": false, "rstrip": true},
         "additional_special_tokens": ["a1", {"content": "b1"}],
         "added_tokens_decoder": {"200": {"content": "<x>", "lstrip": true, "special": true}}}
        """)]
    [InlineData("added_tokens.json", """{"<x>": 200, "<y>": 201}""")]
    public void Whatever_stands_at_a_place_is_used_or_refused_in_a_sentence(string name, string json)
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocab.txt", "[UNK]\n[CLS]\n[SEP]\n[MASK]\nx\n");
        json = json.Replace("LETTERS", Letters, StringComparison.Ordinal);
        folder.Write(name, json);
        Assert.NotEmpty(TokenizerFiles.Open(folder.Location).Encode("x"));
        var (used, refused) = (0, 0);
        foreach (var damaged in Damaged(json))
        {
            folder.Write(name, damaged);
            try
            {
                var tokenizer = TokenizerFiles.Open(folder.Location);
                tokenizer.Decode(tokenizer.Encode("x a<s> 1 [MASK]"));
                used++;
            }
            catch (InvalidDataException error)
            {
                Assert.StartsWith(folder.Location, error.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(used > 0 && refused > used, $"{used} used, {refused} refused");
    }

    // Every node of the tree but the letters, replaced by each of the replacements.
    private static IEnumerable<string> Damaged(string json)
    {
        var count = Nodes(JsonNode.Parse(json)!).Count();
        for (var index = 0; index < count; index++)
        {
            foreach (var replacement in Replacements)
            {
                var root = JsonNode.Parse(json)!;
                var (parent, key) = Nodes(root).ElementAt(index);
                if (parent is JsonArray array)
                {
                    array[(int)key] = JsonNode.Parse(replacement);
                }
                else
                {
                    parent[(string)key] = JsonNode.Parse(replacement);
                }

                yield return root.ToJsonString();
            }
        }
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Nodes(JsonNode node)
    {
        var children = node is JsonArray array ? array.Select((child, index) => ((object)index, child))
            : node is JsonObject fields ? fields.Where((_, index) => index is < 10 or > 255)
                .Select(pair => ((object)pair.Key, pair.Value))
            : [];
        return children.SelectMany(child => Nodes(child.Item2!).Prepend((node, child.Item1)));
    }
}
