using System.CommandLine;
using System.Text.Json.Nodes;
using RadSharp.Assistant;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp classify FILM…</c>: the probability of every finding that the model knows.</summary>
internal static class ClassifyCommand
{
    public static Command Create()
    {
        var films = new Argument<string[]>("FILM") { Description = "DICOM, PNG or JPEG files.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a film, each on its line." };
        var arguments = new AssistantArguments();
        var command = new Command("classify", "Tell the probability of each finding on films, and the view.") { films, json };
        arguments.AddTo(command);
        command.SetAction((result, cancellation) => CommandErrors.CatchAsync("classify", async () =>
        {
            var asJson = result.GetValue(json);
            using var model = arguments.Open(result);
            return await FilmLoop.RunAsync("classify", model, result.GetValue(films)!, asJson, WriteAsync, cancellation);

            Task WriteAsync(string path, ShownFilm film)
            {
                if (film.Probabilities.Count == 0)
                {
                    throw new NotSupportedException(
                        $"Expected a model with a classifier of findings; {model.Name} has none. Take radsharp-mini.");
                }

                Console.WriteLine(asJson
                    ? FilmJson.Line(new JsonObject
                    {
                        ["image"] = path,
                        ["view"] = FilmJson.View(film),
                        ["findings"] = FilmJson.Findings(film),
                    })
                    : FilmLines.Heading(path, film) + FilmLines.Table(film));
                return Task.CompletedTask;
            }
        }));
        return command;
    }
}
