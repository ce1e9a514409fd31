using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Server.Api;

/// <summary>What a model's detectors say of a film.</summary>
/// <param name="Model">The model.</param>
/// <param name="Refusal">Why it does not read the film, a sentence; null where it does.</param>
/// <param name="View">From which side the film was taken: <c>PA</c>, <c>AP</c>, <c>Frontal</c>, <c>Lateral</c>, <c>Other</c>, <c>Unknown</c>.</param>
/// <param name="ViewProbability">The probability of that view, as the model sees it; null where it does not tell.</param>
/// <param name="Findings">Every finding that the model knows; empty where it has no classifier.</param>
/// <param name="Regions">Boxes of anatomical regions.</param>
public sealed record FilmFindings(
    string Model, string? Refusal, string View, double? ViewProbability, IReadOnlyList<FilmFinding> Findings,
    IReadOnlyList<NamedBox> Regions);

/// <summary>What a classifier says of a finding.</summary>
/// <param name="Name">The finding.</param>
/// <param name="Probability">0 to 1.</param>
/// <param name="State">What the model makes of it.</param>
/// <param name="HasHeatMap">Whether there is a map of where the classifier looks.</param>
public sealed record FilmFinding(string Name, double Probability, FindingMark State, bool HasHeatMap);

/// <summary>Whether a finding is there.</summary>
public enum FindingMark
{
    /// <summary>It is there.</summary>
    Present,

    /// <summary>It is not there.</summary>
    Absent,

    /// <summary>It may be there.</summary>
    Uncertain,
}

/// <summary>A place on a film with a name.</summary>
/// <param name="Name">What is there.</param>
/// <param name="Box">Where.</param>
public sealed record NamedBox(string Name, FilmBox Box);

/// <summary>A rectangle, its edges as parts of the film's width and height from the upper left corner.</summary>
/// <param name="X1">Left edge, 0 to 1.</param>
/// <param name="Y1">Upper edge, 0 to 1.</param>
/// <param name="X2">Right edge.</param>
/// <param name="Y2">Lower edge.</param>
public sealed record FilmBox(double X1, double Y1, double X2, double Y2)
{
    /// <summary>The box as the API has it.</summary>
    internal static FilmBox Of(Box box) => new(box.X1, box.Y1, box.X2, box.Y2);

    /// <summary>The box as the assistant has it.</summary>
    internal Box ToBox() => new(X1, Y1, X2, Y2);
}

/// <summary>Between the states of findings that the house knows and those that the API has.</summary>
internal static class FindingMarks
{
    /// <summary>The mark of a state; null for what nobody has said.</summary>
    public static FindingMark? Of(FindingState state) => state switch
    {
        FindingState.Present => FindingMark.Present,
        FindingState.Absent => FindingMark.Absent,
        FindingState.Uncertain => FindingMark.Uncertain,
        _ => null,
    };

    /// <summary>The state of a mark.</summary>
    public static FindingState ToState(this FindingMark? mark) => mark switch
    {
        FindingMark.Present => FindingState.Present,
        FindingMark.Absent => FindingState.Absent,
        FindingMark.Uncertain => FindingState.Uncertain,
        _ => FindingState.Unknown,
    };
}
