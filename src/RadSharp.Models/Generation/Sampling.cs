namespace RadSharp.Models.Generation;

/// <summary>
/// How a token is chosen from the logits, as transformers' logits processors do it and in their order
/// (generation/logits_process.py): repetition penalty, temperature, top-p.
/// </summary>
public sealed record Sampling
{
    /// <summary>The likeliest token, always.</summary>
    public static Sampling Greedy { get; } = new();

    /// <summary>What logits are divided by; 0 for the likeliest token, always.</summary>
    public float Temperature { get; init; }

    /// <summary>
    /// Only the smallest set of likeliest tokens whose probabilities sum up to this takes part, at least one token;
    /// above 0, 1 for all tokens.
    /// </summary>
    public float TopP { get; init; } = 1;

    /// <summary>
    /// What the logits of tokens in the prompt and in the answer so far are divided by where positive, and multiplied with
    /// where negative; 1 for none.
    /// </summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>Which random numbers: the same seed and the same logits give the same tokens.</summary>
    public int Seed { get; init; }

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentException">One is; the message says which.</exception>
    internal void Validate()
    {
        var penalty = RepetitionPenalty;
        Expect(Temperature >= 0 && float.IsFinite(Temperature), nameof(Temperature), "0 or more", Temperature);
        Expect(TopP is > 0 and <= 1, nameof(TopP), "above 0 and at most 1", TopP);
        Expect(penalty > 0 && float.IsFinite(penalty), nameof(RepetitionPenalty), "above 0", penalty);
    }

    private static void Expect(bool holds, string name, string expected, float found)
    {
        if (!holds)
        {
            throw new ArgumentException($"Sampling: expected {name} to be {expected}, found {found}.");
        }
    }
}
