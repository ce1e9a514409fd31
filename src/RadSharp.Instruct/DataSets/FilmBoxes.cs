using System.Globalization;
using RadSharp.Radiology.Boxes;

namespace RadSharp.Instruct.DataSets;

/// <summary>Tables of boxes on films: a film, what the box shows, and its edges as parts of the film's sides.</summary>
internal static class FilmBoxes
{
    /// <summary>The boxes of a table by film.</summary>
    /// <param name="file">The table.</param>
    /// <param name="what">The column that says what a box shows.</param>
    public static ILookup<string, (string What, Box Box)> Read(string file, string what) =>
        CsvTable.Read(file, ["image", what, "x1", "y1", "x2", "y2"], row => (
            Image: row[0],
            Marked: (row[1], Box: new Box(Part(row[2]), Part(row[3]), Part(row[4]), Part(row[5])))))
        .ToLookup(row => row.Image, row => row.Marked);

    private static double Part(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var part) && part is >= 0 and <= 1
            ? part
            : throw new FormatException($"Expected an edge from 0 to 1, found '{text}'.");
}
