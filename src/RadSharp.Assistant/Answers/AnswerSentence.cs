using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Assistant.Answers;

/// <summary>A sentence of an answer, and what it speaks of.</summary>
/// <param name="Start">Where it begins in the answer, in characters.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Findings">
/// What it says of findings, by the names of <see cref="NihLabels.All"/> where they have one, else CheXpert's.
/// </param>
/// <param name="Boxes">Boxes that it gives, and those of regions that it names, each with what is there.</param>
public sealed record AnswerSentence(
    int Start, int End, IReadOnlyList<(string Name, FindingState State)> Findings, IReadOnlyList<(string Name, Box Box)> Boxes);
