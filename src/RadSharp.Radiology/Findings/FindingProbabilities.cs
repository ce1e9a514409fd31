namespace RadSharp.Radiology.Findings;

/// <summary>What probabilities of NIH ChestX-ray14's findings say about CheXpert's.</summary>
public static class FindingProbabilities
{
    /// <summary>
    /// The probabilities as they are, then those of CheXpert's findings that follow from them and are spelled otherwise:
    /// <c>Lung Opacity</c>, <c>Lung Lesion</c>, <c>Pleural Effusion</c>, <c>Pleural Other</c>, <c>No Finding</c>.
    /// </summary>
    /// <remarks>
    /// A classifier with a sigmoid for each finding takes findings to be independent of each other once the film is known, and so
    /// does this: a finding of CheXpert's that stands for several of NIH's is there with 1 − Π(1 − p), and none of the
    /// fourteen with Π(1 − p). A finding that needs a probability which is not given is left out, as are those that NIH's labels do not
    /// tell (a wide mediastinum, a fracture, devices).
    /// </remarks>
    /// <param name="nih">Names as <see cref="NihLabels.All"/> spells them, probabilities from 0 to 1.</param>
    /// <returns>Names and probabilities, NIH's first and in the order given.</returns>
    public static IReadOnlyList<(string Name, double Probability)> WithCheXpert(
        IReadOnlyList<(string Name, double Probability)> nih)
    {
        ArgumentNullException.ThrowIfNull(nih);
        var known = nih.ToDictionary(entry => entry.Name, entry => entry.Probability);
        var all = nih.ToList();
        foreach (var finding in CheXpertFinding.All.Where(finding => !known.ContainsKey(finding.Name)))
        {
            var isNone = finding == CheXpertFinding.NoFinding;
            var names = isNone ? NihLabels.All : finding.NihNames;
            if (names.Count > 0 && names.All(known.ContainsKey))
            {
                var none = names.Aggregate(1.0, (product, name) => product * (1 - known[name]));
                all.Add((finding.Name, isNone ? none : 1 - none));
            }
        }

        return all;
    }
}
