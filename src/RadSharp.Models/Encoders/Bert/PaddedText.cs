namespace RadSharp.Models.Encoders.Bert;

/// <summary>Token sequences of one length: the shorter ones are padded, and a mask says where.</summary>
public sealed class PaddedText
{
    private readonly int[] _tokens;
    private readonly bool[] _mask;

    /// <summary>Takes tokens that are padded already; the arrays are not copied and must not change.</summary>
    /// <param name="batch">Number of sequences, ≥ 1.</param>
    /// <param name="tokens">[batch, length], row-major.</param>
    /// <param name="mask">The same shape: true for a token, false for padding.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public PaddedText(int batch, int[] tokens, bool[] mask)
    {
        if (batch < 1 || tokens.Length == 0 || tokens.Length % batch != 0 || mask.Length != tokens.Length)
        {
            throw new ArgumentException(
                "Padded text: expected at least one sequence, of one length all, and a mask value for each token, but found "
                + $"{batch} sequences, {tokens.Length} tokens and {mask.Length} mask values.");
        }

        (Batch, Length, _tokens, _mask) = (batch, tokens.Length / batch, tokens, mask);
    }

    /// <summary>Number of sequences.</summary>
    public int Batch { get; }

    /// <summary>Tokens of each sequence, padding included.</summary>
    public int Length { get; }

    /// <summary>The tokens, [batch, length].</summary>
    public ReadOnlySpan<int> Tokens => _tokens;

    /// <summary>[batch, length]: true for a token, false for padding.</summary>
    public ReadOnlySpan<bool> Mask => _mask;

    /// <summary>Pads sequences at their ends to the length of the longest.</summary>
    /// <param name="sequences">At least one, with at least one token among them.</param>
    /// <param name="padding">The token to pad with.</param>
    public static PaddedText Pad(IReadOnlyList<int[]> sequences, int padding)
    {
        var length = sequences.Count == 0 ? 0 : sequences.Max(sequence => sequence.Length);
        var (tokens, mask) = (new int[sequences.Count * length], new bool[sequences.Count * length]);
        tokens.AsSpan().Fill(padding);
        for (var row = 0; row < sequences.Count; row++)
        {
            sequences[row].CopyTo(tokens, row * length);
            mask.AsSpan(row * length, sequences[row].Length).Fill(true);
        }

        return new PaddedText(sequences.Count, tokens, mask);
    }

    /// <summary>Some of the sequences.</summary>
    /// <param name="rows">Which, in the order wanted; may repeat.</param>
    public PaddedText Rows(ReadOnlySpan<int> rows)
    {
        var (tokens, mask) = (new int[rows.Length * Length], new bool[rows.Length * Length]);
        for (var row = 0; row < rows.Length; row++)
        {
            Tokens.Slice(rows[row] * Length, Length).CopyTo(tokens.AsSpan(row * Length));
            Mask.Slice(rows[row] * Length, Length).CopyTo(mask.AsSpan(row * Length));
        }

        return new PaddedText(rows.Length, tokens, mask);
    }

    /// <summary>The same sequences with another first token: a decoder's start in the place of an encoder's.</summary>
    public PaddedText StartingWith(int token)
    {
        var tokens = _tokens.AsSpan().ToArray();
        for (var row = 0; row < Batch; row++)
        {
            tokens[row * Length] = token;
        }

        return new PaddedText(Batch, tokens, _mask);
    }
}
