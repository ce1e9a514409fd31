namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>Where the gradients of one attention go: null where one is not wanted.</summary>
internal unsafe struct AttentionGradients
{
    /// <summary>[batch, queryTokens, queryHeads, headDim].</summary>
    public float* Queries;

    /// <summary>[batch, keyTokens, keyHeads, headDim].</summary>
    public float* Keys;

    /// <summary>[batch, keyTokens, keyHeads, headDim].</summary>
    public float* Values;

    /// <summary>Whether to add to what is in <see cref="Queries"/>.</summary>
    public bool AccumulateQueries;

    /// <summary>Whether to add to what is in <see cref="Keys"/>.</summary>
    public bool AccumulateKeys;

    /// <summary>Whether to add to what is in <see cref="Values"/>.</summary>
    public bool AccumulateValues;
}
