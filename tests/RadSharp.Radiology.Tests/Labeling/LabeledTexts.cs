using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Labeling;

namespace RadSharp.Radiology.Tests.Labeling;

/// <summary>Texts with what they say, from the files in Fixtures/labeling.</summary>
internal static class LabeledTexts
{
    private static readonly Dictionary<string, string> Findings = new()
    {
        ["ec"] = "Enlarged Cardiomediastinum",
        ["ca"] = "Cardiomegaly",
        ["ll"] = "Lung Lesion",
        ["lo"] = "Lung Opacity",
        ["ed"] = "Edema",
        ["co"] = "Consolidation",
        ["pn"] = "Pneumonia",
        ["at"] = "Atelectasis",
        ["px"] = "Pneumothorax",
        ["ef"] = "Pleural Effusion",
        ["po"] = "Pleural Other",
        ["fr"] = "Fracture",
        ["sd"] = "Support Devices",
        ["in"] = "Infiltration",
        ["ma"] = "Mass",
        ["no"] = "Nodule",
        ["em"] = "Emphysema",
        ["fi"] = "Fibrosis",
        ["th"] = "Pleural_Thickening",
        ["he"] = "Hernia",
    };

    private static readonly string[] AlwaysCompared = [.. Findings.Values.Take(13)];

    /// <summary>Each text of a file, and each label that is not what it should be, with the text.</summary>
    public static (int Texts, List<string> Wrong) Compare(string file)
    {
        var (texts, wrong) = (0, new List<string>());
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "labeling", file)))
        {
            if (line.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            texts++;
            var bar = line.IndexOf('|', StringComparison.Ordinal);
            var text = line[(bar + 1)..].Trim().Replace("\\n", "\n");
            var expected = line[..bar].Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(
                label => Findings[label[..2]],
                label => label[2] switch
                {
                    '+' => FindingState.Present,
                    '-' => FindingState.Absent,
                    _ => FindingState.Uncertain,
                });
            var labels = ReportLabeler.Label(text);
            foreach (var name in Findings.Values.Where(name => AlwaysCompared.Contains(name) || expected.ContainsKey(name)))
            {
                var (found, should) = (labels[name], expected.GetValueOrDefault(name));
                if (found != should)
                {
                    wrong.Add($"{name}: {found}, should be {should}: {text}");
                }
            }
        }

        return (texts, wrong);
    }
}
