using System.Text;

namespace RadSharp.Models.Tokenizers;

/// <summary>
/// Byte-pair encoding by a list of merges over characters: how <c>tokenizer.json</c> writes a SentencePiece vocabulary
/// down (tokenizers: src/models/bpe/model.rs).
/// </summary>
internal sealed class RankedPieces(Vocabulary vocabulary, MergeTable merges, ByteFallback fallback) : IPieceEncoder
{
    /// <inheritdoc/>
    public void Encode(string text, List<int> ids)
    {
        var lookup = vocabulary.Ids.GetAlternateLookup<ReadOnlySpan<char>>();
        var characters = new List<int>(text.Length);
        Span<char> units = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            if (lookup.TryGetValue(units[..rune.EncodeToUtf16(units)], out var id))
            {
                characters.Add(id);
            }
            else
            {
                fallback.Spell(rune, characters);
            }
        }

        var symbols = new Symbol[characters.Count];
        for (var index = 0; index < symbols.Length; index++)
        {
            symbols[index] = new Symbol { Start = index, Length = 1, Id = characters[index] };
        }

        PairMerging.Link(symbols);
        new PairMerging().Run(symbols, merges.ById);
        for (var at = symbols.Length == 0 ? -1 : 0; at >= 0; at = symbols[at].Next)
        {
            ids.Add(symbols[at].Id);
        }
    }
}
