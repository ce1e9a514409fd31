using System.Runtime.InteropServices;
using System.Text;

namespace RadSharp.Models.Tokenizers;

/// <summary>
/// Byte-pair encoding by the scores of a SentencePiece model: two neighbors may merge if their text is a piece, the one
/// of the highest score first (sentencepiece: src/bpe_model.cc, <c>Model::SampleEncode</c>).
/// </summary>
internal sealed class ScoredPieces : IPieceEncoder
{
    private readonly SentencePieceModel _model;
    private readonly Dictionary<string, int> _ids;
    private readonly int[] _ranks;
    private readonly AddedTokenSplitter? _userDefined;
    private readonly ByteFallback _fallback;

    public ScoredPieces(SentencePieceModel model, Vocabulary vocabulary)
    {
        _model = model;
        _ids = new Dictionary<string, int>(model.Pieces.Count, StringComparer.Ordinal);
        int? unknown = null;
        for (var id = 0; id < model.Pieces.Count; id++)
        {
            var piece = model.Pieces[id];
            unknown = piece.Type == PieceType.Unknown ? id : unknown;
            // Text never spells a control token or a byte: those pieces take no part in merging.
            var isText = piece.Type is PieceType.Normal or PieceType.UserDefined or PieceType.Unused;
            if (isText && !_ids.TryAdd(piece.Text, id))
            {
                throw new InvalidDataException(
                    $"{model.File}: the piece '{piece.Text}' is there twice, as {_ids[piece.Text]} and {id}.");
            }
        }

        var scores = model.Pieces.Select(piece => piece.Score).Distinct().OrderDescending().ToArray();
        var rankOf = new Dictionary<float, int>(scores.Length);
        for (var rank = 0; rank < scores.Length; rank++)
        {
            rankOf.Add(scores[rank], rank);
        }

        _ranks = [.. model.Pieces.Select(piece => rankOf[piece.Score])];
        var userDefined = model.Pieces.Where(piece => piece.Type == PieceType.UserDefined).ToArray();
        _userDefined = userDefined.Length == 0
            ? null
            : new AddedTokenSplitter(userDefined.Select(piece => new AddedToken(piece.Text, _ids[piece.Text])));
        _fallback = new ByteFallback(model.File, vocabulary, model.FallsBackToBytes, unknown);
    }

    /// <inheritdoc/>
    public void Encode(string text, List<int> ids)
    {
        var symbols = new List<Symbol>(text.Length);
        if (_userDefined is null)
        {
            AddCharacters(text, 0, text.Length, symbols);
        }
        else
        {
            foreach (var (range, token) in _userDefined.Split(text))
            {
                var (start, length) = range.GetOffsetAndLength(text.Length);
                if (token is null)
                {
                    AddCharacters(text, start, start + length, symbols);
                }
                else
                {
                    symbols.Add(new Symbol { Start = start, Length = length, Id = token.Id!.Value });
                }
            }
        }

        var span = CollectionsMarshal.AsSpan(symbols);
        PairMerging.Link(span);
        var splits = new Dictionary<int, int>();
        new PairMerging().Run(span, new Rule(this, text, splits));
        for (var at = span.IsEmpty ? -1 : 0; at >= 0; at = span[at].Next)
        {
            Append(text.AsSpan(span[at].Start, span[at].Length), span[at].Id, splits, ids);
        }
    }

    private void AddCharacters(string text, int start, int end, List<Symbol> symbols)
    {
        var lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int at = start, length; at < end; at += length)
        {
            length = char.IsHighSurrogate(text[at]) ? 2 : 1;
            var id = lookup.TryGetValue(text.AsSpan(at, length), out var found) ? found : -1;
            symbols.Add(new Symbol { Start = at, Length = length, Id = id });
        }
    }

    // A piece marked as unused takes part in merging, but is undone at the end.
    private void Append(ReadOnlySpan<char> text, int id, Dictionary<int, int> splits, List<int> ids)
    {
        if (id < 0)
        {
            foreach (var rune in text.EnumerateRunes())
            {
                _fallback.Spell(rune, ids);
            }
        }
        else if (splits.TryGetValue(id, out var length))
        {
            var lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
            Append(text[..length], lookup.TryGetValue(text[..length], out var left) ? left : -1, splits, ids);
            Append(text[length..], lookup.TryGetValue(text[length..], out var right) ? right : -1, splits, ids);
        }
        else
        {
            ids.Add(id);
        }
    }

    private readonly struct Rule(ScoredPieces pieces, string text, Dictionary<int, int> splits) : IMergeRule
    {
        private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup =
            pieces._ids.GetAlternateLookup<ReadOnlySpan<char>>();

        public bool TryMerge(in Symbol left, in Symbol right, out int rank, out int merged)
        {
            rank = 0;
            if (!_lookup.TryGetValue(text.AsSpan(left.Start, left.Length + right.Length), out merged)
                || IsUserDefined(left.Id) || IsUserDefined(right.Id))
            {
                return false;
            }

            rank = pieces._ranks[merged];
            if (pieces._model.Pieces[merged].Type == PieceType.Unused)
            {
                splits[merged] = left.Length;
            }

            return true;
        }

        private bool IsUserDefined(int id) => id >= 0 && pieces._model.Pieces[id].Type == PieceType.UserDefined;
    }
}
