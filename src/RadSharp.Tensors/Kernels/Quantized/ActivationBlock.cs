namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>32 activations as 16-bit integers with a scale, in the order in which the product meets the weights.</summary>
/// <remarks>
/// With 16 bits the rounding is 1/65534 of the block's largest activation at most, a hundredth of the error that 8-bit
/// weights have themselves; 32 products with 8-bit weights stay within 32 bits.
/// </remarks>
internal unsafe struct ActivationBlock
{
    /// <summary>
    /// Pairs of 16-bit integers. With g = 4 neighbouring activations, even(g) = (4g, 4g + 2) and odd(g) = (4g + 1, 4g + 3),
    /// quarter q of the block holds even(q), even(q + 4), odd(q), odd(q + 4).
    /// </summary>
    public fixed int Pairs[16];

    /// <summary>What the sum of products starts from, so that weights stored with an offset need not have it taken off.</summary>
    public int Start;

    /// <summary>What the integers are multiples of; NaN if an activation is not finite.</summary>
    public float Scale;
}
