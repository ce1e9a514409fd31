namespace RadSharp.Radiology.Labeling;

/// <summary>
/// A phrase of the vocabulary: words, of which each may have several forms (<c>a|b</c>), any ending (<c>a*</c>), be missing
/// (<c>a?</c>), or be up to three words of no matter (<c>~</c>). Its work on a text is linear, as the gaps are bounded.
/// </summary>
internal sealed class PhrasePattern
{
    private const int WidestGap = 3;

    private readonly Element[] _elements;

    private PhrasePattern(Element[] elements) => _elements = elements;

    /// <summary>Its whole words.</summary>
    public IEnumerable<string> Words => _elements.SelectMany(element => element.Words);

    /// <summary>What a phrase may begin with: words, or beginnings of words.</summary>
    public IEnumerable<(string Word, bool IsPrefix)> Starts
    {
        get
        {
            foreach (var element in _elements)
            {
                foreach (var word in element.Words)
                {
                    yield return (word, false);
                }

                foreach (var prefix in element.Prefixes)
                {
                    yield return (prefix, true);
                }

                if (!element.IsOptional)
                {
                    yield break;
                }
            }
        }
    }

    /// <summary>Reads a phrase.</summary>
    /// <exception cref="FormatException">It is empty, begins or ends with a gap, or has nothing that must be there.</exception>
    public static PhrasePattern Parse(string phrase)
    {
        var elements = phrase.Split(' ').Select(Element.Parse).ToArray();
        return elements.Any(element => element.IsEmpty) || elements[0].IsGap || elements[^1].IsGap
            || elements.All(element => element.IsOptional)
            ? throw new FormatException(
                $"Expected words with single blanks between them (a|b, a*, a?, and ~ for a gap between words), found '{phrase}'.")
            : new(elements);
    }

    /// <summary>How many words of a text, from a place on, are the phrase; 0 if it does not stand there.</summary>
    public int Match(ReadOnlySpan<string> words, int start) => Match(words, start, 0) - start;

    // The place after the phrase, or the start where it does not fit, which no match can end at.
    private int Match(ReadOnlySpan<string> words, int start, int first)
    {
        var at = start;
        for (var index = first; index < _elements.Length; index++)
        {
            var element = _elements[index];
            if (element.IsGap)
            {
                for (var skipped = 0; skipped <= WidestGap && at + skipped < words.Length; skipped++)
                {
                    if (skipped > 0 && !MaySkip(words[at + skipped - 1]))
                    {
                        return start;
                    }

                    var end = Match(words, at + skipped, index + 1);
                    if (end > at + skipped)
                    {
                        return end;
                    }
                }

                return start;
            }

            if (at < words.Length && element.Fits(words[at]))
            {
                at++;
            }
            else if (!element.IsOptional)
            {
                return start;
            }
        }

        return at;
    }

    private static bool MaySkip(string word) =>
        char.IsAsciiLetterOrDigit(word[0]) && word is not ("and" or "or" or "no" or "without" or "with" or "but" or "not");

    private sealed record Element(string[] Words, string[] Prefixes, bool IsOptional, bool IsGap)
    {
        public bool IsEmpty => !IsGap && Words.Length + Prefixes.Length == 0;

        public static Element Parse(string text)
        {
            if (text == "~")
            {
                return new([], [], false, true);
            }

            var isOptional = text.Length > 1 && text.EndsWith('?');
            var forms = (isOptional ? text[..^1] : text).Split('|', StringSplitOptions.RemoveEmptyEntries);
            return new(
                [.. forms.Where(form => !form.EndsWith('*'))],
                [.. forms.Where(form => form.EndsWith('*')).Select(form => form[..^1])],
                isOptional,
                false);
        }

        public bool Fits(string word) =>
            Array.IndexOf(Words, word) >= 0
            || Array.Exists(Prefixes, prefix => word.StartsWith(prefix, StringComparison.Ordinal));
    }
}
