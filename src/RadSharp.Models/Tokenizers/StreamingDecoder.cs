using System.Buffers;
using System.Text;

namespace RadSharp.Models.Tokenizers;

/// <summary>
/// Decodes ids as they come. A character whose bytes are spread over several tokens is held back until it is whole, so no
/// piece ends within a character; all pieces and the rest, in their order, are the decoding of all ids.
/// </summary>
/// <param name="tokenizer">Decodes.</param>
/// <param name="skipSpecialTokens">Leaves the special tokens out.</param>
public sealed class StreamingDecoder(ITokenizer tokenizer, bool skipSpecialTokens = true)
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64);
    private readonly StringBuilder _text = new();
    private DecodingState _state;

    /// <summary>Takes one token.</summary>
    /// <returns>The text that is now certain; empty while a character is incomplete.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The id is negative.</exception>
    public string Push(int id)
    {
        Take(id);
        Convert(isEnd: false);
        return Release();
    }

    /// <summary>Ends the text and makes the decoder ready for another.</summary>
    /// <returns>What was held back: replacement characters, for the bytes that make no character.</returns>
    public string Finish()
    {
        if (_state.HoldsApostrophe)
        {
            _bytes.Write(" '"u8);
        }

        _state = default;
        Convert(isEnd: true);
        return Release();
    }

    internal string DecodeAll(ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
        {
            Take(id);
        }

        return Finish();
    }

    private void Take(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        if (!skipSpecialTokens || !tokenizer.Vocabulary.IsSpecial(id))
        {
            tokenizer.AppendUtf8(id, ref _state, _bytes);
        }
    }

    private void Convert(bool isEnd)
    {
        var rest = _bytes.WrittenSpan;
        Span<char> units = stackalloc char[2];
        while (!rest.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(rest, out var rune, out var length);
            if (status == OperationStatus.NeedMoreData && !isEnd)
            {
                break;
            }

            if (status != OperationStatus.Done && tokenizer.ReplacesEveryBrokenByte)
            {
                length = 1;
            }

            _text.Append(units[..rune.EncodeToUtf16(units)]);
            rest = rest[length..];
        }

        Span<byte> incomplete = stackalloc byte[4];
        var held = rest.Length;
        rest.CopyTo(incomplete);
        _bytes.ResetWrittenCount();
        _bytes.Write(incomplete[..held]);
    }

    private string Release()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }
}
