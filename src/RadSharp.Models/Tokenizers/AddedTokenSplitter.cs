using System.Buffers;

namespace RadSharp.Models.Tokenizers;

/// <summary>
/// Cuts the added tokens out of a text: the leftmost first and, of those that begin at the same place, the longest
/// (transformers: tokenization_utils.py, <c>Trie</c>).
/// </summary>
internal sealed class AddedTokenSplitter
{
    private readonly Dictionary<char, AddedToken[]> _byFirst;
    private readonly SearchValues<char> _firsts;

    public AddedTokenSplitter(IEnumerable<AddedToken> tokens)
    {
        _byFirst = tokens.GroupBy(token => token.Content[0])
            .ToDictionary(group => group.Key, group => group.OrderByDescending(token => token.Content.Length).ToArray());
        _firsts = SearchValues.Create([.. _byFirst.Keys]);
    }

    /// <summary>The pieces of a text in their order: a token, or a stretch of text that is not empty.</summary>
    /// <remarks>White space that a token swallows belongs to no piece.</remarks>
    public IEnumerable<(Range Text, AddedToken? Token)> Split(string text)
    {
        var start = 0;
        for (var at = Next(text, 0); at >= 0; at = Next(text, at))
        {
            if (LongestAt(text, at) is not { } token)
            {
                at++;
                continue;
            }

            var end = token.StripsLeft ? start + text.AsSpan(start, at - start).TrimEnd().Length : at;
            if (end > start)
            {
                yield return (start..end, null);
            }

            yield return (at..(at + token.Content.Length), token);
            at += token.Content.Length;
            start = token.StripsRight ? text.Length - text.AsSpan(at).TrimStart().Length : at;
            at = start;
        }

        if (start < text.Length)
        {
            yield return (start..text.Length, null);
        }
    }

    private int Next(string text, int from)
    {
        var offset = text.AsSpan(from).IndexOfAny(_firsts);
        return offset < 0 ? -1 : from + offset;
    }

    private AddedToken? LongestAt(string text, int at)
    {
        foreach (var token in _byFirst[text[at]])
        {
            if (text.AsSpan(at).StartsWith(token.Content, StringComparison.Ordinal))
            {
                return token;
            }
        }

        return null;
    }
}
