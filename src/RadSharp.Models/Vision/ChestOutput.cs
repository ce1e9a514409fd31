using RadSharp.Tensors;

namespace RadSharp.Models.Vision;

/// <summary>What a <see cref="ChestNetwork"/> sees, owned by the tape.</summary>
/// <param name="Features">The feature map, [batch, rows, columns, channels].</param>
/// <param name="Findings">A logit for each label of <see cref="RadSharp.Radiology.Findings.NihLabels.All"/>, [batch, findings].</param>
/// <param name="Projection">A logit: above 0 for AP, below for PA, [batch, 1].</param>
/// <param name="Patient">A logit above 0 for men, and the age in centuries, [batch, 2]. Only training needs them.</param>
/// <param name="Lungs">
/// The edges x1, y1, x2, y2 of the left and then the right lung as parts of the image's sides, [batch, 8].
/// </param>
public readonly record struct ChestOutput(Tensor Features, Tensor Findings, Tensor Projection, Tensor Patient, Tensor Lungs);
