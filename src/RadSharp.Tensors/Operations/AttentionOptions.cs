namespace RadSharp.Tensors.Operations;

/// <summary>What <see cref="ScaledDotProductAttention"/> does beside the plain case.</summary>
/// <param name="Scale">Factor on the products of queries and keys; null for 1/√headDim.</param>
/// <param name="IsCausal">
/// Whether a query sees the keys up to its own place only. The last query stands at the last key: query i sees the keys
/// up to i + keyTokens − queryTokens.
/// </param>
public readonly record struct AttentionOptions(float? Scale = null, bool IsCausal = false)
{
    /// <summary>Causal, with the usual scale.</summary>
    public static AttentionOptions Causal => new(IsCausal: true);
}
