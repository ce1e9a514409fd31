namespace RadSharp.Radiology.Labeling;

/// <summary>Phrases of a vocabulary by their first words, each with what it stands for.</summary>
internal sealed class PhraseIndex<T>
{
    private const int PrefixLength = 3;

    private readonly Dictionary<string, List<(PhrasePattern Pattern, T Value)>> _byWord = [];
    private readonly Dictionary<string, List<(PhrasePattern Pattern, T Value)>> _byPrefix = [];
    private readonly Dictionary<string, List<(PhrasePattern Pattern, T Value)>>.AlternateLookup<ReadOnlySpan<char>> _prefixLookup;

    /// <summary>All whole words of the phrases.</summary>
    public HashSet<string> Words { get; } = [];

    public PhraseIndex() => _prefixLookup = _byPrefix.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Adds a phrase.</summary>
    /// <exception cref="FormatException">
    /// It cannot be read (<see cref="PhrasePattern.Parse"/>), or begins with fewer than three letters and a *.
    /// </exception>
    public void Add(string phrase, T value)
    {
        var pattern = PhrasePattern.Parse(phrase);
        Words.UnionWith(pattern.Words);
        foreach (var (start, isPrefix) in pattern.Starts.Distinct())
        {
            if (isPrefix && start.Length < PrefixLength)
            {
                throw new FormatException($"Expected at least {PrefixLength} letters before a * at the beginning of '{phrase}'.");
            }

            var (index, key) = isPrefix ? (_byPrefix, start[..PrefixLength]) : (_byWord, start);
            if (!index.TryGetValue(key, out var phrases))
            {
                index[key] = phrases = [];
            }

            if (!phrases.Any(entry => ReferenceEquals(entry.Pattern, pattern)))
            {
                phrases.Add((pattern, value));
            }
        }
    }

    /// <summary>The phrases that begin at a place of a text, with the number of their words.</summary>
    public void Match(ReadOnlySpan<string> words, int start, List<(int Length, T Value)> found)
    {
        found.Clear();
        if (_byWord.TryGetValue(words[start], out var phrases))
        {
            Match(phrases, words, start, found);
        }

        if (words[start].Length >= PrefixLength && _prefixLookup.TryGetValue(words[start].AsSpan(0, PrefixLength), out phrases))
        {
            Match(phrases, words, start, found);
        }
    }

    private static void Match(
        List<(PhrasePattern Pattern, T Value)> phrases, ReadOnlySpan<string> words, int start, List<(int Length, T Value)> found)
    {
        foreach (var (pattern, value) in phrases)
        {
            if (pattern.Match(words, start) is > 0 and var length)
            {
                found.Add((length, value));
            }
        }
    }
}
