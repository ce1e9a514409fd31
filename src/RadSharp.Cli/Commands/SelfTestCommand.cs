using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RadSharp.Imaging;
using RadSharp.Models.Systems;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp selftest DIR --image FILM</c>: whether a model's answers depend on the film.</summary>
internal static class SelfTestCommand
{
    public static Command Create()
    {
        var model = new ModelArguments();
        var image = new Option<string>("--image") { Description = "A real film.", HelpName = "FILM", Required = true };
        var tokens = new Option<int>("--max-tokens")
        {
            Description = "Tokens of each answer.",
            HelpName = "N",
            DefaultValueFactory = _ => 24,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("selftest", "Check that a model loads, tokenizes, and sees: a film against a blank and noise.")
        {
            image, tokens, json,
        };
        model.AddTo(command);
        command.SetAction((result, cancellation) => CommandErrors.CatchAsync("selftest", () =>
        {
            var (folder, options) = model.Of(result);
            var film = FilmReader.Read(result.GetValue(image)!);
            using var loaded = ModelFolder.Open(folder, options);
            var found = SelfTest.Run(loaded, film, result.GetValue(tokens), cancellation);
            Console.Write(result.GetValue(json) ? ToJson(loaded.Name, found) : ToText(loaded.Name, found));
            return found.IsPassed ? 0 : 1;
        }));
        return command;
    }

    private static string ToJson(string system, SelfTestResult found) => JsonSerializer.Serialize(new
    {
        system,
        passed = found.IsPassed,
        depends_on_film = found.DependsOnFilm,
        tokenizes = found.Tokenizes,
        answers = found.Answers.Select(answer => new
        {
            shown = answer.Shown,
            text = answer.Text,
            divergence = Math.Round(answer.Divergence, 6),
        }),
    }) + "\n";

    private static string ToText(string system, SelfTestResult found)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine($"{system} is loaded; the tokenizer gives back {(found.Tokenizes ? "what it was given" : "something else than it was given")}.");
        foreach (var answer in found.Answers)
        {
            text.WriteLine($"{answer.Shown,-6}{answer.Divergence,10:0.0000} nats  {answer.Text.ReplaceLineEndings(" ")}");
        }

        text.WriteLine(found.DependsOnFilm
            ? "The answer depends on the film."
            : "THE ANSWER DOES NOT DEPEND ON THE FILM: the model does not see. Do not use it.");
        return text.ToString();
    }
}
