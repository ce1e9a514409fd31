using System.Text.Json;
using RadSharp.Models.Tokenizers;

namespace RadSharp.Models.Tests.Tokenizers;

/// <summary>The tokenizers of the goldens, and the texts and ids of the original implementations.</summary>
internal static class TokenizerGoldens
{
    public static AddedToken ImageToken { get; } = new("<IMG>", 32000, StripsLeft: true, StripsRight: true);

    public static SentencePieceTokenizer Llama { get; } =
        TokenizerFiles.OpenSentencePiece(PathOf("llama_tokenizer.model"), new TokenizerOptions { AddedTokens = [ImageToken] });

    public static IReadOnlyList<AddedToken> QwenTokens { get; } =
        [.. Json("qwen2/cases.json").GetProperty("special").EnumerateObject()
            .Select(token => new AddedToken(token.Name, token.Value.GetInt32()))];

    public static ITokenizer Qwen { get; } = TokenizerFiles.Open(
        PathOf("qwen2"), new TokenizerOptions { AddedTokens = QwenTokens, WordPattern = WordPattern.Qwen2 });

    public static ITokenizer Bert { get; } = TokenizerFiles.Open(PathOf("bert"));

    public static JsonElement LlamaCases { get; } = Json("llama_cases.json");

    public static JsonElement QwenCases { get; } = Json("qwen2/cases.json").GetProperty("cases");

    public static JsonElement BertCases { get; } = Json("bert/cases.json");

    public static string PathOf(string name) => Golden.PathOf("tokenizers/" + name);

    public static string TextOf(JsonElement @case, string field = "text") => @case.GetProperty(field).GetString()!;

    public static int[] IdsOf(JsonElement @case) => [.. @case.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];

    /// <summary>Text of many scripts, with marks, signs, pairs and halves of surrogates.</summary>
    public static string RandomText(Random random, int length)
    {
        string[] pieces = ["'s", "'LL", " \n", "\r\n", "  ", "<|im_end|>", "</s>", "##", "é", "Ǻ", "각", "ᄀ", "ᅡ", "ᆨ"];
        var text = new System.Text.StringBuilder();
        while (text.Length < length)
        {
            _ = random.Next(8) switch
            {
                0 => text.Append((char)random.Next(0x20, 0x7F)),
                1 => text.Append((char)random.Next(0, 0x10000)),
                2 => text.Append(char.ConvertFromUtf32(random.Next(0x10000, 0x110000))),
                3 => text.Append((char)random.Next(0x300, 0x370)),
                4 => text.Append((char)random.Next(0xC0, 0x250)),
                5 => text.Append(' '),
                6 => text.Append(pieces[random.Next(pieces.Length)]),
                _ => text.Append((char)random.Next('a', 'z' + 1)),
            };
        }

        return text.ToString();
    }

    private static JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllBytes(PathOf(name))).RootElement;
}
