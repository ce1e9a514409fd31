using System.Buffers;
using System.Text;

namespace RadSharp.Models.Tokenizers;

/// <summary>
/// BERT's tokenizer: words, each spelled by the longest pieces from the left; pieces within a word begin with "##"
/// (transformers: models/bert/tokenization_bert.py).
/// </summary>
public sealed class WordPieceTokenizer : ITokenizer
{
    private const string Continuation = "##";

    // A longer word is unknown as a whole (max_input_chars_per_word).
    private const int LongestWord = 100;

    // Decoding puts no space before these (clean_up_tokenization): signs first, then what follows an apostrophe.
    private static readonly string[] Signs = [".", "?", "!", ","];
    private static readonly string[] Endings = ["n't", "'m", "'s", "'ve", "'re"];

    private readonly WordPieceLayout _layout;
    private readonly TextFrame _frame;
    private readonly AddedTokenSplitter _splitter;
    private readonly Dictionary<string, int> _continuations;
    private readonly int _unknown;

    internal WordPieceTokenizer(string file, Vocabulary vocabulary, WordPieceLayout layout, TextFrame frame)
    {
        (Vocabulary, _layout, _frame) = (vocabulary, layout, frame);
        _splitter = new AddedTokenSplitter(vocabulary.Added);
        _unknown = vocabulary.Unknown
            ?? throw new InvalidDataException($"{file}: a WordPiece vocabulary needs an unknown token ([UNK]).");
        _continuations = vocabulary.Ids
            .Where(pair => pair.Key.Length > Continuation.Length && pair.Key.StartsWith(Continuation, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[Continuation.Length..], pair => pair.Value, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public Vocabulary Vocabulary { get; }

    /// <inheritdoc/>
    public bool ReplacesEveryBrokenByte => false;

    /// <inheritdoc/>
    public int[] Encode(string text, bool addSpecialTokens = true, bool parseSpecialTokens = true)
    {
        var ids = new List<int>((text.Length / 3) + 4);
        if (parseSpecialTokens)
        {
            foreach (var (range, token) in _splitter.Split(text))
            {
                if (token is null)
                {
                    EncodeStretch(text[range], ids);
                }
                else
                {
                    ids.Add(token.Id!.Value);
                }
            }
        }
        else
        {
            EncodeStretch(text, ids);
        }

        return addSpecialTokens ? _frame.Around(ids) : [.. ids];
    }

    /// <inheritdoc/>
    public void AppendUtf8(int id, ref DecodingState state, ArrayBufferWriter<byte> destination)
    {
        if (Vocabulary.TokenOf(id) is not { } token)
        {
            return;
        }

        var continues = state.Started && token.StartsWith(Continuation, StringComparison.Ordinal);
        var isSign = Begins(token, Signs);
        if (state.HoldsApostrophe)
        {
            destination.Write(continues || isSign ? " '"u8 : "'"u8);
            (state.HoldsApostrophe, state.JoinsNextWord) = (false, true);
        }
        else if (token == "'" && state.Started && !state.JoinsNextWord)
        {
            state.HoldsApostrophe = true;
            return;
        }

        var joins = state.JoinsNextWord || !state.Started || continues || isSign || Begins(token, Endings);
        (state.Started, state.JoinsNextWord) = (true, false);
        Encoding.UTF8.GetBytes(joins ? "" : " ", destination);
        Encoding.UTF8.GetBytes(continues ? token[Continuation.Length..] : token, destination);
    }

    private static bool Begins(string token, string[] starts)
    {
        foreach (var start in starts)
        {
            if (token.StartsWith(start, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private void EncodeStretch(string text, List<int> ids)
    {
        foreach (var word in BasicWords.Of(text, _layout))
        {
            var count = ids.Count;
            if (!TrySpell(word, ids))
            {
                ids.RemoveRange(count, ids.Count - count);
                ids.Add(_unknown);
            }
        }
    }

    private bool TrySpell(string word, List<int> ids)
    {
        // Characters, not UTF-16 units, are what the limit counts.
        if (word.Length > LongestWord && word.EnumerateRunes().Count() > LongestWord)
        {
            return false;
        }

        var first = Vocabulary.Ids.GetAlternateLookup<ReadOnlySpan<char>>();
        var later = _continuations.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var start = 0; start < word.Length;)
        {
            var end = word.Length;
            int id;
            while (!(start == 0 ? first : later).TryGetValue(word.AsSpan(start, end - start), out id))
            {
                if (--end == start)
                {
                    return false;
                }
            }

            ids.Add(id);
            start = end;
        }

        return true;
    }
}
