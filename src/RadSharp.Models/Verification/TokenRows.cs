namespace RadSharp.Models.Verification;

/// <summary>Token sequences of one length.</summary>
/// <param name="Values">[rows, length].</param>
/// <param name="Length">Tokens of each.</param>
internal readonly record struct TokenRows(int[] Values, int Length)
{
    /// <summary>Number of sequences.</summary>
    public int Count => Values.Length / Length;

    /// <summary>One sequence.</summary>
    public ReadOnlySpan<int> this[int row] => Values.AsSpan(row * Length, Length);
}
