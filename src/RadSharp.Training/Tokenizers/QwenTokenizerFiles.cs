using System.Text.Encodings.Web;
using System.Text.Json;
using RadSharp.Models.Systems;
using RadSharp.Models.Tokenizers;

namespace RadSharp.Training.Tokenizers;

/// <summary>Writes a vocabulary as the files of a Qwen2 tokenizer that shows images.</summary>
public static class QwenTokenizerFiles
{
    /// <summary>Fills a batch, and ends a text that is no conversation.</summary>
    public const string EndOfText = "<|endoftext|>";

    /// <summary>Begins a turn.</summary>
    public const string BeginOfTurn = "<|im_start|>";

    /// <summary>Ends a turn, and so an answer.</summary>
    public const string EndOfTurn = "<|im_end|>";

    /// <summary>Stands where an image is shown.</summary>
    public const string Image = MiniPrompt.ImageMark;

    private const string Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The special tokens, whose ids follow those of the vocabulary in this order.</summary>
    public static IReadOnlyList<string> SpecialTokens { get; } = [EndOfText, BeginOfTurn, EndOfTurn, Image];

    /// <summary>Writes <c>tokenizer.json</c> and <c>tokenizer_config.json</c>, the latter with the chat template.</summary>
    /// <param name="folder">Is made if it is not there; files of these names are overwritten.</param>
    /// <param name="vocabulary">Trained with <see cref="WordPattern.Qwen2"/>.</param>
    public static void Write(string folder, BytePairVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Directory.CreateDirectory(folder);
        Write(Path.Combine(folder, "tokenizer.json"), json => WriteTokenizer(json, vocabulary));
        Write(Path.Combine(folder, "tokenizer_config.json"), json => WriteConfiguration(json, vocabulary.Tokens.Count));
    }

    private static void Write(string file, Action<Utf8JsonWriter> write)
    {
        using var stream = File.Create(file);
        using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
    }

    private static void WriteTokenizer(Utf8JsonWriter json, BytePairVocabulary vocabulary)
    {
        json.WriteString("version", "1.0");
        json.WriteNull("truncation");
        json.WriteNull("padding");
        json.WriteStartArray("added_tokens");
        foreach (var (place, token) in SpecialTokens.Index())
        {
            json.WriteStartObject();
            json.WriteNumber("id", vocabulary.Tokens.Count + place);
            WriteAddedToken(json, token);
            json.WriteEndObject();
        }

        json.WriteEndArray();

        // Qwen2 composes characters here; without that every text decodes to itself.
        json.WriteNull("normalizer");
        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");
        json.WriteStartObject();
        json.WriteString("type", "Split");
        json.WriteStartObject("pattern");
        json.WriteString("Regex", Pattern);
        json.WriteEndObject();
        json.WriteString("behavior", "Isolated");
        json.WriteBoolean("invert", false);
        json.WriteEndObject();
        WriteByteLevel(json);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("post_processor");
        WriteByteLevelFields(json);
        json.WriteEndObject();
        json.WriteStartObject("decoder");
        WriteByteLevelFields(json);
        json.WriteEndObject();
        WriteModel(json, vocabulary);
    }

    private static void WriteModel(Utf8JsonWriter json, BytePairVocabulary vocabulary)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteNull("unk_token");
        json.WriteString("continuing_subword_prefix", "");
        json.WriteString("end_of_word_suffix", "");
        json.WriteBoolean("fuse_unk", false);
        json.WriteBoolean("byte_fallback", false);
        json.WriteBoolean("ignore_merges", false);
        json.WriteStartObject("vocab");
        foreach (var (id, token) in vocabulary.Tokens.Index())
        {
            json.WriteNumber(token, id);
        }

        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach (var (left, right) in vocabulary.Merges)
        {
            json.WriteStringValue($"{left} {right}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteByteLevelFields(json);
        json.WriteEndObject();
    }

    private static void WriteByteLevelFields(Utf8JsonWriter json)
    {
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", false);
        json.WriteBoolean("use_regex", false);
    }

    private static void WriteConfiguration(Utf8JsonWriter json, int firstSpecial)
    {
        json.WriteString("tokenizer_class", "Qwen2Tokenizer");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteStartObject("added_tokens_decoder");
        foreach (var (place, token) in SpecialTokens.Index())
        {
            json.WriteStartObject($"{firstSpecial + place}");
            WriteAddedToken(json, token);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteNull("bos_token");
        json.WriteString("eos_token", EndOfTurn);
        json.WriteString("pad_token", EndOfText);
        json.WriteNull("unk_token");
        json.WriteString("chat_template", Template());
    }

    private static void WriteAddedToken(Utf8JsonWriter json, string token)
    {
        json.WriteString("content", token);
        json.WriteBoolean("single_word", false);
        json.WriteBoolean("lstrip", false);
        json.WriteBoolean("rstrip", false);
        json.WriteBoolean("normalized", false);
        json.WriteBoolean("special", true);
    }

    private static string Template()
    {
        using var stream = typeof(QwenTokenizerFiles).Assembly
            .GetManifestResourceStream("RadSharp.Training.Tokenizers.qwen_chat.jinja")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd('\n');
    }
}
