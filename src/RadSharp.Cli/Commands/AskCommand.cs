using System.CommandLine;
using System.Text.Json.Nodes;
using RadSharp.Assistant;
using RadSharp.Imaging;
using RadSharp.Models.Generation;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp ask FILM QUESTION</c>: one question about a film.</summary>
internal static class AskCommand
{
    public static Command Create()
    {
        var film = new Argument<string>("FILM") { Description = "A DICOM, PNG or JPEG file." };
        var question = new Argument<string>("QUESTION") { Description = "Such as \"Is there a pleural effusion?\"" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of the text as it grows." };
        var arguments = new AssistantArguments();
        var command = new Command("ask", "Ask something about a film.") { film, question, json };
        arguments.AddTo(command);
        command.SetAction((result, cancellation) => CommandErrors.CatchAsync("ask", async () =>
        {
            var (path, asked, asJson) = (result.GetValue(film)!, result.GetValue(question)!, result.GetValue(json));
            FilmConversation.Check(asked);
            using var model = arguments.Open(result);
            using var shown = ShownFilm.Look(model, FilmReader.Read(path));
            using var conversation = new FilmConversation(model, shown);
            var answer = "";
            await foreach (var piece in conversation.AskAsync(asked, cancellation))
            {
                answer += piece;
                if (!asJson)
                {
                    Console.Write(piece);
                }
            }

            Console.WriteLine(asJson
                ? FilmJson.Line(new JsonObject
                {
                    ["image"] = path,
                    ["view"] = FilmJson.View(shown),
                    ["question"] = asked,
                    ["answer"] = answer.TrimEnd(),
                    ["model"] = model.Name,
                    ["notice"] = AssistantWords.Notice,
                })
                : "");
            if (!asJson)
            {
                Console.Error.WriteLine(FilmLines.Notice(model));
            }

            return conversation.LastFinish == FinishReason.Cancelled ? 130 : 0;
        }));
        return command;
    }
}
