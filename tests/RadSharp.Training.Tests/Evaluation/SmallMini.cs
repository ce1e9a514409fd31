using System.Text.Json;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Models.Systems;
using RadSharp.Models.Vision;

namespace RadSharp.Training.Tests.Evaluation;

/// <summary>A whole radsharp-mini in small, with fresh parameters: one network of 32 pixels, a token for each byte.</summary>
internal static class SmallMini
{
    private const int Start = 257;
    private const int End = 258;

    private const string Words = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
        + @"|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string Template = "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' "
        + "+ message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private static MiniConfig Config => new()
    {
        Vision = new ChestNetworkConfig
        {
            ImageSize = 32,
            Backbone = new() { BlockKind = ResNetBlockKind.Basic, Blocks = [1], Width = 4, Channels = 1 },
        },
        Members = 1,
        Suitability = new() { Likeness = -1 },
        Text = new DecoderConfig("qwen2", 264, 16, 24, 1, 2, 1, 8, 4096)
        {
            HasAttentionBias = true,
            TiesEmbeddings = true,
            EndTokens = [End],
        },
    };

    /// <summary>Writes its folder.</summary>
    public static void Write(string folder)
    {
        using var members = new ParameterSet();
        using (new ChestNetwork(new ParameterScope(new FreshParameters(seed: 0, deviation: 0.3f), members), Config.Vision))
        {
            MiniFolder.WriteEye(folder, Config, [members]);
        }

        WriteTokenizer(folder);
        using var eye = MiniEye.Open(folder);
        using var set = new ParameterSet();
        var language = new MiniLanguage(new ParameterScope(new FreshParameters(seed: 9, deviation: 0.3f), set), Config);
        MiniFolder.Write(folder, Config, eye, language, folder);
    }

    private static void WriteTokenizer(string folder)
    {
        // GPT-2's letters: bytes that are printed stand for themselves, the others are counted from 256 on.
        var hidden = 256;
        var vocabulary = Enumerable.Range(0, 256).ToDictionary(
            value => ((char)(value is (> 32 and < 127) or (> 160 and not 173) ? value : hidden++)).ToString());
        var special = new[] { ("<|endoftext|>", 256), ("<|im_start|>", Start), ("<|im_end|>", End) };
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), JsonSerializer.Serialize(new
        {
            added_tokens = special.Select(token => new { id = token.Item2, content = token.Item1, special = true }),
            pre_tokenizer = new
            {
                type = "Sequence",
                pretokenizers = new object[]
                {
                    new { type = "Split", pattern = new { Regex = Words } },
                    new { type = "ByteLevel", add_prefix_space = false, use_regex = false },
                },
            },
            model = new { type = "BPE", vocab = vocabulary, merges = Array.Empty<string>() },
        }));
        File.WriteAllText(
            Path.Combine(folder, "tokenizer_config.json"),
            JsonSerializer.Serialize(new { tokenizer_class = "Qwen2Tokenizer", chat_template = Template }));
    }
}
