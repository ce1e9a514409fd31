using System.Text.Json.Nodes;
using RadSharp.Models.Tokenizers;
using static RadSharp.Models.Tests.Tokenizers.TokenizerGoldens;

namespace RadSharp.Models.Tests.Tokenizers;

public class TokenizerJsonTests
{
    private const string Qwen2Words =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Qwen2_in_one_file_encodes_as_in_two(bool mergesAsPairs)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", Qwen2(mergesAsPairs).ToJsonString());
        var tokenizer = Assert.IsType<ByteLevelTokenizer>(TokenizerFiles.Open(folder.Location));
        foreach (var golden in QwenCases.EnumerateArray())
        {
            Assert.Equal(IdsOf(golden), tokenizer.Encode(TextOf(golden)));
            Assert.Equal(TextOf(golden, "decoded"), tokenizer.Decode(IdsOf(golden)));
        }

        Assert.True(tokenizer.Vocabulary.IsSpecial(758) && !tokenizer.Vocabulary.IsSpecial(759));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Llama_in_one_file_encodes_as_from_the_model(bool usesMetaspace)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", Llama2(usesMetaspace).ToJsonString());
        folder.Write("tokenizer_config.json", """{"bos_token": "<s>", "eos_token": "</s>"}""");
        var tokenizer = Assert.IsType<SentencePieceTokenizer>(TokenizerFiles.Open(folder.Location));
        foreach (var golden in LlamaCases.GetProperty("plain").EnumerateArray())
        {
            Assert.Equal(IdsOf(golden), tokenizer.Encode(TextOf(golden), addSpecialTokens: false, parseSpecialTokens: false));
            Assert.Equal(TextOf(golden), tokenizer.Decode(IdsOf(golden)));
        }

        var prompt = LlamaCases.GetProperty("prompts")[1];
        Assert.Equal(IdsOf(prompt), tokenizer.Encode(TextOf(prompt)));
    }

    [Fact]
    public void Bert_in_one_file_encodes_as_from_the_list()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", new JsonObject
        {
            ["added_tokens"] = new JsonArray(new JsonObject { ["id"] = 2, ["content"] = "[CLS]", ["special"] = true }),
            ["normalizer"] = JsonNode.Parse("""{"type": "BertNormalizer", "lowercase": true, "strip_accents": null}"""),
            ["pre_tokenizer"] = JsonNode.Parse("""{"type": "BertPreTokenizer"}"""),
            ["post_processor"] = JsonNode.Parse("""{"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]}"""),
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece",
                ["unk_token"] = "[UNK]",
                // A spelling that the list holds twice has the later id.
                ["vocab"] = new JsonObject(File.ReadLines(PathOf("bert/vocab.txt"))
                    .Select((token, id) => KeyValuePair.Create(token, (JsonNode?)id)).Reverse().DistinctBy(pair => pair.Key)),
            },
        }.ToJsonString());
        var tokenizer = Assert.IsType<WordPieceTokenizer>(TokenizerFiles.Open(folder.Location));
        foreach (var golden in BertCases.EnumerateArray())
        {
            Assert.Equal(IdsOf(golden), tokenizer.Encode(TextOf(golden)));
        }
    }

    [Theory]
    [InlineData("model.type", "\"Unigram\"", "model.type should be BPE or WordPiece, but is 'Unigram'")]
    [InlineData("model.merges", "[\"a b c\"]", "model.merges[0] should be two tokens")]
    [InlineData("model.merges", "[[\"a\"]]", "model.merges[0] should be two tokens")]
    [InlineData("model.merges", "[\"t h\", \"t q\"]", "merge 2 ('t' and 'q') needs the token 'tq'")]
    [InlineData("model.vocab", "null", "the token 'Ā' for the byte 0 is missing")]
    [InlineData("pre_tokenizer.pretokenizers", "[]", "type 'NFC', which is not supported for vocabularies with '▁'")]
    [InlineData("pre_tokenizer.pretokenizers", "[{\"type\": \"Digits\"}, {\"type\": \"ByteLevel\"}]", "the type 'Digits'")]
    [InlineData("pre_tokenizer", "{\"type\": \"ByteLevel\", \"use_regex\": false}", "nothing of how words are cut")]
    [InlineData("normalizer", "{\"type\": \"NFKC\"}", "normalizer is of the type 'NFKC'")]
    [InlineData("post_processor", "{\"type\": \"Other\"}", "post_processor is of the type 'Other'")]
    [InlineData("added_tokens", "[{\"id\": 1.5, \"content\": \"x\"}]", "added_tokens[0].id should be a whole number")]
    [InlineData("added_tokens", "[{\"id\": 5}]", "added_tokens[0].content should be text, but is missing")]
    public void What_is_damaged_or_not_supported_is_named_with_its_field(string field, string json, string message)
    {
        using var folder = new TemporaryFolder();
        var root = Qwen2(mergesAsPairs: false);
        JsonNode node = root;
        var names = field.Split('.');
        foreach (var name in names[..^1])
        {
            node = node[name]!;
        }

        node[names[^1]] = JsonNode.Parse(json);
        if (field == "model.vocab")
        {
            root["model"]!["merges"] = new JsonArray();
        }

        var file = folder.Write("tokenizer.json", root.ToJsonString());
        var error = Assert.Throws<InvalidDataException>(() => TokenizerFiles.Open(folder.Location));
        Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static JsonObject Qwen2(bool mergesAsPairs)
    {
        var merges = File.ReadLines(PathOf("qwen2/merges.txt")).Skip(1).Where(line => line.Length > 0);
        return new JsonObject
        {
            ["added_tokens"] = new JsonArray([.. QwenTokens.Select(token => new JsonObject
            {
                ["id"] = token.Id,
                ["content"] = token.Content,
                ["single_word"] = false,
                ["special"] = token.Content != "<image>",
            })]),
            ["normalizer"] = JsonNode.Parse("""{"type": "NFC"}"""),
            ["pre_tokenizer"] = new JsonObject
            {
                ["type"] = "Sequence",
                ["pretokenizers"] = new JsonArray(
                    new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = Qwen2Words } },
                    JsonNode.Parse("""{"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}""")),
            },
            ["post_processor"] = JsonNode.Parse("""{"type": "ByteLevel", "trim_offsets": false}"""),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["vocab"] = JsonNode.Parse(File.ReadAllText(PathOf("qwen2/vocab.json"))),
                ["merges"] = new JsonArray([.. merges.Select(line => mergesAsPairs
                    ? new JsonArray([.. line.Split(' ').Select(token => (JsonNode)token)])
                    : (JsonNode)line)]),
            },
        };
    }

    // As transformers' convert_slow_tokenizer.py writes the model down: every way to put a piece together, the best first.
    private static JsonObject Llama2(bool usesMetaspace)
    {
        const string File = "llama_tokenizer.model";
        var pieces = SentencePieceModel.Read(System.IO.File.ReadAllBytes(PathOf(File)), File).Pieces;
        var known = pieces.Select(piece => piece.Text).ToHashSet(StringComparer.Ordinal);
        var merges = pieces.Where(piece => piece.Type == PieceType.Normal).OrderByDescending(piece => piece.Score)
            .Select(piece => piece.Text)
            .SelectMany(text => Enumerable.Range(1, text.Length - 1).Select(at => (Left: text[..at], Right: text[at..])))
            .Where(pair => known.Contains(pair.Left) && known.Contains(pair.Right));
        var template = """
            {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}}, {"Sequence": {"id": "A"}}]}
            """;
        return new JsonObject
        {
            ["added_tokens"] = new JsonArray([.. pieces.Take(3).Select((piece, id) =>
                new JsonObject { ["id"] = id, ["content"] = piece.Text, ["special"] = true })]),
            ["normalizer"] = usesMetaspace ? null : JsonNode.Parse("""
                {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"},
                 {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}
                """),
            ["pre_tokenizer"] = usesMetaspace
                ? JsonNode.Parse("""{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": false}""")
                : null,
            ["post_processor"] = JsonNode.Parse(template),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["unk_token"] = "<unk>",
                ["byte_fallback"] = true,
                ["vocab"] = new JsonObject(pieces.Select((piece, id) => KeyValuePair.Create(piece.Text, (JsonNode?)id))),
                ["merges"] = new JsonArray([.. merges.Select(pair => (JsonNode)$"{pair.Left} {pair.Right}")]),
            },
        };
    }
}
