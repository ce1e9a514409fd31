using RadSharp.Models.Decoders;
using RadSharp.Models.Tokenizers;

namespace RadSharp.Models.Systems;

/// <summary>Whether a tokenizer and a decoder are of one checkpoint.</summary>
internal static class TokenizerFit
{
    /// <summary>Refuses a tokenizer that has tokens without an embedding.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="decoder">The decoder's numbers.</param>
    /// <param name="folder">The tokenizer's folder, for the message.</param>
    /// <param name="placeholders">Tokens that keep places for images and need no embedding.</param>
    /// <exception cref="InvalidDataException">There is such a token.</exception>
    public static void Expect(ITokenizer tokenizer, DecoderConfig decoder, string folder, params ReadOnlySpan<string> placeholders)
    {
        var vocabulary = tokenizer.Vocabulary;
        for (var id = decoder.VocabularySize; id < vocabulary.Size; id++)
        {
            if (vocabulary.TokenOf(id) is { } token && !placeholders.Contains(token))
            {
                throw new InvalidDataException(
                    $"{folder}: expected a tokenizer for the {decoder.VocabularySize} rows of the embedding table, but its token "
                    + $"'{token}' has the id {id}. The tokenizer's files and config.json are of different checkpoints.");
            }
        }
    }
}
