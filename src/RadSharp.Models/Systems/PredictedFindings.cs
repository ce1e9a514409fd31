using RadSharp.Radiology.Findings;

namespace RadSharp.Models.Systems;

/// <summary>How RaDialog tells its language model what the findings classifier saw (RaDialog: test.py, data/create_data.py).</summary>
internal static class PredictedFindings
{
    // The classifier's decision, for every label.
    private const float Threshold = 0.5f;

    /// <summary>The names of the labels above one half, in lower case.</summary>
    /// <param name="probabilities">[14], in CheXpert's order.</param>
    /// <remarks>
    /// "No finding" goes where anything else but support devices was seen too; training and evaluation had it so, RaDialog's
    /// demonstration did not.
    /// </remarks>
    public static string Render(IReadOnlyList<float> probabilities)
    {
        var seen = CheXpertFinding.All.Where(finding => probabilities[finding.Index] > Threshold).ToList();
        if (seen.Exists(finding => finding.IsPathology))
        {
            seen.Remove(CheXpertFinding.NoFinding);
        }

        return seen.Count == 0
            ? Prompts.RaDialog.NoFindings
            : string.Join(", ", seen.Select(finding => finding.Name.ToLowerInvariant()));
    }
}
