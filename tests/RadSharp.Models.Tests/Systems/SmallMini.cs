using System.Text.Json;
using System.Text.Json.Nodes;
using RadSharp.Imaging;
using RadSharp.Imaging.Png;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Models.Systems;
using RadSharp.Models.Tokenizers;
using RadSharp.Models.Vision;

namespace RadSharp.Models.Tests.Systems;

/// <summary>A complete radsharp-mini in small, with fresh parameters: two networks of 64 pixels, a tokenizer of bytes.</summary>
internal static class SmallMini
{
    private const string Words = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
        + @"|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string Template = "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] "
        + "+ '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private static readonly string[] SpecialTokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];

    /// <summary>Feature maps of 8 × 8 places and 8 channels. Any image that is not blank is read.</summary>
    public static MiniConfig Config { get; } = new()
    {
        Vision = new ChestNetworkConfig
        {
            ImageSize = 64,
            Backbone = new() { BlockKind = ResNetBlockKind.Basic, Blocks = [1, 1], Width = 4, Channels = 1 },
        },
        Members = 2,
        Suitability = new() { Likeness = -1 },
        Text = new DecoderConfig("qwen2", 264, 32, 48, 2, 4, 2, 8, 512)
        {
            HasAttentionBias = true,
            TiesEmbeddings = true,
            EndTokens = [258],
        },
    };

    /// <summary>Writes an eye alone.</summary>
    public static void WriteEye(string folder, MiniConfig? config = null)
    {
        config ??= Config;
        var members = Enumerable.Range(0, config.Members).Select(_ => new ParameterSet()).ToList();
        for (var member = 0; member < config.Members; member++)
        {
            using var network = new ChestNetwork(
                new ParameterScope(new FreshParameters(seed: member, deviation: 0.3f), members[member]), config.Vision);
        }

        MiniFolder.WriteEye(folder, config, members);
        members.ForEach(set => set.Dispose());
    }

    /// <summary>Writes the whole model, as training does: first the eye, then language beside it.</summary>
    public static void Write(string folder, MiniConfig? config = null)
    {
        config ??= Config;
        WriteEye(folder, config);
        WriteTokenizer(folder);
        using var eye = MiniEye.Open(folder);
        using var set = new ParameterSet();
        var language = new MiniLanguage(new ParameterScope(new FreshParameters(seed: 9, deviation: 0.3f), set), config);
        MiniFolder.Write(folder, config, eye, language, folder);
    }

    /// <summary>A grey film of any look.</summary>
    public static Film Film(int width, int height, Func<double, double, double> grey, FilmOptions? options = null) =>
        FilmReader.Read(Png(width, height, channels: 1, (x, y, _) => grey(x, y)), options);

    /// <summary>An image that looks like a chest from afar: dark lungs beside a bright middle, bright below.</summary>
    public static Film Chest(int width = 160, int height = 130, FilmOptions? options = null) =>
        Film(width, height, ChestGrey, options);

    /// <summary>What <see cref="Chest"/> has at a place from 0 to 1.</summary>
    public static double ChestGrey(double x, double y)
    {
        bool IsLung(double middle) => Math.Pow((x - middle) / 0.17, 2) + Math.Pow((y - 0.42) / 0.33, 2) < 1;
        return IsLung(0.28) || IsLung(0.72) ? 40 : Math.Clamp(70 + (170 * y) - (260 * Math.Pow(x - 0.5, 2)), 0, 255);
    }

    /// <summary>A PNG file.</summary>
    public static byte[] Png(int width, int height, int channels, Func<double, double, int, double> sample)
    {
        var image = new Image<byte>(width, height, channels);
        for (var index = 0; index < image.Samples.Length; index++)
        {
            var (pixel, channel) = Math.DivRem(index, channels);
            image.Samples[index] = (byte)sample(((pixel % width) + 0.5) / width, ((pixel / width) + 0.5) / height, channel);
        }

        using var stream = new MemoryStream();
        PngWriter.Write(stream, image);
        return stream.ToArray();
    }

    private static void WriteTokenizer(string folder)
    {
        var vocabulary = new JsonObject();
        for (var value = 0; value < 256; value++)
        {
            vocabulary[ByteAlphabet.LetterOf((byte)value).ToString()] = value;
        }

        var added = new JsonArray();
        foreach (var (token, index) in SpecialTokens.Select((token, index) => (token, index)))
        {
            added.Add((JsonNode)new JsonObject { ["id"] = 256 + index, ["content"] = token, ["special"] = true });
        }

        var root = new JsonObject
        {
            ["added_tokens"] = added,
            ["pre_tokenizer"] = new JsonObject
            {
                ["type"] = "Sequence",
                ["pretokenizers"] = new JsonArray(
                    new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = Words } },
                    JsonNode.Parse("""{"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}""")),
            },
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = new JsonArray() },
        };
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), root.ToJsonString());
        File.WriteAllText(
            Path.Combine(folder, "tokenizer_config.json"),
            JsonSerializer.Serialize(new { tokenizer_class = "Qwen2Tokenizer", chat_template = Template }));
    }
}
