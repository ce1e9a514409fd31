using RadSharp.Instruct.Reports;
using RadSharp.Instruct.Samples;

namespace RadSharp.Instruct.DataSets;

/// <summary>
/// Films of the COVID-19 Image Repository of Hannover Medical School (Winther et al. 2020), and the boxes that radiologists drew
/// around the lungs of some of them. Their findings are not labeled, and so unknown.
/// </summary>
public static class HannoverRepository
{
    /// <summary>Reads the tables; films stay in their files.</summary>
    /// <param name="folder">
    /// Has <c>studies.csv</c> (image, patient_id, sex, projection), <c>images/</c> and <c>lung_boxes.csv</c> (image, region, x1,
    /// y1, x2, y2).
    /// </param>
    /// <exception cref="FileNotFoundException">A table is missing.</exception>
    /// <exception cref="InvalidDataException">A table is damaged; the message says where.</exception>
    public static IReadOnlyList<LabeledFilm> Read(string folder)
    {
        var lungs = FilmBoxes.Read(DataSetFiles.Table(folder, "lung_boxes.csv"), "region");
        return CsvTable.Read(
            DataSetFiles.Table(folder, "studies.csv"), ["image", "patient_id", "sex", "projection"],
            row => new LabeledFilm(row[0], DataSetFiles.Film(folder, row[0]), DataSetFiles.View(row[3]), FilmFindings.Unknown)
            {
                Patient = $"hannover {row[1]}",
                Sex = DataSetFiles.Sex(row[2]),
                Regions = lungs[row[0]].ToDictionary(lung => lung.What.ToLowerInvariant(), lung => lung.Box),
            });
    }
}
