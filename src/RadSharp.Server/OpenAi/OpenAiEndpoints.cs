using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.AI;
using RadSharp.Assistant.Answers;
using RadSharp.Models.Systems;
using RadSharp.Server.Access;
using RadSharp.Server.Api;
using RadSharp.Server.Audit;
using RadSharp.Server.Conversations;
using RadSharp.Server.Models;
using RadSharp.Server.Store;

namespace RadSharp.Server.OpenAi;

/// <summary>The API that OpenAI's clients speak, for programs that know it already.</summary>
internal static class OpenAiEndpoints
{
    // Four films in base64.
    private const long MostBytes = 256L << 20;

    /// <summary>Adds the addresses.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/models", (ModelShelf models) => Results.Json(
            new ModelList("list", [.. models.All.Select(model => new ModelEntry(model.Id, "model", 0, "radsharp"))]), OpenAiJson.Options))
            .Requires(ReaderRole.Reader).WithSummary("The models, as OpenAI lists them");
        app.MapPost("/v1/chat/completions", CompleteAsync).Requires(ReaderRole.Reader)
            .WithMetadata(new RequestSizeLimitAttribute(MostBytes))
            .WithSummary("An answer, as OpenAI gives it; films as image_url with a data URL");
    }

    private static async Task CompleteAsync(
        HttpContext context, Reader reader, ReadingRoomDb db, ModelShelf models, Completion completion)
    {
        var request = await ReadAsync(context.Request).ConfigureAwait(false);
        var (messages, options) = (RequestReading.Messages(request), RequestReading.Options(request));
        var model = models.Named(request.Model);
        await db.NoteNowAsync(reader, "openai.chat", what: model, detail: $"{messages.Count} messages").ConfigureAwait(false);
        var pieces = Channel.CreateUnbounded<ChatResponseUpdate>(new UnboundedChannelOptions { SingleReader = true });
        var making = completion.MakeAsync(model, messages, options, reader, pieces.Writer, context.RequestAborted);
        var head = new ChatCompletion(
            $"chatcmpl-{Ids.New()}", "chat.completion", DateTimeOffset.UtcNow.ToUnixTimeSeconds(), model, []);
        await (request.Stream == true
            ? StreamAsync(context.Response, head, pieces.Reader, making, request.StreamOptions?.IncludeUsage == true)
            : WriteAsync(context.Response, head, pieces.Reader, making)).ConfigureAwait(false);
    }

    private static async Task<ChatCompletionRequest> ReadAsync(HttpRequest request)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<ChatCompletionRequest>(
                request.Body, OpenAiJson.Options, request.HttpContext.RequestAborted).ConfigureAwait(false)
                ?? throw Problem.Invalid("Expected a request, found null.");
        }
        catch (JsonException error)
        {
            throw Problem.Invalid($"Expected a request as OpenAI's API describes it, found something else at {error.Path ?? "its beginning"}.");
        }
    }

    private static async Task WriteAsync(
        HttpResponse response, ChatCompletion head, ChannelReader<ChatResponseUpdate> pieces,
        Task<(FilmReading? Film, AnswerContext Context)> making)
    {
        var (text, finish, usage) = (new StringBuilder(), "stop", new ChatUsage(0, 0, 0));
        await foreach (var piece in pieces.ReadAllAsync().ConfigureAwait(false))
        {
            text.Append(piece.Text);
            (finish, usage) = (Finish(piece) ?? finish, Usage(piece) ?? usage);
        }

        var answer = text.ToString().TrimEnd();
        var whole = head with
        {
            Choices = [new(0, new("assistant", answer), null, finish)],
            Usage = usage,
            Annotations = await AnnotationsAsync(answer, making).ConfigureAwait(false),
        };
        await response.WriteAsJsonAsync(whole, OpenAiJson.Options).ConfigureAwait(false);
    }

    private static async Task StreamAsync(
        HttpResponse response, ChatCompletion head, ChannelReader<ChatResponseUpdate> pieces,
        Task<(FilmReading? Film, AnswerContext Context)> making, bool includesUsage)
    {
        // What goes wrong before the first piece is an error with a status.
        await pieces.WaitToReadAsync().ConfigureAwait(false);
        response.ContentType = "text/event-stream; charset=utf-8";
        var (text, finish, usage) = (new StringBuilder(), "stop", new ChatUsage(0, 0, 0));
        head = head with { Object = "chat.completion.chunk" };
        await SendAsync(response, head with { Choices = [new(0, null, new("assistant", ""), null)] }).ConfigureAwait(false);
        await foreach (var piece in pieces.ReadAllAsync().ConfigureAwait(false))
        {
            text.Append(piece.Text);
            (finish, usage) = (Finish(piece) ?? finish, Usage(piece) ?? usage);
            if (piece.Text.Length > 0)
            {
                await SendAsync(response, head with { Choices = [new(0, null, new(null, piece.Text), null)] }).ConfigureAwait(false);
            }
        }

        var annotations = await AnnotationsAsync(text.ToString(), making).ConfigureAwait(false);
        await SendAsync(response, head with { Choices = [new(0, null, new(null, null), finish)], Annotations = annotations })
            .ConfigureAwait(false);
        if (includesUsage)
        {
            await SendAsync(response, head with { Usage = usage }).ConfigureAwait(false);
        }

        await response.WriteAsync("data: [DONE]\n\n").ConfigureAwait(false);
    }

    private static async Task SendAsync(HttpResponse response, ChatCompletion part)
    {
        await response.WriteAsync($"data: {JsonSerializer.Serialize(part, OpenAiJson.Options)}\n\n").ConfigureAwait(false);
        await response.Body.FlushAsync().ConfigureAwait(false);
    }

    private static async Task<ChatAnnotations> AnnotationsAsync(
        string text, Task<(FilmReading? Film, AnswerContext Context)> making)
    {
        var (film, context) = await making.ConfigureAwait(false);
        var (sentences, warnings) = AnswerMarks.Of(text, film, context);
        return new(sentences, warnings);
    }

    private static string? Finish(ChatResponseUpdate piece) =>
        piece.FinishReason is null ? null : piece.FinishReason == ChatFinishReason.Length ? "length" : "stop";

    private static ChatUsage? Usage(ChatResponseUpdate piece) =>
        piece.Contents.OfType<UsageContent>().LastOrDefault()?.Details is { } usage
            ? new(usage.InputTokenCount ?? 0, usage.OutputTokenCount ?? 0, usage.TotalTokenCount ?? 0)
            : null;
}
