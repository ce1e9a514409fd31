namespace RadSharp.Models.Generation;

/// <summary>How an answer is made and where it ends.</summary>
public sealed record GenerationOptions
{
    /// <summary>Tokens of the longest answer, the end token included.</summary>
    public int MaxNewTokens { get; init; } = 512;

    /// <summary>Tokens that end the answer; null for those of the decoder's configuration.</summary>
    public IReadOnlyList<int>? EndTokens { get; init; }

    /// <summary>Texts that end the answer before them, wherever they begin and end within tokens.</summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>How each token is chosen.</summary>
    public Sampling Sampling { get; init; } = Sampling.Greedy;
}

/// <summary>Why an answer ended.</summary>
public enum FinishReason
{
    /// <summary>With an end token or before a stop string.</summary>
    Stop,

    /// <summary>At the largest number of new tokens or at the end of the context.</summary>
    Length,

    /// <summary>The caller did not want more.</summary>
    Cancelled,
}

/// <summary>A token of an answer.</summary>
/// <param name="Id">Its number in the vocabulary.</param>
/// <param name="Probability">What the model gives it, before any penalty, temperature or top-p.</param>
/// <param name="Text">
/// What can be shown now: text waits while it may be the beginning of a stop string. Empty without a tokenizer.
/// </param>
public readonly record struct GeneratedToken(int Id, float Probability, string Text);
