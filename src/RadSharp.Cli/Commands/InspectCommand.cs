using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RadSharp.Models.Systems;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp inspect DIR</c>: what a model's folder holds, what it takes in memory, what it lacks.</summary>
internal static class InspectCommand
{
    // Names of tensors in the readable form; --json has all.
    private const int MostNames = 12;

    public static Command Create()
    {
        var model = new ModelArguments();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("inspect", "Show which system a model's folder holds, its size, and what is missing.");
        model.AddTo(command);
        command.Add(json);
        command.SetAction(result => CommandErrors.Catch("inspect", () =>
        {
            var (folder, options) = model.Of(result);
            var survey = ModelFolder.Survey(folder, options);
            Console.Write(result.GetValue(json) ? ToJson(survey) : ToText(survey));
            return survey.Missing.Count == 0 ? 0 : 1;
        }));
        return command;
    }

    private static string ToJson(ModelSurvey survey) => JsonSerializer.Serialize(new
    {
        system = survey.System,
        parameters = survey.Parameters,
        bytes = survey.BytesByType.Values.Sum(),
        bytes_by_type = survey.BytesByType,
        parts = survey.Parts,
        context = survey.Context,
        tensors = survey.Tensors,
        missing = survey.Missing,
        unused = survey.Unused,
    }) + "\n";

    private static string ToText(ModelSurvey survey)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine($"system      {survey.System}");
        text.WriteLine($"parameters  {Millions(survey.Parameters)} in {survey.Tensors} tensors");
        foreach (var (part, count) in survey.Parts)
        {
            text.WriteLine($"            {Millions(count),12}  {part}");
        }

        text.WriteLine($"memory      {survey.BytesByType.Values.Sum() / 1e9:0.00} GB");
        foreach (var (type, bytes) in survey.BytesByType)
        {
            text.WriteLine($"            {bytes / 1e9,9:0.00} GB  {type}");
        }

        text.WriteLine($"context     {survey.Context} tokens");
        Names(text, "missing", survey.Missing);
        Names(text, "unused", survey.Unused);
        return text.ToString();
    }

    private static void Names(StringWriter text, string title, IReadOnlyList<string> names)
    {
        text.WriteLine($"{title,-12}{(names.Count == 0 ? "nothing" : $"{names.Count} tensors")}");
        foreach (var name in names.Take(MostNames))
        {
            text.WriteLine($"            {name}");
        }

        if (names.Count > MostNames)
        {
            text.WriteLine($"            and {names.Count - MostNames} more");
        }
    }

    private static string Millions(long count) => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:#,0.0} M");
}
