namespace RadSharp.Radiology.Labeling;

/// <summary>Splits a cleaned report into sentences.</summary>
public static class SentenceSplitter
{
    // Shortened words that stand inside a sentence.
    private static readonly string[] Abbreviations = ["vs", "dr", "mr", "mrs", "ms", "approx", "resp", "eg", "ie", "e.g", "i.e"];

    /// <summary>
    /// The sentences of a text from <see cref="ReportCleaning.Clean"/>: each ends at a full stop, question mark or exclamation
    /// mark with a blank behind it. A number that counts a list's entries stays with its entry.
    /// </summary>
    /// <returns>The place of each in the text, and the sentence.</returns>
    public static IReadOnlyList<(int Offset, string Sentence)> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<(int, string)> sentences = [];
        var start = 0;
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == ' ' && start == index)
            {
                start++;
            }
            else if (text[index] is '.' or '!' or '?' && (index + 1 == text.Length || text[index + 1] == ' ')
                && IsEnd(text, start, index))
            {
                sentences.Add((start, text[start..(index + 1)]));
                start = index + 1;
            }
        }

        if (text[start..].TrimEnd() is { Length: > 0 } rest)
        {
            sentences.Add((start, rest));
        }

        return sentences;
    }

    private static bool IsEnd(string text, int start, int stop)
    {
        if (text[stop] == '?' && stop > start && text[stop - 1] == ' ')
        {
            return false;
        }

        var word = text.AsSpan(start, stop - start);
        return text[stop] != '.' || (word.ContainsAnyExceptInRange('0', '9')
            && !Array.Exists(Abbreviations, new AbbreviationAt(text, start, stop).Ends));
    }

    private readonly record struct AbbreviationAt(string Text, int Start, int Stop)
    {
        public bool Ends(string abbreviation)
        {
            var first = Stop - abbreviation.Length;
            return first >= Start && Text.AsSpan(first, abbreviation.Length).SequenceEqual(abbreviation)
                && (first == 0 || Text[first - 1] is ' ' or '(');
        }
    }
}
