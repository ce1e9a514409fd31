using RadSharp.Imaging;
using RadSharp.Models.Systems;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Training.Instruction;

// Stands in until the model's own lands.
internal static class FilmText
{
    private static readonly string[] Lungs = ["right lung", "left lung"];

    public static string Of(FilmReading reading)
    {
        var view = reading.View is View.PA or View.AP ? $"View: {reading.View}. " : "";
        var lungs = string.Concat(Lungs.Where(reading.Regions.ContainsKey)
            .Select(name => $"{char.ToUpperInvariant(name[0])}{name[1..]}: {BoxText.Format(reading.Regions[name])}. "));
        var present = Names(reading, FindingState.Present);
        var uncertain = Names(reading, FindingState.Uncertain);
        return $"{view}{lungs}Predicted Findings: {(present.Length == 0 ? "no common findings" : present)}."
            + (uncertain.Length == 0 ? "" : $" Possible: {uncertain}.");
    }

    private static string Names(FilmReading reading, FindingState state) => string.Join(", ", reading.Findings
        .Where(finding => finding.State == state)
        .Select(finding => finding.Name == "Effusion" ? "pleural effusion" : finding.Name.Replace('_', ' ').ToLowerInvariant()));
}
