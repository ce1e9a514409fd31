using RadSharp.Instruct.Reports;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Regions;

namespace RadSharp.Instruct.Samples;

/// <summary>The turns about where something is.</summary>
internal static class LocationTurns
{
    private const string RightLung = "right lung";
    private const string LeftLung = "left lung";

    /// <summary>
    /// Where an anatomical region is. A model that locates the lungs alone is asked for both at once too, and for regions of
    /// which it has to say that it has no box.
    /// </summary>
    /// <returns>Null where the film has no box, except for such a model.</returns>
    public static ConversationTurn[]? Region(IReadOnlyDictionary<string, Box> regions, SampleShape shape, SeededChoice choice)
    {
        if (shape is SampleShape.RadSharpMini)
        {
            if (regions.Count == 0 || choice.Happens(TaskWordings.Probability("region-without-box"), "region without box"))
            {
                var without = choice.Pick([.. AnatomicalRegion.Names.Where(known => !regions.ContainsKey(known))], "region");
                return TaskTurns.Round(
                    TaskWordings.Prompt(choice, "region", ("region", without)),
                    TaskWordings.Answer(choice, "region-none", ("region", without)));
            }

            if (regions.TryGetValue(RightLung, out var right) && regions.TryGetValue(LeftLung, out var left)
                && choice.Happens(TaskWordings.Probability("lung-pair"), "lung pair"))
            {
                return TaskTurns.Round(
                    TaskWordings.Prompt(choice, "region-pair"),
                    TaskWordings.Answer(
                        choice, "region-pair", ("right", BoxText.Format(right)), ("left", BoxText.Format(left))));
            }
        }

        if (regions.Count == 0)
        {
            return null;
        }

        var name = choice.Pick([.. regions.Keys.Order(StringComparer.Ordinal)], "region");
        return TaskTurns.Round(
            TaskWordings.Prompt(choice, "region", ("region", name)),
            TaskWordings.Answer(choice, "region", ("region", name), ("box", BoxText.Format(regions[name]))));
    }

    /// <summary>Where a finding is.</summary>
    /// <returns>Null where no finding has a box; a model without such boxes names its heat map instead.</returns>
    public static ConversationTurn[]? Finding(LabeledFilm film, SampleShape shape, SeededChoice choice)
    {
        if (shape is SampleShape.RadSharpMini)
        {
            return FindingOnMap(film.Findings, choice);
        }

        var marked = film.FindingBoxes.Where(entry => entry.Value.Count > 0).Select(entry => entry.Key)
            .Order(StringComparer.Ordinal).ToArray();
        if (marked.Length == 0)
        {
            return null;
        }

        var name = choice.Pick(marked, "marked finding");
        var noun = LabelWords.Of(name).Noun;
        return TaskTurns.Round(
            TaskWordings.Prompt(choice, "finding-location", ("noun", noun)),
            TaskWordings.Answer(choice, "finding-location", ("noun", noun), ("box", BoxText.Format(film.FindingBoxes[name]))));
    }

    private static ConversationTurn[]? FindingOnMap(FilmFindings findings, SeededChoice choice)
    {
        var seen = findings.In(FindingState.Present).Concat(findings.In(FindingState.Uncertain)).ToArray();
        var absent = findings.In(FindingState.Absent);
        var asksForAbsent = absent.Count > 0
            && (seen.Length == 0 || choice.Happens(TaskWordings.Probability("absent-located"), "absent located"));
        if (!asksForAbsent && seen.Length == 0)
        {
            return null;
        }

        var noun = choice.Pick(asksForAbsent ? absent : seen, "located").Noun;
        return TaskTurns.Round(
            TaskWordings.Prompt(choice, "finding-location", ("noun", noun)),
            TaskWordings.Answer(choice, asksForAbsent ? "finding-location-absent" : "finding-location-map", ("noun", noun)));
    }
}
