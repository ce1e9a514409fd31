namespace RadSharp.Assistant.Answers;

/// <summary>Why a sentence should not be believed without looking.</summary>
public enum AnswerWarningKind
{
    /// <summary>It compares with an earlier film that is not there.</summary>
    Prior,

    /// <summary>It gives a value that nobody measured.</summary>
    Measurement,

    /// <summary>The classifier, or the reader, says otherwise, or the film has another view.</summary>
    Disagreement,
}

/// <summary>A warning about a place in an answer.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Text">A sentence for the reader.</param>
/// <param name="Start">Where the place begins in the answer, in characters.</param>
/// <param name="End">Where it ends.</param>
public sealed record AnswerWarning(AnswerWarningKind Kind, string Text, int Start, int End);
