using System.CommandLine;
using System.Text.Json;
using RadSharp.Assistant;
using RadSharp.Evaluation.Tables;
using RadSharp.Models.Systems;
using RadSharp.Training.Evaluation;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp evaluate mini</c>: measures the model on patients that it was not trained on.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Description = "Holds the data sets nih_cxr14 and hannover.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "data",
        };
        var model = new Option<string?>("--model")
        {
            Description = $"The model's folder; without it {DefaultModel.Variable}, else models/radsharp-mini.",
            HelpName = "DIR",
        };
        var films = new Option<int?>("--films")
        {
            Description = "At most so many films of each set, for a quick look.",
            HelpName = "N",
        };
        films.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() <= 0)
            {
                result.AddError("--films: expected a number above 0.");
            }
        });
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var markdown = new Option<bool>("--markdown") { Description = "Print a table of Markdown." };
        var mini = new Command("mini", "Measure radsharp-mini: findings, view, lungs, answers, refusals, speed.")
        {
            data, model, films, json, markdown,
        };
        mini.SetAction((result, cancellation) => CommandErrors.CatchAsync("evaluate mini", () =>
        {
            var folder = result.GetValue(model) ?? DefaultModel.Find();
            using var opened = RadSharpMini.Open(folder);
            var found = MiniEvaluation.Run(opened, result.GetValue(data)!, result.GetValue(films), Console.Error, cancellation);
            Console.Write(
                result.GetValue(json) ? ToJson(folder, found)
                : result.GetValue(markdown) ? MeasurementTable.ToMarkdown(found)
                : MeasurementTable.ToText(found));
            return 0;
        }));
        return new("evaluate", "Measure a model on patients that it was not trained on.") { mini };
    }

    // What is not defined is null: JSON has no NaN.
    private static string ToJson(string model, IReadOnlyList<Measurement> found) => JsonSerializer.Serialize(new
    {
        model,
        measurements = found.Select(measurement => new
        {
            group = measurement.Group,
            name = measurement.Name,
            value = Defined(measurement.Value),
            low = Defined(measurement.Interval?.Low),
            high = Defined(measurement.Interval?.High),
            unit = measurement.Unit,
            count = measurement.Count,
            of = measurement.Of,
        }),
    }) + "\n";

    private static double? Defined(double? value) =>
        value is { } number && double.IsFinite(number) ? Math.Round(number, 5) : null;
}
