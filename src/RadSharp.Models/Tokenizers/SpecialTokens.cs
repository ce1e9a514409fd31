namespace RadSharp.Models.Tokenizers;

/// <summary>Spellings of the tokens with a role; null where the checkpoint has none.</summary>
/// <param name="Begin">Begins a text (<c>bos_token</c>).</param>
/// <param name="End">Ends an answer (<c>eos_token</c>).</param>
/// <param name="Unknown">Stands for what the vocabulary cannot spell (<c>unk_token</c>).</param>
/// <param name="Padding">Fills a batch (<c>pad_token</c>).</param>
/// <param name="Class">Begins a text of BERT (<c>cls_token</c>).</param>
/// <param name="Separator">Ends a text of BERT (<c>sep_token</c>).</param>
/// <param name="Mask">Hides a word of BERT (<c>mask_token</c>).</param>
public sealed record SpecialTokens(
    string? Begin = null,
    string? End = null,
    string? Unknown = null,
    string? Padding = null,
    string? Class = null,
    string? Separator = null,
    string? Mask = null)
{
    internal IEnumerable<string> All =>
        new[] { Begin, End, Unknown, Padding, Class, Separator, Mask }.OfType<string>().Distinct(StringComparer.Ordinal);
}
