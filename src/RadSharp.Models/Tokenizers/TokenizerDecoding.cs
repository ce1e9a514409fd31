namespace RadSharp.Models.Tokenizers;

/// <summary>Decoding of whole texts.</summary>
public static class TokenizerDecoding
{
    /// <summary>The text of the ids; bytes that make no character become replacement characters.</summary>
    /// <param name="tokenizer">Decodes.</param>
    /// <param name="ids">The ids; those without a spelling add nothing.</param>
    /// <param name="skipSpecialTokens">Leaves the special tokens out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is negative.</exception>
    public static string Decode(this ITokenizer tokenizer, ReadOnlySpan<int> ids, bool skipSpecialTokens = false) =>
        new StreamingDecoder(tokenizer, skipSpecialTokens).DecodeAll(ids);
}
