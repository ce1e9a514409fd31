using RadSharp.Tensors;

namespace RadSharp.Models.Systems;

/// <summary>How a model is loaded.</summary>
public sealed record ModelOptions
{
    /// <summary>
    /// How matrices and embeddings are kept: <see cref="DType.Q4"/>, <see cref="DType.Q8"/>, half precision or Float32; null for
    /// what suits the system, <see cref="DType.Q4"/> for RadVLM and RaDialog, Float32 for radsharp-mini. Of no effect on a folder
    /// that <see cref="ModelFolder.Pack"/> has written.
    /// </summary>
    public DType? Matrices { get; init; }

    /// <summary>The type for a model that fills the memory otherwise.</summary>
    internal DType LargeMatrices => Matrices ?? DType.Q4;

    /// <summary>The folder of the base language model, for adapters that lie elsewhere.</summary>
    public string? Base { get; init; }
}
