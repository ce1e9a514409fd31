using System.Globalization;
using RadSharp.Imaging;
using RadSharp.Instruct.Reports;
using RadSharp.Instruct.Samples;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Instruct.DataSets;

/// <summary>
/// Films of NIH ChestX-ray14 (Wang et al. 2017): frontal films whose fourteen finding labels were mined from reports, and
/// radiologists' boxes on some of them.
/// </summary>
public static class NihChestXray14
{
    // The boxes' table spells one label in another way than the labels' table.
    private const string InfiltrationInBoxes = "Infiltrate";

    /// <summary>Reads the tables; films stay in their files.</summary>
    /// <param name="folder">
    /// Has <c>labels.csv</c> (image, finding_labels, follow_up, patient_id, age, sex, view), <c>images/</c> and, where there are
    /// boxes, <c>boxes.csv</c> (image, finding, x1, y1, x2, y2).
    /// </param>
    /// <exception cref="FileNotFoundException">A table is missing.</exception>
    /// <exception cref="InvalidDataException">A table is damaged; the message says where.</exception>
    public static IReadOnlyList<LabeledFilm> Read(string folder)
    {
        var boxes = Path.Combine(folder, "boxes.csv") is var file && File.Exists(file) ? FilmBoxes.Read(file, "finding") : null;
        return CsvTable.Read(
            DataSetFiles.Table(folder, "labels.csv"), ["image", "finding_labels", "patient_id", "age", "sex", "view"],
            row => new LabeledFilm(
                row[0], DataSetFiles.Film(folder, row[0]), DataSetFiles.View(row[5]), FilmFindings.OfNih(NihLabels.Parse(row[1])))
            {
                Patient = $"nih {row[2]}",
                Age = Age(row[3]),
                Sex = DataSetFiles.Sex(row[4]),
                FindingBoxes = (boxes?[row[0]] ?? []).GroupBy(marked => Label(marked.What), marked => marked.Box)
                    .ToDictionary(group => group.Key, IReadOnlyList<Box> (group) => [.. group]),
            });
    }

    private static string Label(string marked) => marked == InfiltrationInBoxes ? "Infiltration"
        : NihLabels.All.Contains(marked) ? marked
        : throw new FormatException($"Expected a label of NIH ChestX-ray14, found '{marked}'.");

    // The set has a few ages above 400, which are slips of the pen.
    private static int? Age(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var age) && age is >= 0 and <= 120 ? age : null;
}
