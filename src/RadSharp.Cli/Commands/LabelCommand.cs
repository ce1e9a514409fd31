using System.CommandLine;
using System.Text.Json;
using RadSharp.Radiology.Findings;
using RadSharp.Radiology.Labeling;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp label FILE.csv</c>: what each report of a table says about each finding.</summary>
internal static class LabelCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE.csv")
        {
            Description = "A CSV file with a report in each row: in a column called report or text, else in those called "
                + "findings and impression, else in the only column, without a header. Rows count from 1, after the header.",
        };
        var column = new Option<string?>("--column") { Description = "The column with the reports.", HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object for each row." };
        var command = new Command("label", "Show which findings reports call present, absent or uncertain.")
        {
            file, column, json,
        };
        command.SetAction(result => CommandErrors.Catch("label", () =>
        {
            using var table = new ReportTable(result.GetValue(file)!, result.GetValue(column));
            using var output = new StreamWriter(Console.OpenStandardOutput());
            if (result.GetValue(json))
            {
                WriteJson(table, output);
            }
            else
            {
                WriteTable(table, output);
            }

            return 0;
        }));
        return command;
    }

    // Each row is written out as soon as it is read.
    private static void WriteJson(ReportTable table, StreamWriter output)
    {
        foreach (var (row, report) in table.Rows())
        {
            var labels = ReportLabeler.Label(report).Mentioned.ToDictionary(label => label.Name, label => Word(label.State));
            output.WriteLine(JsonSerializer.Serialize(new { row, labels }));
            output.Flush();
        }
    }

    private static void WriteTable(ReportTable table, StreamWriter output)
    {
        output.WriteLine($"{"row",-8}{"finding",-28}state");
        foreach (var (row, report) in table.Rows())
        {
            var place = row.ToString();
            foreach (var (name, state) in ReportLabeler.Label(report).Mentioned)
            {
                output.WriteLine($"{place,-8}{name,-28}{Word(state)}");
                place = "";
            }

            if (place.Length > 0)
            {
                output.WriteLine($"{place,-8}(none mentioned)");
            }

            output.Flush();
        }
    }

    private static string Word(FindingState state) => state.ToString().ToLowerInvariant();
}
