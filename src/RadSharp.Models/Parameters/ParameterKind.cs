namespace RadSharp.Models.Parameters;

/// <summary>What a parameter is for, which decides how it is stored and how a fresh one begins.</summary>
public enum ParameterKind
{
    /// <summary>The matrix of a linear layer, [out, in]: may be stored in 8 or 4 bits.</summary>
    Matrix,

    /// <summary>A table of vectors, [entries, width]: may be stored in 8 or 4 bits.</summary>
    Embedding,

    /// <summary>The kernel of a convolution, [out, in / groups, height, width].</summary>
    Kernel,

    /// <summary>What is added: a bias, a position; fresh ones are zero.</summary>
    Shift,

    /// <summary>What is multiplied with: a norm's weight; fresh ones are one.</summary>
    Scale,

    /// <summary>Learned inputs, such as query tokens; fresh ones are small random numbers.</summary>
    Tokens,

    /// <summary>What was measured, not learned, such as a covariance: kept in full; fresh ones are zero.</summary>
    Statistic,
}
