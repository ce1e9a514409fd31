namespace RadSharp.Tensors.Kernels.Quantized;

/// <summary>
/// 32 activations as integers with a scale, in the order in which the product meets the weights. Formats whose words are
/// fewer (<see cref="Quantization.IBlockFormat.ActivationWords"/>) cut the block off after them.
/// </summary>
internal unsafe struct ActivationBlock
{
    /// <summary>What the sum of products starts from, so that weights stored with an offset need not have it taken off.</summary>
    public int Start;

    /// <summary>What the integers are multiples of; NaN if an activation is not finite.</summary>
    public float Scale;

    /// <summary>The integers, in the format's order.</summary>
    public fixed int Words[16];

    /// <summary>Bytes of a block with so many words.</summary>
    public static int Bytes(int words) => sizeof(int) + sizeof(float) + (words * sizeof(int));
}
