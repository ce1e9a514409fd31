using System.Text;
using RadSharp.Models.Tokenizers;

namespace RadSharp.Models.Generation;

/// <summary>The text of an answer as it grows, cut before the first stop string.</summary>
internal sealed class AnswerText
{
    private readonly StreamingDecoder? _decoder;
    private readonly IReadOnlyList<string> _stops;
    private readonly StringBuilder _released = new();

    // May be the beginning of a stop string.
    private string _held = "";

    /// <param name="tokenizer">Decodes; null for no text.</param>
    /// <param name="stops">None empty.</param>
    /// <exception cref="ArgumentException">An empty stop string, or stop strings without a tokenizer.</exception>
    public AnswerText(ITokenizer? tokenizer, IReadOnlyList<string> stops)
    {
        if (stops.Count > 0 && (tokenizer is null || stops.Any(string.IsNullOrEmpty)))
        {
            throw new ArgumentException(
                $"Expected a tokenizer and no empty text for the {stops.Count} stop strings, found "
                + (tokenizer is null ? "no tokenizer." : "an empty text."));
        }

        (_decoder, _stops) = (tokenizer is null ? null : new StreamingDecoder(tokenizer), stops);
    }

    /// <summary>What has been released so far.</summary>
    public override string ToString() => _released.ToString();

    /// <summary>Takes a token in.</summary>
    /// <param name="id">The token.</param>
    /// <param name="isStopped">Whether a stop string is complete; nothing after it counts.</param>
    /// <returns>The text that is released with it.</returns>
    public string Append(int id, out bool isStopped)
    {
        isStopped = false;
        return _decoder is null ? "" : Take(_decoder.Push(id), isEnd: false, out isStopped);
    }

    /// <summary>Ends the text where no stop string has.</summary>
    /// <returns>What waited.</returns>
    public string Finish() => _decoder is null ? "" : Take(_decoder.Finish(), isEnd: true, out _);

    private string Take(string piece, bool isEnd, out bool isStopped)
    {
        isStopped = false;
        var text = _held + piece;
        var end = text.Length;
        foreach (var stop in _stops)
        {
            var found = text.IndexOf(stop, StringComparison.Ordinal);
            if (found >= 0 && found < end)
            {
                (end, isStopped) = (found, true);
            }
        }

        if (!isStopped && !isEnd)
        {
            end -= PossibleBeginning(text);
        }

        _held = isStopped ? "" : text[end..];
        var released = text[..end];
        _released.Append(released);
        return released;
    }

    // Length of the longest end of the text that a stop string begins with.
    private int PossibleBeginning(string text)
    {
        var longest = 0;
        foreach (var stop in _stops)
        {
            for (var length = Math.Min(stop.Length - 1, text.Length); length > longest; length--)
            {
                if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)))
                {
                    longest = length;
                }
            }
        }

        return longest;
    }
}
