using System.Globalization;
using System.Text;

namespace RadSharp.Evaluation.Tables;

/// <summary>Measurements as tables for people, in their order.</summary>
public static class MeasurementTable
{
    /// <summary>Lines of equal columns, with a heading for each group.</summary>
    public static string ToText(IReadOnlyList<Measurement> measurements)
    {
        var text = new StringBuilder();
        var width = measurements.Select(measurement => measurement.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var group in measurements.GroupBy(measurement => measurement.Group))
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(group.Key).Append('\n');
            foreach (var measurement in group)
            {
                text.Append("  ").Append(measurement.Name.PadRight(width)).Append("  ")
                    .Append(Value(measurement).PadRight(24)).Append(Number(measurement)).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>A table of Markdown: group, measurement, value with its interval, of how many.</summary>
    public static string ToMarkdown(IReadOnlyList<Measurement> measurements)
    {
        var text = new StringBuilder("| | measured | value | of |\n|---|---|---|---|\n");
        foreach (var group in measurements.GroupBy(measurement => measurement.Group))
        {
            // The group stands once, beside its first row.
            var heading = group.Key;
            foreach (var measurement in group)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {Cell(heading)} | {Cell(measurement.Name)} | {Value(measurement)} ")
                    .Append(CultureInfo.InvariantCulture, $"| {Cell(Number(measurement))} |\n");
                heading = "";
            }
        }

        return text.ToString();
    }

    private static string Value(Measurement measurement)
    {
        var value = Rounded(measurement.Value, measurement.Unit);
        var interval = measurement.Interval is { } ends
            ? $" ({Rounded(ends.Low, measurement.Unit)} to {Rounded(ends.High, measurement.Unit)})"
            : "";
        return $"{value}{(measurement.Unit.Length > 0 ? $" {measurement.Unit}" : "")}{interval}";
    }

    // Parts of 1 to a thousandth, whatever has a unit to three digits.
    private static string Rounded(double value, string unit) => (value, unit) switch
    {
        (double.NaN, _) => "–",
        (_, "") => value.ToString("0.000", CultureInfo.InvariantCulture),
        _ => value.ToString(Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture),
    };

    private static string Number(Measurement measurement) =>
        string.Create(CultureInfo.InvariantCulture, $"{measurement.Count:#,0} {measurement.Of}").TrimEnd();

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
