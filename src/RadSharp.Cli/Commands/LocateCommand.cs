using System.CommandLine;
using System.Text.Json.Nodes;
using RadSharp.Assistant;
using RadSharp.Imaging;
using RadSharp.Models.Systems;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp locate FILM NAME</c>: boxes of the lungs, or where the classifier looks for a finding.</summary>
internal static class LocateCommand
{
    public static Command Create()
    {
        var film = new Argument<string>("FILM") { Description = "A DICOM, PNG or JPEG file." };
        var name = new Argument<string>("NAME") { Description = "\"left lung\", \"right lung\", \"lungs\", or a finding." };
        var png = new Option<string?>("--png")
        {
            Description = "Write the film with what was located drawn on it.",
            HelpName = "OUT",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var arguments = new AssistantArguments();
        var command = new Command("locate", "Show where a lung is, or where the classifier looks for a finding.")
        {
            film, name, png, json,
        };
        arguments.AddTo(command);
        command.SetAction((result, _) => CommandErrors.CatchAsync("locate", () =>
        {
            var path = result.GetValue(film)!;
            using var model = arguments.Open(result);
            using var shown = ShownFilm.Look(model, FilmReader.Read(path));
            var place = FilmPlace.Find(shown, result.GetValue(name)!);
            if (result.GetValue(png) is { } output)
            {
                PngFile.Write(FilmOverlay.Draw(shown.Film, place), output);
            }

            Console.Write(result.GetValue(json)
                ? FilmJson.Line(ToJson(path, result.GetValue(name)!, place, model)) + "\n"
                : FilmLines.Place(place) + FilmLines.Notice(model) + "\n");
            return 0;
        }));
        return command;
    }

    private static JsonObject ToJson(string path, string name, FilmPlace place, IVisionLanguageModel model)
    {
        var json = new JsonObject { ["image"] = path, ["name"] = name, ["boxes"] = FilmJson.Boxes(place.Regions) };
        if (place.Attention is { } attention)
        {
            json["attention"] = new JsonObject
            {
                ["finding"] = attention.Finding,
                ["probability"] = FilmJson.Rounded(attention.Probability),
                ["peak"] = new JsonArray(FilmJson.Rounded(attention.Peak.X), FilmJson.Rounded(attention.Peak.Y)),
                ["note"] = AssistantWords.Attention(attention),
            };
        }

        json["model"] = model.Name;
        json["notice"] = AssistantWords.Notice;
        return json;
    }
}
