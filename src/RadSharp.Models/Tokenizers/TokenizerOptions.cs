namespace RadSharp.Models.Tokenizers;

/// <summary>What a caller knows of a tokenizer beside its files.</summary>
public sealed record TokenizerOptions
{
    /// <summary>
    /// Tokens that the caller adds. Where RaDialog adds <c>&lt;IMG&gt;</c> as a plain string, transformers of that time strip
    /// the white space on both sides of it: say so with <see cref="AddedToken.StripsLeft"/> and
    /// <see cref="AddedToken.StripsRight"/>.
    /// </summary>
    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    /// <summary>How <c>vocab.json</c> and <c>merges.txt</c> cut words; null to go by <c>tokenizer_config.json</c>.</summary>
    public WordPattern? WordPattern { get; init; }

    /// <summary>
    /// Whether a SentencePiece tokenizer encodes each stretch between special tokens on its own, with a space before it; null
    /// to go by <c>tokenizer_config.json</c> (<c>legacy</c>, true if it is silent).
    /// </summary>
    public bool? IsLegacy { get; init; }
}
