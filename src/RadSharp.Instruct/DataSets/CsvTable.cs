using CsvHelper;

namespace RadSharp.Instruct.DataSets;

/// <summary>A table of a data set: a line of column names, then a line for each row, with commas between.</summary>
internal static class CsvTable
{
    /// <summary>Reads all rows.</summary>
    /// <param name="file">The table.</param>
    /// <param name="columns">Columns that must be there, in the order in which <paramref name="row"/> gets them.</param>
    /// <param name="row">Makes something of a row; a <see cref="FormatException"/> gets file and line put before it.</param>
    /// <exception cref="InvalidDataException">A column or a field is missing, or a row is not understood.</exception>
    public static List<T> Read<T>(string file, string[] columns, Func<string[], T> row)
    {
        using var reader = CsvReader.FromFile(file, new() { HasHeader = false, TrackLineNumbers = true });
        var header = reader.Read() ? Fields(reader) : [];
        var places = Array.ConvertAll(columns, column => Array.IndexOf(header, column));
        if (Array.IndexOf(places, -1) is var missing and >= 0)
        {
            throw new InvalidDataException(
                $"{file}: expected the columns {string.Join(", ", columns)}, but found no '{columns[missing]}' among "
                + $"'{string.Join(", ", header)}'.");
        }

        List<T> rows = [];
        while (reader.Read())
        {
            try
            {
                var fields = Fields(reader);
                rows.Add(row(Array.ConvertAll(places, place => place < fields.Length
                    ? fields[place]
                    : throw new FormatException($"Expected {header.Length} fields, found {fields.Length}."))));
            }
            catch (FormatException error)
            {
                throw new InvalidDataException($"{file}, line {reader.LineNumber}: {error.Message}", error);
            }
        }

        return rows;
    }

    private static string[] Fields(CsvReader reader) =>
        [.. Enumerable.Range(0, reader.FieldCount).Select(place => reader.GetString(place).Trim())];
}
