namespace RadSharp.Radiology.Labeling;

/// <summary>Finds the word that a misspelled one was meant to be.</summary>
internal sealed class Spelling
{
    private const int ShortestWord = 7;
    private const int LongestWord = 20;
    private const int LengthForTwoErrors = 10;

    private readonly List<string>[] _byLetter = [.. Enumerable.Range(0, 26).Select(_ => new List<string>())];

    /// <summary>Adds a word to be recognized.</summary>
    /// <exception cref="FormatException">It is not of small letters, or too short or too long to be recognized.</exception>
    public void Add(string word)
    {
        if (word.Length is < ShortestWord or > LongestWord || word.AsSpan().ContainsAnyExceptInRange('a', 'z'))
        {
            throw new FormatException($"Expected a word of {ShortestWord} to {LongestWord} small letters, found '{word}'.");
        }

        _byLetter[word[0] - 'a'].Add(word);
    }

    /// <summary>
    /// The word with the same first letter that is one error away, or two from ten letters on (a letter missing, too many,
    /// wrong, or two changed about); else the word as it is.
    /// </summary>
    public string Correct(string word)
    {
        if (word.Length is < ShortestWord or > LongestWord || !char.IsAsciiLetterLower(word[0]))
        {
            return word;
        }

        var candidates = _byLetter[word[0] - 'a'];
        if (candidates.Contains(word))
        {
            return word;
        }

        foreach (var known in candidates)
        {
            var allowed = known.Length >= LengthForTwoErrors ? 2 : 1;
            if (Math.Abs(known.Length - word.Length) <= allowed && Errors(word, known) <= allowed)
            {
                return known;
            }
        }

        return word;
    }

    // Optimal string alignment: edits and swaps of neighbors.
    private static int Errors(string word, string known)
    {
        Span<int> before = stackalloc int[LongestWord + 1];
        Span<int> last = stackalloc int[LongestWord + 1];
        Span<int> current = stackalloc int[LongestWord + 1];
        for (var column = 0; column <= known.Length; column++)
        {
            last[column] = column;
        }

        for (var row = 1; row <= word.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= known.Length; column++)
            {
                var cost = word[row - 1] == known[column - 1] ? 0 : 1;
                current[column] = Math.Min(Math.Min(current[column - 1], last[column]) + 1, last[column - 1] + cost);
                if (row > 1 && column > 1 && word[row - 1] == known[column - 2] && word[row - 2] == known[column - 1])
                {
                    current[column] = Math.Min(current[column], before[column - 2] + 1);
                }
            }

            var free = before;
            before = last;
            last = current;
            current = free;
        }

        return last[known.Length];
    }
}
