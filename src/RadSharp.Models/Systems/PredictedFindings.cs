using RadSharp.Radiology.Findings;

namespace RadSharp.Models.Systems;

/// <summary>
/// What RaDialog's findings classifier saw, and how its language model is told (RaDialog: findings_classifier/
/// chexpert_dataset.py, test.py, data/create_data.py).
/// </summary>
internal static class PredictedFindings
{
    // The classifier's decision, for every label.
    private const float Threshold = 0.5f;

    /// <summary>The labels as the classifier has them, and as prompts list them: "No Finding" is first.</summary>
    private static readonly CheXpertFinding[] Labels =
        [CheXpertFinding.NoFinding, .. CheXpertFinding.All.Where(finding => finding != CheXpertFinding.NoFinding)];

    /// <summary>Probabilities by <see cref="CheXpertFinding.Index"/>, of the classifier's logits.</summary>
    /// <param name="logits">[14], in the classifier's order.</param>
    public static float[] Probabilities(ReadOnlySpan<float> logits)
    {
        var probabilities = new float[Labels.Length];
        for (var label = 0; label < logits.Length; label++)
        {
            probabilities[Labels[label].Index] = 1 / (1 + MathF.Exp(-logits[label]));
        }

        return probabilities;
    }

    /// <summary>The names of the labels above one half, in lower case.</summary>
    /// <param name="probabilities">[14], by <see cref="CheXpertFinding.Index"/>.</param>
    /// <remarks>
    /// "No finding" goes where anything else but support devices was seen too; training and evaluation had it so, RaDialog's
    /// demonstration did not.
    /// </remarks>
    public static string Render(IReadOnlyList<float> probabilities)
    {
        var seen = Labels.Where(finding => probabilities[finding.Index] > Threshold).ToList();
        if (seen.Exists(finding => finding.IsPathology))
        {
            seen.Remove(CheXpertFinding.NoFinding);
        }

        return seen.Count == 0
            ? Prompts.RaDialog.NoFindings
            : string.Join(", ", seen.Select(finding => finding.Name.ToLowerInvariant()));
    }
}
