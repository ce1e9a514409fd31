using RadSharp.Tensors;

namespace RadSharp.Models.Systems;

/// <summary>How a model is loaded.</summary>
public sealed record ModelOptions
{
    /// <summary>
    /// How matrices and embeddings are kept: <see cref="DType.Q4"/>, <see cref="DType.Q8"/>, half precision or Float32. Of no
    /// effect on a folder that <see cref="ModelFolder.Pack"/> has written.
    /// </summary>
    public DType Matrices { get; init; } = DType.Q4;

    /// <summary>The folder of the base language model, for adapters that lie elsewhere.</summary>
    public string? Base { get; init; }
}
