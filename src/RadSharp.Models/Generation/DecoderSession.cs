using System.Runtime.InteropServices;
using RadSharp.Models.Decoders;
using RadSharp.Tensors;

namespace RadSharp.Models.Generation;

/// <summary>
/// A conversation's memory: the keys and values of all tokens that the decoder has read or written in it. A prompt that
/// begins like them pays only for its own tokens. Owned by who makes it; serves one answer at a time.
/// </summary>
public sealed class DecoderSession : IDisposable
{
    private readonly List<long> _keys = [];

    /// <summary>An empty session.</summary>
    /// <param name="decoder">The decoder whose keys and values it holds.</param>
    /// <param name="dtype">
    /// How they are kept: Float32; BFloat16 or Float16 for half the memory; or Q8 for little more than a quarter, which makes
    /// long conversations fastest (<see cref="DecoderCache"/> states the loss).
    /// </param>
    /// <param name="contextLimit">Most tokens to hold; null for the decoder's own limit, which is never exceeded.</param>
    public DecoderSession(CausalDecoder decoder, DType dtype = DType.Float32, int? contextLimit = null)
    {
        Decoder = decoder;
        Cache = new DecoderCache(decoder.Config, dtype);
        ContextLimit = Math.Min(contextLimit ?? int.MaxValue, decoder.Config.MaxPositions);
    }

    /// <summary>Most tokens that the session holds.</summary>
    public int ContextLimit { get; }

    /// <summary>Tokens that it holds.</summary>
    public int Length => _keys.Count;

    /// <summary>Bytes of keys and values, unused room included.</summary>
    public long ByteCount => Cache.ByteCount;

    internal CausalDecoder Decoder { get; }

    internal DecoderCache Cache { get; }

    /// <summary>The answer that is being made, or null.</summary>
    internal GeneratedAnswer? Current { get; set; }

    /// <summary>Forgets all tokens, as is needed after the decoder's weights or adapters have changed.</summary>
    /// <exception cref="InvalidOperationException">An answer is being made.</exception>
    public void Clear()
    {
        ExpectFree();
        Keep(0);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => Cache.Dispose();

    internal void ExpectFree()
    {
        if (Current is not null)
        {
            throw new InvalidOperationException(
                "The session is making an answer. Wait until it has ended, cancel it, or take another session.");
        }
    }

    /// <summary>Keeps what is the beginning of a prompt too, except its last token, and forgets the rest.</summary>
    /// <returns>Number of tokens kept.</returns>
    internal int KeepPrefixOf(DecoderPrompt prompt)
    {
        // The last token is read again in any case: its logits are not stored.
        var common = prompt.Keys[..^1].CommonPrefixLength(CollectionsMarshal.AsSpan(_keys));
        Keep(common);
        return common;
    }

    /// <summary>Makes room.</summary>
    /// <param name="held">Tokens that it will hold.</param>
    /// <param name="most">Tokens that it may come to hold: keys and values, which are large, grow to them by themselves.</param>
    internal void Reserve(int held, int most)
    {
        Cache.Reserve(held);
        _keys.EnsureCapacity(most);
        Decoder.ReservePositions(most);
    }

    /// <summary>Notes tokens that the cache has taken in.</summary>
    internal void Note(ReadOnlySpan<long> keys) => _keys.AddRange(keys);

    // Also brings the layers back to one length where a step was broken off between them.
    private void Keep(int length)
    {
        _keys.RemoveRange(length, _keys.Count - length);
        Cache.Truncate(length);
    }
}
