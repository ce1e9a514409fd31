namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>What the backward pass of one attention reads.</summary>
internal unsafe struct BackwardInputs
{
    /// <summary>[batch, queryTokens, queryHeads, headDim].</summary>
    public float* Queries;

    /// <summary>[batch, keyTokens, keyHeads, headDim].</summary>
    public float* Keys;

    /// <summary>[batch, keyTokens, keyHeads, headDim].</summary>
    public float* Values;

    /// <summary>What forward computed, [batch, queryTokens, queryHeads, headDim].</summary>
    public float* Output;

    /// <summary>What forward computed, [batch, keyHeads, rows].</summary>
    public float* LogSumExp;

    /// <summary>[batch, queryTokens, queryHeads, headDim].</summary>
    public float* OutputGradient;
}
