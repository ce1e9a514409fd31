namespace RadSharp.Training.Tokenizers;

/// <summary>A trained byte-level vocabulary; a token's place is its id.</summary>
/// <param name="Tokens">The 256 letters for bytes in the order of their bytes, then what each merge makes.</param>
/// <param name="Merges">Pairs of tokens, the first merging first.</param>
public sealed record BytePairVocabulary(IReadOnlyList<string> Tokens, IReadOnlyList<(string Left, string Right)> Merges);
