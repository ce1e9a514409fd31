using RadSharp.Radiology.Findings;

namespace RadSharp.Radiology.Labeling;

/// <summary>A place of a report that says something about a finding.</summary>
/// <param name="Finding">A name of <see cref="ReportLabels.Names"/>, or <see cref="Other"/>.</param>
/// <param name="State">Present, uncertain or absent.</param>
/// <param name="Phrase">The words that name the finding, or that say how a part of the body is.</param>
/// <param name="Sentence">The sentence they stand in, cleaned.</param>
public readonly record struct FindingMention(string Finding, FindingState State, string Phrase, string Sentence)
{
    /// <summary>What is abnormal, but has no label: it only speaks against <c>No Finding</c>.</summary>
    public const string Other = "Other";

    /// <summary>
    /// Whether it speaks of a failing heart, which as CheXpert's labeler has it makes the heart's size uncertain.
    /// </summary>
    internal bool IsHeartFailure =>
        Phrase.Contains("chf", StringComparison.Ordinal) || Phrase.Contains("heart failure", StringComparison.Ordinal);
}
