using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Labeling;

namespace RadSharp.Instruct.Reports;

/// <summary>
/// What is known about a film's findings, by the names of <see cref="ReportLabels.Names"/>. Some findings are kinds of others: a
/// mass or nodule is a lung lesion, an infiltrate an opacity, thickening something else of the pleura. What the kinds say counts
/// for the wider finding too, and <c>No Finding</c> follows from all.
/// </summary>
public sealed class FilmFindings
{
    private const string Effusion = "Effusion";

    private static readonly Dictionary<string, string[]> Kinds = new()
    {
        ["Lung Opacity"] = ["Infiltration"],
        ["Lung Lesion"] = ["Mass", "Nodule"],
        ["Pleural Other"] = ["Pleural_Thickening"],
    };

    // Without what follows from other labels.
    private readonly Dictionary<string, FindingState> _states = [];

    private FilmFindings(IEnumerable<(string Name, FindingState State)> states)
    {
        foreach (var (name, state) in states)
        {
            var known = Known(name);
            if (known != CheXpertFinding.NoFinding.Name && state != FindingState.Unknown)
            {
                _states[known] = state;
            }
        }

        foreach (var (wider, kinds) in Kinds)
        {
            if (_states.TryGetValue(wider, out var state) && OfKinds(kinds) == Combined([state, .. kinds.Select(Stated)], kinds))
            {
                _states.Remove(wider);
            }
        }
    }

    /// <summary>A film about which nothing is known.</summary>
    public static FilmFindings Unknown { get; } = new([]);

    /// <summary>Findings by name; what is not named is unknown.</summary>
    /// <exception cref="ArgumentException">A name is not of <see cref="ReportLabels.Names"/> nor of NIH ChestX-ray14.</exception>
    public static FilmFindings Of(IEnumerable<(string Name, FindingState State)> states) => new(states);

    /// <summary>
    /// The labels of a film of NIH ChestX-ray14: its other findings are absent, and the rest of CheXpert's unknown.
    /// </summary>
    /// <param name="present">Of <see cref="NihLabels.Parse"/>.</param>
    public static FilmFindings OfNih(IReadOnlyList<string> present) =>
        new(NihLabels.All.Select(name => (name, present.Contains(name) ? FindingState.Present : FindingState.Absent)));

    /// <summary>What a report says.</summary>
    public static FilmFindings OfReport(ReportLabels labels) => new(labels.Mentioned);

    /// <summary>What is known of a finding.</summary>
    /// <exception cref="ArgumentException">There is no such label.</exception>
    public FindingState this[string name] => Known(name) switch
    {
        "No Finding" => _states.Count > 0 && IsNormal ? FindingState.Present : FindingState.Unknown,
        var known when Kinds.TryGetValue(known, out var kinds) => Combined([Stated(known), .. kinds.Select(Stated)], kinds),
        var known => Stated(known),
    };

    /// <summary>Whether nothing but devices is present or uncertain.</summary>
    public bool IsNormal => _states.All(entry =>
        entry.Value is FindingState.Absent or FindingState.Unknown || entry.Key == CheXpertFinding.SupportDevices.Name);

    /// <summary>
    /// What a report has to say: every finding that is known, without those that follow from others, in the order of reports.
    /// </summary>
    public IEnumerable<(LabelWords Label, FindingState State)> ToSay =>
        from label in LabelWords.All where _states.ContainsKey(label.Name) select (label, _states[label.Name]);

    /// <summary>The labels to say that are in a state, in the order of reports.</summary>
    public IReadOnlyList<LabelWords> In(FindingState state) =>
        [.. from entry in ToSay where entry.State == state select entry.Label];

    /// <summary>The same with another state of one finding.</summary>
    public FilmFindings With(string name, FindingState state) =>
        new([.. _states.Where(entry => entry.Key != Known(name)).Select(entry => (entry.Key, entry.Value)), (name, state)]);

    private FindingState Stated(string name) => _states.GetValueOrDefault(name);

    private FindingState OfKinds(string[] kinds) => Combined([.. kinds.Select(Stated)], kinds);

    // As the labeler makes one label of several mentions (MentionAggregation), except that a kind that is present decides.
    private FindingState Combined(FindingState[] said, string[] kinds) => said switch
    {
        _ when kinds.Any(kind => Stated(kind) == FindingState.Present) => FindingState.Present,
        _ when said.Contains(FindingState.Uncertain) && said.Contains(FindingState.Absent) => FindingState.Uncertain,
        _ => said.Max(),
    };

    private static string Known(string name)
    {
        var known = name == Effusion ? "Pleural Effusion" : name;
        return ReportLabels.Names.FirstOrDefault(label => string.Equals(label, known, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"Expected one of {string.Join(", ", ReportLabels.Names)}, found '{name}'.", nameof(name));
    }
}
