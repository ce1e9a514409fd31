using RadSharp.Models.Checkpoints;
using RadSharp.Models.Decoders;

namespace RadSharp.Models.Systems;

/// <summary>What a folder's <c>generation_config.json</c> says about the end of an answer.</summary>
internal static class GenerationConfig
{
    /// <summary>The tokens that end an answer: the file's, else those of the decoder's configuration.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static IReadOnlyList<int> EndTokens(string folder, DecoderConfig decoder)
    {
        var file = Path.Combine(folder, "generation_config.json");
        return File.Exists(file) ? ConfigFields.Read(file).Tokens("eos_token_id", [.. decoder.EndTokens]) : decoder.EndTokens;
    }
}
