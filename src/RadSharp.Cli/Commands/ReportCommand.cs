using System.CommandLine;
using System.Text.Json.Nodes;
using RadSharp.Assistant;
using RadSharp.Models.Systems;
using RadSharp.Radiology.Findings;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp report FILM…</c>: a drafted report with findings and boxes.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var films = new Argument<string[]>("FILM") { Description = "DICOM, PNG or JPEG files.", Arity = ArgumentArity.OneOrMore };
        var indication = new Option<string?>("--indication") { Description = "Why the film was taken.", HelpName = "TEXT" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a film, each on its line." };
        var png = new Option<string?>("--png")
        {
            Description = "Write the film with the lungs' boxes and the classifier's attention to the likeliest finding.",
            HelpName = "OUT",
        };
        var arguments = new AssistantArguments();
        var command = new Command("report", "Draft the report of films.") { films, indication, json, png };
        arguments.AddTo(command);
        command.SetAction((result, cancellation) => CommandErrors.CatchAsync("report", async () =>
        {
            var paths = result.GetValue(films)!;
            var (picture, asJson) = (result.GetValue(png), result.GetValue(json));
            if (picture is not null && paths.Length > 1)
            {
                throw new ArgumentException($"Expected one film for --png, found {paths.Length}. Call it once for each.");
            }

            using var model = arguments.Open(result);
            return await FilmLoop.RunAsync("report", model, paths, asJson, WriteAsync, cancellation);

            async Task WriteAsync(string path, ShownFilm film)
            {
                using var conversation = new FilmConversation(model, film);
                var sections = await ReportDraft.WriteAsync(conversation, result.GetValue(indication), cancellation);
                var place = FilmPlace.Overview(film);
                if (picture is not null)
                {
                    PngFile.Write(FilmOverlay.Draw(film.Film, place), picture);
                }

                Console.Write(asJson
                    ? FilmJson.Line(ToJson(path, film, sections.Compose(), place, model)) + "\n"
                    : ToText(path, film, sections.Compose(), place, model));
            }
        }));
        return command;
    }

    private static string ToText(string path, ShownFilm film, string report, FilmPlace place, IVisionLanguageModel model) =>
        string.Join('\n', ((string[])[
            FilmLines.Heading(path, film), report + "\n", FilmLines.Summary(film), FilmLines.Boxes(place.Regions),
            FilmLines.Notice(model) + "\n"]).Where(part => part.Length > 0));

    private static JsonObject ToJson(
        string path, ShownFilm film, string report, FilmPlace place, IVisionLanguageModel model) => new()
        {
            ["image"] = path,
            ["view"] = FilmJson.View(film),
            ["findings"] = FilmJson.Findings(film),
            ["present"] = FilmJson.In(film, FindingState.Present),
            ["possible"] = FilmJson.In(film, FindingState.Uncertain),
            ["report"] = report,
            ["boxes"] = FilmJson.Boxes(place.Regions),
            ["model"] = model.Name,
            ["notice"] = AssistantWords.Notice,
        };
}
