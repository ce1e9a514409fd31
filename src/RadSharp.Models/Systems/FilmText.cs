using RadSharp.Imaging;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Models.Systems;

/// <summary>
/// What radsharp-mini's prompt says of a film, such as <c>View: PA. Right lung: [0.1, 0.2, 0.45, 0.9]. Predicted Findings:
/// cardiomegaly. Possible: edema.</c>; the words are data. Training and inference both write it here.
/// </summary>
public static class FilmText
{
    /// <summary>The sentences, without what is not known.</summary>
    /// <param name="reading">What the detectors say; null for no facts at all.</param>
    /// <param name="findings">
    /// What was found, in place of the reading's findings: a list with commas, empty where nothing was; null for the reading's.
    /// </param>
    public static string Of(FilmReading? reading, string? findings = null)
    {
        var words = Prompts.Mini;
        var sentences = new List<string>();
        if (reading is { View: View.PA or View.AP })
        {
            sentences.Add(Fill(words.View, "view", $"{reading.View}"));
        }

        foreach (var region in words.Regions)
        {
            if (reading?.Regions.TryGetValue(region, out var box) == true)
            {
                var sentence = Fill(Fill(words.Region, "region", region), "box", BoxText.Format(box));
                sentences.Add($"{char.ToUpperInvariant(sentence[0])}{sentence[1..]}");
            }
        }

        if (findings is not null)
        {
            sentences.Add(Found(findings.Trim()));
        }
        else if (reading is not null)
        {
            sentences.Add(Found(Names(reading, FindingState.Present)));
            if (Names(reading, FindingState.Uncertain) is { Length: > 0 } possible)
            {
                sentences.Add(Fill(words.Possible, "findings", possible));
            }
        }

        return string.Join(' ', sentences);
    }

    private static string Found(string findings) =>
        Fill(Prompts.Mini.Findings, "findings", findings.Length == 0 ? Prompts.Mini.NoFindings : findings);

    // In lower case with blanks, as sentences have them.
    private static string Names(FilmReading reading, FindingState state) => string.Join(
        ", ",
        reading.Findings.Where(finding => finding.State == state)
            .Select(finding => finding.Name.Replace('_', ' ').ToLowerInvariant()));

    private static string Fill(string sentence, string place, string words) =>
        sentence.Replace($"{{{place}}}", words, StringComparison.Ordinal);
}
