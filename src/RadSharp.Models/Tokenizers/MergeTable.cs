namespace RadSharp.Models.Tokenizers;

/// <summary>The merges of <c>merges.txt</c> or <c>tokenizer.json</c>: pairs of tokens, the first merging first.</summary>
internal sealed class MergeTable
{
    private readonly Dictionary<long, (int Rank, int Merged)> _merges;

    /// <summary>Looks the tokens of the merges up.</summary>
    /// <param name="file">Named in errors.</param>
    /// <param name="ids">The vocabulary.</param>
    /// <param name="merges">The pairs, in their order.</param>
    /// <param name="firstPlace">The place of the first in the file (1 for a list, the first line's number for lines).</param>
    /// <exception cref="InvalidDataException">A token or what it merges into is not in the vocabulary.</exception>
    public MergeTable(
        string file, Dictionary<string, int> ids, IReadOnlyList<(string Left, string Right)> merges, int firstPlace = 1)
    {
        _merges = new Dictionary<long, (int, int)>(merges.Count);
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var (left, right) = merges[rank];
            int IdOf(string token) => ids.TryGetValue(token, out var id) ? id : throw new InvalidDataException(
                $"{file}: merge {rank + firstPlace} ('{left}' and '{right}') needs the token '{token}', which the vocabulary "
                + "does not have. They belong to different tokenizers, or one is damaged.");
            // The first of two equal pairs counts, as it would in a search through the list.
            _merges.TryAdd(Key(IdOf(left), IdOf(right)), (rank, IdOf(left + right)));
        }
    }

    /// <summary>The rule for <see cref="PairMerging"/>; it goes by the ids of the symbols alone.</summary>
    public Rule ById => new(_merges);

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;

    /// <summary>Merges pairs of ids.</summary>
    internal readonly struct Rule(Dictionary<long, (int Rank, int Merged)> merges) : IMergeRule
    {
        /// <inheritdoc/>
        public bool TryMerge(in Symbol left, in Symbol right, out int rank, out int merged)
        {
            var found = merges.TryGetValue(Key(left.Id, right.Id), out var merge);
            (rank, merged) = merge;
            return found;
        }
    }
}
