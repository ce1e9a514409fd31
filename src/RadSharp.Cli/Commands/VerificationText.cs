using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using RadSharp.Models.Verification;

namespace RadSharp.Cli.Commands;

/// <summary>The report about a golden folder, for people or as JSON.</summary>
internal static class VerificationText
{
    private const int LeastNameWidth = 24;
    private const int NumberWidth = 7;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A line for each tensor, then one for the folder with the worst of them.</summary>
    public static string ToText(FolderReport report)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var width = report.Checks.Select(check => check.Name.Length).Append(LeastNameWidth).Max();
        foreach (var check in report.Checks)
        {
            var note = check.Note is null ? "" : $"  {check.Note}";
            text.WriteLine($"  {Word(check.Outcome),-6}{check.Name.PadRight(width)}  {Numbers(check, NumberWidth)}{note}".TrimEnd());
        }

        // The sentence about what went wrong names the folder or a file of it by itself.
        var summary = Summary(report);
        text.WriteLine(report switch
        {
            { Passes: true } => $"ok      {report.Folder}: {summary}",
            { Error: null } => $"FAILED  {report.Folder}: {summary}",
            { Checks: [] } => $"FAILED  {report.Error}",
            _ => $"FAILED  {report.Error} Before that: {summary}",
        });

        return text.ToString();
    }

    /// <summary>The same as a JSON object on one line.</summary>
    public static string ToJson(FolderReport report) => JsonSerializer.Serialize(
        new
        {
            folder = report.Folder,
            kind = report.Kind,
            modelType = report.ModelType,
            passes = report.Passes,
            error = report.Error,
            worst = report.Worst?.Name,
            tensors = report.Checks.Select(static check => new
            {
                name = check.Name,
                outcome = Camel(check.Outcome.ToString()),
                difference = Finite(check.Difference),
                tolerance = check.Tolerance,
                note = check.Note,
            }),
        },
        Readable) + "\n";

    private static string Word(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Agrees => "ok",
        CheckOutcome.RoundingNoise => "noise",
        _ => "FAIL",
    };

    private static string Summary(FolderReport report)
    {
        var kind = string.Join(' ', ((string?[])[report.Kind, report.ModelType]).Where(word => word is not null));
        var worst = report.Worst is { } check ? $"worst {check.Name} {Numbers(check)}" : "";
        return string.Join(", ", ((string[])[kind, .. Counts(report), worst]).Where(part => part.Length > 0));
    }

    private static IEnumerable<string> Counts(FolderReport report)
    {
        if (report.Checks.Count(check => !check.Passes) is > 0 and var failed)
        {
            yield return $"{failed} of {report.Checks.Count} tensors do not agree";
        }

        if (report.Checks.Count(check => check.Outcome == CheckOutcome.Agrees) is > 0 and var agree)
        {
            yield return $"{agree} {(agree == 1 ? "tensor agrees" : "tensors agree")}";
        }

        if (report.Checks.Count(check => check.Outcome == CheckOutcome.RoundingNoise) is > 0 and var noise)
        {
            yield return $"{noise} of rounding noise";
        }
    }

    private static string Numbers(TensorCheck check, int width = 0) => (check.Outcome, check.Difference, check.Tolerance) switch
    {
        (CheckOutcome.NotRecomputed, _, _) => "not recomputed",
        (CheckOutcome.RoundingNoise, { } difference, _) => Number(difference).PadRight(width),
        (var outcome, { } difference, { } tolerance) =>
            $"{Number(difference).PadRight(width)} {(outcome == CheckOutcome.Agrees ? "≤" : ">")} {Limit(tolerance)}",
        _ => "",
    };

    private static string Number(double value) => value == 0 ? "0"
        : double.IsFinite(value) ? value.ToString("0.0e+00", CultureInfo.InvariantCulture) : "∞";

    private static string Limit(double tolerance) => tolerance is 0 or >= 1e-4
        ? tolerance.ToString("0.#####", CultureInfo.InvariantCulture)
        : tolerance.ToString("0.0e+00", CultureInfo.InvariantCulture);

    // JSON has no infinity; the note says what is wrong.
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
