using RadSharp.Radiology.Findings;

namespace RadSharp.Radiology.Labeling;

/// <summary>Makes one label of all that a report says about a finding (chexpert-labeler: stages/aggregate.py).</summary>
public static class MentionAggregation
{
    /// <summary>
    /// A finding is uncertain where one mention denies it and another doubts it, else present where one asserts it, else what
    /// all say. A failing heart that is not denied makes <c>Cardiomegaly</c> a matter of doubt. <c>No Finding</c> is present
    /// where nothing but <c>Support Devices</c> is present or uncertain, else unknown.
    /// </summary>
    public static ReportLabels Aggregate(IEnumerable<FindingMention> mentions)
    {
        ArgumentNullException.ThrowIfNull(mentions);
        var said = new Said[ReportLabels.Names.Count];
        var isNormal = true;
        foreach (var mention in mentions)
        {
            var isDenied = mention.State == FindingState.Absent;
            if (mention.Finding == FindingMention.Other || mention.Finding == CheXpertFinding.NoFinding.Name)
            {
                isNormal &= isDenied;
                continue;
            }

            said[ReportLabels.PlaceOf(mention.Finding)] |= mention.State switch
            {
                FindingState.Absent => Said.Absent,
                FindingState.Uncertain => Said.Uncertain,
                _ => Said.Present,
            };
            if (mention.IsHeartFailure && !isDenied)
            {
                said[Cardiomegaly.Index] |= Said.Uncertain;
            }
        }

        var states = Array.ConvertAll(said, StateOf);
        for (var place = 0; place < states.Length; place++)
        {
            isNormal &= place == CheXpertFinding.SupportDevices.Index
                || states[place] is FindingState.Unknown or FindingState.Absent;
        }

        states[CheXpertFinding.NoFinding.Index] = isNormal ? FindingState.Present : FindingState.Unknown;
        return new(states);
    }

    private static CheXpertFinding Cardiomegaly { get; } = CheXpertFinding.Of("Cardiomegaly");

    private static FindingState StateOf(Said said) => said switch
    {
        Said.Nothing => FindingState.Unknown,
        _ when said.HasFlag(Said.Absent | Said.Uncertain) => FindingState.Uncertain,
        _ when said.HasFlag(Said.Present) => FindingState.Present,
        _ when said.HasFlag(Said.Uncertain) => FindingState.Uncertain,
        _ => FindingState.Absent,
    };

    [Flags]
    private enum Said
    {
        Nothing = 0,
        Absent = 1,
        Uncertain = 2,
        Present = 4,
    }
}
