namespace RadSharp.Evaluation.Classification;

/// <summary>Labels that an answer names, as RadVLM's evaluation reads it.</summary>
public static class NamedLabels
{
    /// <summary>
    /// The labels whose lower-case name stands anywhere in the lower-case answer: also where it is denied, and within a longer
    /// name (RadVLM: radvlm/evaluation/compute_metrics_tasks.py). For comparisons with its numbers;
    /// <see cref="Radiology.Labeling.ReportLabeler"/> reads what the answer says.
    /// </summary>
    /// <param name="answer">What a model said.</param>
    /// <param name="labels">The labels.</param>
    public static IReadOnlyList<string> In(string answer, IEnumerable<string> labels)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return [.. labels.Where(label => answer.Contains(label, StringComparison.OrdinalIgnoreCase))];
    }
}
