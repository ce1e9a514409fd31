using System.Buffers;
using RadSharp.Models.Decoders;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Generation;

/// <summary>What a decoder is to continue: tokens, and image features in the places that the text keeps for them.</summary>
public sealed class DecoderPrompt
{
    private readonly int[] _ids;
    private readonly int[] _places = [];
    private readonly long[] _keys;
    private readonly IReadOnlyList<Tensor> _features = [];

    /// <summary>A prompt of text alone.</summary>
    /// <param name="ids">[tokens], at least one, each in the decoder's vocabulary.</param>
    /// <exception cref="ArgumentException">There is no token.</exception>
    public DecoderPrompt(params ReadOnlySpan<int> ids)
    {
        if (ids.IsEmpty)
        {
            throw new ArgumentException("Expected a prompt of at least one token, found none.", nameof(ids));
        }

        _ids = ids.ToArray();
        _keys = new long[ids.Length];
        for (var token = 0; token < ids.Length; token++)
        {
            _keys[token] = ids[token];
        }
    }

    /// <summary>A prompt with image features.</summary>
    /// <param name="ids">[tokens]; those in the places may be any numbers.</param>
    /// <param name="places">[features]: the tokens that the features replace, ascending.</param>
    /// <param name="features">
    /// Float32 [features, hidden] of each image in turn, after the connector. They stay the caller's and must live until the
    /// answer's first token.
    /// </param>
    /// <exception cref="ArgumentException">Places and features do not match, or a place is no token.</exception>
    public DecoderPrompt(ReadOnlySpan<int> ids, ReadOnlySpan<int> places, params IReadOnlyList<Tensor> features)
        : this(ids)
    {
        if (features.Any(image => image.Shape.Rank != 2 || image.Shape[1] != features[0].Shape[1])
            || features.Sum(image => image.Shape[0]) != places.Length)
        {
            throw new ArgumentException(
                $"Expected image features [{places.Length}, hidden] for the {places.Length} image tokens of the prompt, found "
                + $"{string.Join(", ", features.Select(image => image.Shape))}.", nameof(features));
        }

        (_places, _features) = (places.ToArray(), features);
        for (var row = 0; row < places.Length; row++)
        {
            if (places[row] <= (row == 0 ? -1 : places[row - 1]) || places[row] >= ids.Length)
            {
                throw new ArgumentException(
                    $"Expected ascending places in a prompt of {ids.Length} tokens, found {places[row]} for feature {row}.",
                    nameof(places));
            }

            _keys[places[row]] = KeyOf(Row(row));
        }
    }

    /// <summary>The tokens.</summary>
    public ReadOnlySpan<int> Ids => _ids;

    /// <summary>
    /// Stretches of tokens, none empty: once an answer has written the token that one begins with, it goes on with one of those
    /// that begin so, to its end. So numbers are quoted and not made up.
    /// </summary>
    public IReadOnlyList<int[]> Quotations { get; init; } = [];

    /// <summary>
    /// What each token is: a token of text its number, a feature a negative number made of its content, so that two prompts
    /// share a prefix exactly where they say and show the same.
    /// </summary>
    internal ReadOnlySpan<long> Keys => _keys;

    /// <summary>Refuses a prompt that the decoder cannot read.</summary>
    internal void ExpectFits(DecoderConfig config)
    {
        if (_places.Length > 0 && _features[0].Shape[1] != config.HiddenSize)
        {
            throw new ArgumentException(
                $"Expected image features of the decoder's width {config.HiddenSize}, found {_features[0].Shape}. Are the connector "
                + "and the decoder of one checkpoint?");
        }

        if (Quotations.FirstOrDefault(text => text.Length == 0 || text.Any(id => (uint)id >= (uint)config.VocabularySize)) is { } wrong)
        {
            throw new ArgumentException(
                $"Expected quotations of at least one token of a vocabulary of {config.VocabularySize}, found [{string.Join(", ", wrong)}].");
        }

        for (var token = 0; token < _ids.Length; token++)
        {
            // The key of a feature is negative whatever stands in its place.
            if (_keys[token] == _ids[token] && (uint)_ids[token] >= (uint)config.VocabularySize)
            {
                throw new ArgumentException(
                    $"Expected tokens of a vocabulary of {config.VocabularySize}, found {_ids[token]} at place {token} of the "
                    + "prompt. Are the tokenizer and the decoder of one checkpoint?");
            }
        }
    }

    /// <summary>The embeddings of a part: [1, count, hidden].</summary>
    internal Tensor Embed(Tape tape, CausalDecoder decoder, int start, int count)
    {
        var first = Array.BinarySearch(_places, start) is var found && found >= 0 ? found : ~found;
        var rented = ArrayPool<int>.Shared.Rent(count);
        var ids = rented.AsSpan(0, count);
        _ids.AsSpan(start, count).CopyTo(ids);
        for (var row = first; row < _places.Length && _places[row] < start + count; row++)
        {
            // Any token of the vocabulary: its embedding is overwritten.
            ids[_places[row] - start] = 0;
        }

        var embeddings = decoder.Embed(tape, ids);
        ArrayPool<int>.Shared.Return(rented);
        var width = decoder.Config.HiddenSize;
        for (var row = first; row < _places.Length && _places[row] < start + count; row++)
        {
            Row(row).CopyTo(embeddings.Span.Slice((_places[row] - start) * width, width));
        }

        return embeddings;
    }

    // Each step is a bijection of the hash so far and mixes high bits into low ones; that two features of a conversation
    // differ and share all 63 bits is not to be expected.
    private static long KeyOf(ReadOnlySpan<float> feature)
    {
        ulong hash = 0;
        foreach (var value in feature)
        {
            hash = (hash ^ BitConverter.SingleToUInt32Bits(value)) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 32;
        }

        return (long)hash | long.MinValue;
    }

    private ReadOnlySpan<float> Row(int row)
    {
        var image = 0;
        for (; row >= _features[image].Shape[0]; image++)
        {
            row -= _features[image].Shape[0];
        }

        var width = _features[image].Shape[1];
        return _features[image].Span.Slice(row * width, width);
    }
}
