using System.Buffers;
using System.Text;

namespace RadSharp.Models.Tokenizers;

/// <summary>How text is laid out before a byte-level vocabulary encodes it.</summary>
/// <param name="Pattern">Cuts words.</param>
/// <param name="Composes">Brings text into the normalization form C.</param>
/// <param name="AddsPrefix">Puts a space before a text that does not begin with white space (RoBERTa's option).</param>
/// <param name="TakesWholeWords">Takes a word that is a token as it is, whatever the merges say (LLaMA 3).</param>
internal sealed record ByteLevelLayout(
    WordPattern Pattern, bool Composes = false, bool AddsPrefix = false, bool TakesWholeWords = false);

/// <summary>
/// Byte-level byte-pair encoding: Qwen2, GPT-2, RoBERTa (transformers: models/qwen2/tokenization_qwen2.py,
/// models/gpt2/tokenization_gpt2.py). Every text can be spelled, and decodes to itself (to its form C, where Qwen2 composes).
/// </summary>
public sealed class ByteLevelTokenizer : ITokenizer
{
    private readonly MergeTable _merges;
    private readonly ByteLevelLayout _layout;
    private readonly TextFrame _frame;
    private readonly AddedTokenSplitter _splitter;
    private readonly int[] _letters = new int[256];

    internal ByteLevelTokenizer(string file, Vocabulary vocabulary, MergeTable merges, ByteLevelLayout layout, TextFrame frame)
    {
        (Vocabulary, _merges, _layout, _frame) = (vocabulary, merges, layout, frame);
        _splitter = new AddedTokenSplitter(vocabulary.Added);
        for (var value = 0; value < 256; value++)
        {
            var letter = ByteAlphabet.LetterOf((byte)value).ToString();
            _letters[value] = vocabulary.IdOf(letter) ?? throw new InvalidDataException(
                $"{file}: the token '{letter}' for the byte {value} is missing; a byte-level vocabulary has all 256.");
        }
    }

    /// <inheritdoc/>
    public Vocabulary Vocabulary { get; }

    /// <inheritdoc/>
    public bool ReplacesEveryBrokenByte => false;

    /// <inheritdoc/>
    public int[] Encode(string text, bool addSpecialTokens = true, bool parseSpecialTokens = true)
    {
        if (_layout.AddsPrefix && text.Length > 0 && !char.IsWhiteSpace(text[0]))
        {
            text = " " + text;
        }

        var words = new Words(this, new List<int>((text.Length / 3) + 4));
        if (parseSpecialTokens)
        {
            foreach (var (range, token) in _splitter.Split(text))
            {
                if (token is null)
                {
                    words.EncodeStretch(text[range]);
                }
                else
                {
                    words.Ids.Add(token.Id!.Value);
                }
            }
        }
        else
        {
            words.EncodeStretch(text);
        }

        return addSpecialTokens ? _frame.Around(words.Ids) : [.. words.Ids];
    }

    /// <inheritdoc/>
    public void AppendUtf8(int id, ref DecodingState state, ArrayBufferWriter<byte> destination)
    {
        if (Vocabulary.TokenOf(id) is not { } token)
        {
            return;
        }

        if (Vocabulary.IsAdded(id))
        {
            Encoding.UTF8.GetBytes(token, destination);
        }
        else
        {
            ByteAlphabet.Decode(token, destination);
        }
    }

    /// <summary>The working memory of one encoding.</summary>
    private sealed class Words(ByteLevelTokenizer tokenizer, List<int> ids)
    {
        private readonly PairMerging _merging = new();
        private Symbol[] _symbols = new Symbol[64];
        private byte[] _utf8 = new byte[64];
        private char[] _letters = new char[64];

        public List<int> Ids => ids;

        public void EncodeStretch(string text)
        {
            text = CanonicalForm.WithoutUnpairedSurrogates(text);
            text = tokenizer._layout.Composes ? CanonicalForm.Compose(text) : text;
            for (int start = 0, end; start < text.Length; start = end)
            {
                end = WordSplitter.EndOfWord(tokenizer._layout.Pattern, text, start);
                EncodeWord(text.AsSpan(start, end - start));
            }
        }

        private void EncodeWord(ReadOnlySpan<char> word)
        {
            var most = Encoding.UTF8.GetMaxByteCount(word.Length);
            if (most > _utf8.Length)
            {
                (_utf8, _symbols, _letters) = (new byte[2 * most], new Symbol[2 * most], new char[2 * most]);
            }

            var length = Encoding.UTF8.GetBytes(word, _utf8);
            var symbols = _symbols.AsSpan(0, length);
            for (var index = 0; index < length; index++)
            {
                _letters[index] = ByteAlphabet.LetterOf(_utf8[index]);
                symbols[index] = new Symbol { Start = index, Length = 1, Id = tokenizer._letters[_utf8[index]] };
            }

            var lookup = tokenizer.Vocabulary.Ids.GetAlternateLookup<ReadOnlySpan<char>>();
            if (tokenizer._layout.TakesWholeWords && lookup.TryGetValue(_letters.AsSpan(0, length), out var whole))
            {
                ids.Add(whole);
                return;
            }

            PairMerging.Link(symbols);
            _merging.Run(symbols, tokenizer._merges.ById);
            for (var at = 0; at >= 0; at = symbols[at].Next)
            {
                ids.Add(symbols[at].Id);
            }
        }
    }
}
