using System.Text;

namespace RadSharp.Models.Generation;

/// <summary>The text of an answer as it grows, cut before the first stop string.</summary>
internal sealed class AnswerText
{
    private readonly Func<int, string>? _decode;
    private readonly IReadOnlyList<string> _stops;
    private readonly StringBuilder _released = new();

    // May be the beginning of a stop string.
    private string _held = "";

    /// <param name="decode">The text that each token completes, called once for each token in order; null for none.</param>
    /// <param name="stops">None empty.</param>
    /// <exception cref="ArgumentException">An empty stop string, or stop strings without a text decoder.</exception>
    public AnswerText(Func<int, string>? decode, IReadOnlyList<string> stops)
    {
        if (stops.Count > 0 && (decode is null || stops.Any(string.IsNullOrEmpty)))
        {
            throw new ArgumentException(
                $"Expected a text decoder and no empty text for the {stops.Count} stop strings, found "
                + (decode is null ? "no decoder." : "an empty text."));
        }

        (_decode, _stops) = (decode, stops);
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
        if (_decode is null)
        {
            return "";
        }

        var text = _held + _decode(id);
        var end = text.Length;
        foreach (var stop in _stops)
        {
            var found = text.IndexOf(stop, StringComparison.Ordinal);
            if (found >= 0 && found < end)
            {
                (end, isStopped) = (found, true);
            }
        }

        if (isStopped)
        {
            _held = "";
            return Release(text[..end]);
        }

        end -= PossibleBeginning(text);
        _held = text[end..];
        return Release(text[..end]);
    }

    /// <summary>Releases what waited: no stop string can follow any more.</summary>
    public string Flush()
    {
        var text = _held;
        _held = "";
        return Release(text);
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

    private string Release(string text)
    {
        _released.Append(text);
        return text;
    }
}
