using System.Text;
using RadSharp.Models.Tokenizers;

namespace RadSharp.Training.Tokenizers;

/// <summary>
/// Trains byte-level byte-pair encoding (Sennrich et al. 2016; GPT-2): the most frequent pair of neighbors within words becomes
/// a token, again and again. Of pairs that are equally frequent the one of the lower ids merges first (tokenizers:
/// src/models/bpe/trainer.rs), so that the order of the texts changes nothing.
/// </summary>
public static class BytePairTraining
{
    // What comes once only is nothing that a token would save.
    private const int FewestTimes = 2;

    /// <summary>Trains a vocabulary.</summary>
    /// <param name="texts">What the tokenizer is to spell briefly; any other text can be spelled too.</param>
    /// <param name="size">Tokens at the most, 256 at the least; there are fewer where nothing comes twice any more.</param>
    /// <param name="pattern">Cuts words, beyond which no token reaches.</param>
    public static BytePairVocabulary Train(IEnumerable<string> texts, int size, WordPattern pattern = WordPattern.Qwen2)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 256);
        var words = Words(texts, pattern);
        List<string> tokens = [.. Enumerable.Range(0, 256).Select(value => ByteAlphabet.LetterOf((byte)value).ToString())];
        List<(string, string)> merges = [];
        var pairs = new Dictionary<(int Left, int Right), long>();
        foreach (var word in words)
        {
            word.AddPairs(pairs, word.Count);
        }

        while (tokens.Count < size && MostFrequent(pairs) is { } pair)
        {
            foreach (var word in words)
            {
                if (word.Contains(pair))
                {
                    word.AddPairs(pairs, -word.Count);
                    word.Merge(pair, tokens.Count);
                    word.AddPairs(pairs, word.Count);
                }
            }

            merges.Add((tokens[pair.Left], tokens[pair.Right]));
            tokens.Add(tokens[pair.Left] + tokens[pair.Right]);
        }

        return new(tokens, merges);
    }

    private static List<Word> Words(IEnumerable<string> texts, WordPattern pattern)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            for (int start = 0, end; start < text.Length; start = end)
            {
                end = WordSplitter.EndOfWord(pattern, text, start);
                var word = text[start..end];
                counts[word] = counts.GetValueOrDefault(word) + 1;
            }
        }

        return [.. counts.Select(entry => new Word([.. Encoding.UTF8.GetBytes(entry.Key).Select(value => (int)value)], entry.Value))];
    }

    private static (int Left, int Right)? MostFrequent(Dictionary<(int Left, int Right), long> pairs)
    {
        (int Left, int Right)? best = null;
        long most = FewestTimes - 1;
        foreach (var (pair, count) in pairs)
        {
            if (count > most || (count == most && pair.CompareTo(best.GetValueOrDefault()) < 0))
            {
                (best, most) = (pair, count);
            }
        }

        return best;
    }

    /// <summary>A word that comes in the texts, as the tokens so far spell it.</summary>
    private sealed class Word(List<int> ids, long count)
    {
        public long Count => count;

        public bool Contains((int Left, int Right) pair)
        {
            for (var index = 1; index < ids.Count; index++)
            {
                if (ids[index - 1] == pair.Left && ids[index] == pair.Right)
                {
                    return true;
                }
            }

            return false;
        }

        public void AddPairs(Dictionary<(int Left, int Right), long> pairs, long times)
        {
            for (var index = 1; index < ids.Count; index++)
            {
                var pair = (ids[index - 1], ids[index]);
                var left = pairs.GetValueOrDefault(pair) + times;
                if (left == 0)
                {
                    pairs.Remove(pair);
                }
                else
                {
                    pairs[pair] = left;
                }
            }
        }

        public void Merge((int Left, int Right) pair, int merged)
        {
            var kept = 0;
            for (var index = 0; index < ids.Count; index++)
            {
                var merges = index + 1 < ids.Count && ids[index] == pair.Left && ids[index + 1] == pair.Right;
                ids[kept++] = merges ? merged : ids[index];
                index += merges ? 1 : 0;
            }

            ids.RemoveRange(kept, ids.Count - kept);
        }
    }
}
