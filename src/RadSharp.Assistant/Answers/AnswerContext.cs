using RadSharp.Imaging;
using RadSharp.Radiology.Findings;

namespace RadSharp.Assistant.Answers;

/// <summary>What an answer is checked against.</summary>
public sealed record AnswerContext
{
    /// <summary>Nothing is known: no prior, no classifier.</summary>
    public static AnswerContext Empty { get; } = new();

    /// <summary>Whether an earlier film was loaded.</summary>
    public bool HasPrior { get; init; }

    /// <summary>From which side the film was taken, as its file or the detectors say.</summary>
    public View View { get; init; } = View.Unknown;

    /// <summary>What the reader has said: values that stand there are the reader's own.</summary>
    public string ReaderText { get; init; } = "";

    /// <summary>What the classifier makes of each finding, by name.</summary>
    public IReadOnlyDictionary<string, (FindingState State, double Probability)> Classifier { get; init; } =
        new Dictionary<string, (FindingState, double)>();

    /// <summary>What the reader has marked, which goes before the classifier.</summary>
    public IReadOnlyDictionary<string, FindingState> Reader { get; init; } = new Dictionary<string, FindingState>();
}
