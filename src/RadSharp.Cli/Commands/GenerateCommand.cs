using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RadSharp.Imaging;
using RadSharp.Models.Generation;
using RadSharp.Models.Systems;
using RadSharp.Models.Templates;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp generate DIR</c>: one answer of a model about films.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var model = new ModelArguments();
        var images = new Option<string[]>("--image")
        {
            Description = "A film that the prompt shows; may be given several times.",
            HelpName = "FILM",
            AllowMultipleArgumentsPerToken = true,
        };
        var prompt = new Option<string?>("--prompt") { Description = "What to ask; without it the authors' request for a report.", HelpName = "TEXT" };
        var system = new Option<string?>("--system") { Description = "A system message before it.", HelpName = "TEXT" };
        var dicom = new Option<string?>("--dicom")
        {
            Description = "In place of a film, one of RaDialog-align's published embeddings.",
            HelpName = "ID",
        };
        var findings = new Option<string?>("--findings")
        {
            Description = "What RaDialog is told was found, in place of its classifier's findings; may be empty.",
            HelpName = "LIST",
        };
        var cache = new Option<string>("--cache")
        {
            Description = "How the conversation is remembered: q8, or f16, bf16 or f32 for two to four times the memory.",
            HelpName = "TYPE",
            DefaultValueFactory = _ => "q8",
        };
        var sampling = new SamplingArguments();
        var json = new Option<bool>("--json") { Description = "Print one JSON object at the end instead of the text as it grows." };
        var command = new Command("generate", "Let a model answer once, about films or without.")
        {
            images, dicom, findings, prompt, system, cache, json,
        };
        model.AddTo(command);
        sampling.AddTo(command);
        command.SetAction((result, cancellation) => CommandErrors.CatchAsync("generate", () =>
        {
            var (folder, options) = model.Of(result);
            var films = (result.GetValue(images) ?? []).Select(path => FilmReader.Read(path)).ToList();
            var watch = Stopwatch.StartNew();
            using var loaded = ModelFolder.Open(folder, options);
            var loading = watch.Elapsed.TotalSeconds;
            var messages = new List<ChatMessage>();
            if (result.GetValue(system) is { } instruction)
            {
                messages.Add(new ChatMessage("system", instruction));
            }

            watch.Restart();
            var shown = Look(loaded, films, result.GetValue(dicom), result.GetValue(findings));
            try
            {
                messages.Add(new ChatMessage("user", result.GetValue(prompt) ?? loaded.ReportRequest, shown.Count));
                var prepared = loaded.Prompt(messages, shown);
                var timing = new Timing(loading, watch.Elapsed.TotalSeconds);
                using var session = new DecoderSession(loaded.Decoder, ModelArguments.TypeOf("--cache", result.GetValue(cache)!));
                return Answer(
                    loaded, session, prepared, sampling.Of(result, loaded.Defaults), timing, result.GetValue(json), cancellation);
            }
            finally
            {
                shown.ForEach(film => film.Dispose());
            }
        }));
        return command;
    }

    private static List<EncodedFilm> Look(IVisionLanguageModel model, List<Film> films, string? dicom, string? findings)
    {
        var shown = films.ConvertAll(model.Encode);
        if (dicom is not null)
        {
            shown.Add(model is RaDialog system
                ? system.Encode(dicom)
                : throw new ArgumentException($"Only RaDialog-align has published embeddings for --dicom; this is {model.Name}."));
        }

        return findings is null ? shown : shown.ConvertAll(film => film with { FindingsText = findings });
    }

    private static int Answer(
        IVisionLanguageModel model, DecoderSession session, DecoderPrompt prompt, GenerationOptions options, Timing timing,
        bool asJson, CancellationToken cancellation)
    {
        using var generator = new Generator(model.Decoder);
        var watch = Stopwatch.StartNew();
        var answer = generator.Start(session, prompt, options, model.Tokenizer, cancellation);
        double reading = 0;
        foreach (var token in generator.Stream(answer))
        {
            reading = reading == 0 ? watch.Elapsed.TotalSeconds : reading;
            if (!asJson)
            {
                Console.Write(token.Text);
            }
        }

        timing = timing with { Reading = reading, Writing = watch.Elapsed.TotalSeconds - reading };
        Console.WriteLine(asJson ? ToJson(model, answer, timing) : "");
        if (!asJson)
        {
            Console.Error.WriteLine(ToText(answer, timing));
        }

        return answer.FinishReason == FinishReason.Cancelled ? 130 : 0;
    }

    private static string ToJson(IVisionLanguageModel model, GeneratedAnswer answer, Timing timing) => JsonSerializer.Serialize(new
    {
        system = model.Name,
        answer = answer.Text,
        finish = answer.FinishReason.ToString()!.ToLowerInvariant(),
        prompt_tokens = answer.Prompt.Ids.Length,
        tokens = answer.Tokens.Count,
        probability = answer.Tokens.Count == 0
            ? 0 : Math.Round(Math.Exp(answer.Tokens.Average(token => Math.Log(token.Probability))), 4),
        seconds = new
        {
            loading = Math.Round(timing.Loading, 3),
            looking = Math.Round(timing.Looking, 3),
            reading = Math.Round(timing.Reading, 3),
            writing = Math.Round(timing.Writing, 3),
        },
    });

    private static string ToText(GeneratedAnswer answer, Timing timing)
    {
        var written = Math.Max(answer.Tokens.Count - 1, 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"loaded in {timing.Loading:0.0} s, looked for {timing.Looking:0.0} s, read {answer.Prompt.Ids.Length} tokens in "
            + $"{timing.Reading:0.0} s, wrote {answer.Tokens.Count} at {(timing.Writing > 0 ? written / timing.Writing : 0):0.0} tokens/s");
    }

    // Seconds: opening the folder, encoding the films, the prompt to the first token, the tokens after it.
    private readonly record struct Timing(double Loading, double Looking, double Reading = 0, double Writing = 0);
}
