namespace RadSharp.Models.Tokenizers;

/// <summary>A stretch of text within byte-pair encoding, linked to its neighbors.</summary>
internal struct Symbol
{
    /// <summary>Where it begins, in the units of the caller.</summary>
    public int Start;

    /// <summary>How long it is; 0 once it was merged into its left neighbor.</summary>
    public int Length;

    /// <summary>Its token, or negative where it is none.</summary>
    public int Id;

    /// <summary>The neighbor on the left, or -1.</summary>
    public int Previous;

    /// <summary>The neighbor on the right, or -1.</summary>
    public int Next;
}

/// <summary>Which neighbors may merge.</summary>
internal interface IMergeRule
{
    /// <summary>Looks a pair up.</summary>
    /// <param name="left">The left symbol.</param>
    /// <param name="right">Its right neighbor.</param>
    /// <param name="rank">Lower ranks merge first.</param>
    /// <param name="merged">The id of what they become.</param>
    bool TryMerge(in Symbol left, in Symbol right, out int rank, out int merged);
}

/// <summary>
/// Byte-pair encoding: the neighbors of the lowest rank merge, the leftmost of equals first, until none may
/// (sentencepiece: src/bpe_model.cc; Sennrich et al. 2016). O(n log n) through a queue of candidates.
/// </summary>
internal sealed class PairMerging
{
    private readonly PriorityQueue<(int Left, int Right, int Length, int Merged), long> _candidates = new();

    /// <summary>Links symbols that follow one another in the text.</summary>
    public static void Link(Span<Symbol> symbols)
    {
        for (var index = 0; index < symbols.Length; index++)
        {
            symbols[index].Previous = index - 1;
            symbols[index].Next = index + 1 < symbols.Length ? index + 1 : -1;
        }
    }

    /// <summary>Merges linked symbols; those left over are reached from the first through <see cref="Symbol.Next"/>.</summary>
    public void Run<TRule>(Span<Symbol> symbols, TRule rule)
        where TRule : struct, IMergeRule
    {
        _candidates.Clear();
        for (var index = 0; index + 1 < symbols.Length; index++)
        {
            Consider(symbols, index, index + 1, rule);
        }

        while (_candidates.TryDequeue(out var candidate, out _))
        {
            ref var left = ref symbols[candidate.Left];
            ref var right = ref symbols[candidate.Right];
            // A symbol that has merged with another since is longer, or gone: the candidate is out of date.
            if (left.Length == 0 || right.Length == 0 || left.Length + right.Length != candidate.Length)
            {
                continue;
            }

            left.Length = candidate.Length;
            left.Id = candidate.Merged;
            left.Next = right.Next;
            right.Length = 0;
            if (left.Next >= 0)
            {
                symbols[left.Next].Previous = candidate.Left;
            }

            Consider(symbols, left.Previous, candidate.Left, rule);
            Consider(symbols, candidate.Left, left.Next, rule);
        }
    }

    private void Consider<TRule>(Span<Symbol> symbols, int left, int right, TRule rule)
        where TRule : struct, IMergeRule
    {
        if (left >= 0 && right >= 0 && rule.TryMerge(symbols[left], symbols[right], out var rank, out var merged))
        {
            _candidates.Enqueue(
                (left, right, symbols[left].Length + symbols[right].Length, merged), ((long)rank << 32) | (uint)left);
        }
    }
}
