using RadSharp.Tensors;

namespace RadSharp.Models.Vision;

/// <summary>What <see cref="BioViLT"/> makes of images. All belongs to the tape.</summary>
/// <param name="PatchEmbeddings">[batch, rows, columns, 512]: an image's patches beside what changed since the last.</param>
/// <param name="ImageEmbedding">[batch, 512]: the mean of the patches.</param>
/// <param name="ProjectedPatchEmbeddings">[batch, rows, columns, joint feature size]; null without a projector.</param>
/// <param name="ProjectedGlobalEmbedding">[batch, joint feature size]: the mean of these; null without a projector.</param>
public sealed record BioViLTOutput(
    Tensor PatchEmbeddings, Tensor ImageEmbedding, Tensor? ProjectedPatchEmbeddings, Tensor? ProjectedGlobalEmbedding);
