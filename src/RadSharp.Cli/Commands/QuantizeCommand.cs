using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RadSharp.Models.Systems;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp quantize DIR OUT</c>: writes a model as it lies in memory, so that it opens at once.</summary>
internal static class QuantizeCommand
{
    public static Command Create()
    {
        var model = new ModelArguments();
        var output = new Argument<string>("OUT") { Description = "A new folder for the packed model." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("quantize", "Write a model with its matrices in few bits, as a folder that opens by memory map.");
        model.AddTo(command);
        command.Add(output);
        command.Add(json);
        command.SetAction(result => CommandErrors.Catch("quantize", () =>
        {
            var (folder, options) = model.Of(result);
            var destination = result.GetValue(output)!;
            var watch = Stopwatch.StartNew();
            var bytes = ModelFolder.Pack(folder, destination, options);
            var seconds = watch.Elapsed.TotalSeconds;
            Console.WriteLine(result.GetValue(json)
                ? JsonSerializer.Serialize(new { folder = destination, bytes, seconds = Math.Round(seconds, 2) })
                : string.Create(CultureInfo.InvariantCulture, $"{destination}: {bytes / 1e9:0.00} GB, written in {seconds:0.0} s"));
            return 0;
        }));
        return command;
    }
}
