using System.Text;

namespace RadSharp.Models.Tokenizers;

/// <summary>How a vocabulary spells a character that it does not hold: in bytes, or as the unknown token.</summary>
internal sealed class ByteFallback
{
    private readonly int[]? _bytes;
    private readonly int _unknown;

    /// <param name="file">Named in errors.</param>
    /// <param name="vocabulary">Has the tokens.</param>
    /// <param name="hasBytes">Whether there is a token for each byte.</param>
    /// <param name="unknown">The unknown token, or null.</param>
    public ByteFallback(string file, Vocabulary vocabulary, bool hasBytes, int? unknown)
    {
        _unknown = unknown ?? -1;
        _bytes = hasBytes
            ? [.. Enumerable.Range(0, 256).Select(value => vocabulary.IdOf($"<0x{value:X2}>") ?? throw new InvalidDataException(
                $"{file}: the vocabulary falls back to bytes, but has no token '<0x{value:X2}>'."))]
            : null;
        if (_bytes is null && unknown is null)
        {
            throw new InvalidDataException($"{file}: there are neither tokens for bytes nor an unknown token.");
        }
    }

    /// <summary>Appends the ids for a character.</summary>
    /// <remarks>Unknown characters that follow one another are one unknown token, as in SentencePiece.</remarks>
    public void Spell(Rune character, List<int> ids)
    {
        if (_bytes is null)
        {
            if (ids.Count == 0 || ids[^1] != _unknown)
            {
                ids.Add(_unknown);
            }

            return;
        }

        Span<byte> utf8 = stackalloc byte[4];
        foreach (var value in utf8[..character.EncodeToUtf8(utf8)])
        {
            ids.Add(_bytes[value]);
        }
    }
}
