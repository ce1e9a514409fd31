using CsvHelper;

namespace RadSharp.Cli.Commands;

/// <summary>The reports in a CSV file, read a row at a time.</summary>
internal sealed class ReportTable : IDisposable
{
    private const int LongestRow = 16 << 20;

    private static readonly string[] WholeReport = ["report", "text"];
    private static readonly string[] Sections = ["findings", "impression"];

    private readonly string _path;
    private readonly CsvReader _reader;
    private readonly string[]? _firstRow;
    private readonly (string? Heading, int Place)[] _columns;
    private readonly bool _hasHeader;

    /// <summary>Opens a file and finds its reports.</summary>
    /// <param name="path">The file.</param>
    /// <param name="column">The column with the reports, or null to look for one.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">It is no text, or has no column of reports.</exception>
    public ReportTable(string path, string? column)
    {
        _path = path;
        _reader = CsvReader.FromFile(path, new()
        {
            Separator = path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',',
            HasHeader = false,
            SkipEmptyLines = false,
            MaxRecordSize = LongestRow,
            TrackLineNumbers = true,
        });
        try
        {
            _firstRow = Read() ? Fields() : null;
            (_columns, _hasHeader) = FindColumns(column);
        }
        catch
        {
            _reader.Dispose();
            throw;
        }
    }

    /// <summary>The reports with the numbers of their rows, from 1, the header not counted.</summary>
    /// <exception cref="FormatException">A row has no report or is too long, or a quotation mark is left open.</exception>
    public IEnumerable<(long Row, string Report)> Rows()
    {
        var row = 0L;
        if (!_hasHeader && _firstRow is not null)
        {
            yield return (++row, ReportOf(_firstRow, row));
        }

        while (Read())
        {
            row++;
            yield return (row, ReportOf(Fields(), row));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private bool Read()
    {
        bool isRow;
        try
        {
            isRow = _reader.Read();
        }
        catch (CsvFormatException)
        {
            throw new FormatException(
                $"Expected rows of at most {LongestRow >> 20} MiB in {_path}, found a longer one. Is a quotation mark left " +
                "open?");
        }

        if (isRow && _reader.RawRecord.Contains((byte)0))
        {
            throw new FormatException($"Expected a CSV file, found no text in line {_reader.LineNumber} of {_path}.");
        }

        return isRow && _reader.FieldCount > 0 && IsLeftOpen(_reader.GetRawSpan(_reader.FieldCount - 1))
            ? throw new FormatException(
                $"The quotation mark of the row that begins in line {_reader.LineNumber} of {_path} is left open. Write \"\" " +
                "for one inside a text.")
            : isRow;
    }

    private static bool IsLeftOpen(ReadOnlySpan<byte> field) => field is [(byte)'"', ..] && field.Count((byte)'"') % 2 != 0;

    private string[] Fields() => [.. Enumerable.Range(0, _reader.FieldCount).Select(_reader.GetString)];

    private ((string? Heading, int Place)[] Columns, bool HasHeader) FindColumns(string? wanted)
    {
        var names = _firstRow is null ? [] : Array.ConvertAll(_firstRow, name => name.Trim());
        if (wanted is not null)
        {
            var place = PlaceOf(names, wanted);
            return place >= 0
                ? ([(null, place)], true)
                : throw new FormatException(
                    $"Expected a column '{wanted}' in the header of {_path}, found {Listed(names)}.");
        }

        if (Array.Find(WholeReport, name => PlaceOf(names, name) >= 0) is { } whole)
        {
            return ([(null, PlaceOf(names, whole))], true);
        }

        var sections = Sections.Select(name => (Heading: (string?)name, Place: PlaceOf(names, name)));
        return sections.Where(section => section.Place >= 0).ToArray() switch
        {
            { Length: > 0 } found => (found, true),
            _ when names.Length <= 1 => ([(null, 0)], false),
            _ => throw new FormatException(
                $"Expected a column called report, text, findings or impression in the header of {_path}, found " +
                $"{Listed(names)}. Name the column with --column; put quotation marks around texts with commas."),
        };
    }

    private static int PlaceOf(string[] names, string name) =>
        Array.FindIndex(names, known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));

    private static string Listed(string[] names) =>
        string.Join(", ", names.Select(name => name.Length > 40 ? $"'{name[..40]}…'" : $"'{name}'"));

    private string ReportOf(string[] fields, long row)
    {
        if (!_hasHeader && fields.Length > 1)
        {
            throw new FormatException(
                $"Expected one column in row {row} of {_path}, as in the first, found {fields.Length}. Put quotation marks " +
                "around texts with commas.");
        }

        // An empty line is a row without a report.
        var isEmpty = fields is [""];
        if (!isEmpty && Array.Exists(_columns, column => column.Place >= fields.Length))
        {
            throw new FormatException(
                $"Expected at least {_columns.Max(column => column.Place) + 1} columns in row {row} of {_path}, found " +
                $"{fields.Length}.");
        }

        return isEmpty ? "" : string.Join("\n\n", _columns.Select(column => (column.Heading, Text: fields[column.Place]))
            .Where(part => part.Text.Length > 0)
            .Select(part => part.Heading is null ? part.Text : $"{part.Heading}: {part.Text}"));
    }
}
