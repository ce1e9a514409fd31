namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>Where a product's lines go, and what is done to the sums before they are stored.</summary>
/// <param name="c">The first element.</param>
/// <param name="stride">Floats from one line of C to the next.</param>
internal readonly unsafe struct TileOutput(float* c, nint stride)
{
    public float* C { get; } = c;

    public nint Stride { get; } = stride;

    /// <summary>One value a column that the sums start with, or null for zero.</summary>
    public float* Bias { get; init; }

    /// <summary>What is added to the sums, in the layout of C, or null. May be C itself.</summary>
    public float* Addend { get; init; }

    /// <summary>The smallest value stored: 0 rectifies, −∞ changes nothing.</summary>
    public float Floor { get; init; } = float.NegativeInfinity;

    /// <summary>The same with <paramref name="line"/> and <paramref name="column"/> as the first element.</summary>
    public TileOutput At(nint line, int column)
    {
        var offset = (line * Stride) + column;
        return new(C + offset, Stride)
        {
            Bias = Bias == null ? null : Bias + column,
            Addend = Addend == null ? null : Addend + offset,
            Floor = Floor,
        };
    }
}
