using System.Buffers;
using System.Text;

namespace RadSharp.Models.Tokenizers;

/// <summary>How text is laid out before a SentencePiece vocabulary encodes it.</summary>
/// <param name="AddsPrefix">Puts a space before a text.</param>
/// <param name="RemovesExtraSpaces">Makes one of runs of spaces, and none of those at the ends.</param>
/// <param name="IsLegacy">
/// Encodes each stretch between special tokens on its own, so that "▁" follows every special token (transformers'
/// <c>legacy</c>); else a space is put before the whole text only.
/// </param>
internal sealed record SentencePieceLayout(bool AddsPrefix = true, bool RemovesExtraSpaces = false, bool IsLegacy = true);

/// <summary>
/// The tokenizer of LLaMA and Vicuna: byte-pair encoding with spaces as "▁" and a fallback to bytes (transformers:
/// models/llama/tokenization_llama.py; sentencepiece: src/sentencepiece_processor.cc).
/// </summary>
public sealed class SentencePieceTokenizer : ITokenizer
{
    private const char Space = '▁';

    private readonly IPieceEncoder _encoder;
    private readonly SentencePieceLayout _layout;
    private readonly TextFrame _frame;
    private readonly AddedTokenSplitter _splitter;
    private readonly short[] _bytes;

    internal SentencePieceTokenizer(Vocabulary vocabulary, IPieceEncoder encoder, SentencePieceLayout layout, TextFrame frame)
    {
        (Vocabulary, _encoder, _layout, _frame) = (vocabulary, encoder, layout, frame);
        _splitter = new AddedTokenSplitter(vocabulary.Added);
        _bytes = new short[vocabulary.Size];
        for (var id = 0; id < _bytes.Length; id++)
        {
            _bytes[id] = (short)SentencePieceModel.ByteOf(vocabulary.TokenOf(id) ?? "");
        }
    }

    /// <inheritdoc/>
    public Vocabulary Vocabulary { get; }

    /// <inheritdoc/>
    public bool ReplacesEveryBrokenByte => true;

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
                    EncodeStretch(text[range], range.Start.Value == 0, ids);
                }
                else
                {
                    ids.Add(token.Id!.Value);
                }
            }
        }
        else
        {
            EncodeStretch(text, isFirst: true, ids);
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

        if (Vocabulary.IsAdded(id))
        {
            Write(token, destination);
            // What follows was encoded with a space of its own where the layout says so, and decodes without it.
            state.Started = !_layout.IsLegacy && (state.Started || id != Vocabulary.Begin);
        }
        else if (_bytes[id] >= 0)
        {
            destination.Write([(byte)_bytes[id]]);
            state.Started = true;
        }
        else
        {
            var text = token.AsSpan();
            var drops = !state.Started && (_layout.AddsPrefix || _layout.RemovesExtraSpaces) && text.StartsWith(Space);
            text = !drops ? text : _layout.RemovesExtraSpaces ? text.TrimStart(Space) : text[1..];
            state.Started = !_layout.RemovesExtraSpaces || !text.IsEmpty;
            Write(text.ToString().Replace(Space, ' '), destination);
        }
    }

    private static void Write(string text, ArrayBufferWriter<byte> destination) => Encoding.UTF8.GetBytes(text, destination);

    private void EncodeStretch(string text, bool isFirst, List<int> ids)
    {
        var escaped = new StringBuilder(text.Length + 1);
        if (_layout.AddsPrefix && (isFirst || _layout.IsLegacy))
        {
            escaped.Append(Space);
        }

        var prefix = escaped.Length;
        if (_layout.RemovesExtraSpaces)
        {
            text = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        foreach (var rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value == ' ' ? new Rune(Space) : rune);
        }

        if (escaped.Length > prefix)
        {
            _encoder.Encode(escaped.ToString(), ids);
        }
    }
}
