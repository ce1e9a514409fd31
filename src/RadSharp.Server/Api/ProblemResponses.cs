using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using RadSharp.Imaging;
using RadSharp.Server.Queue;

namespace RadSharp.Server.Api;

/// <summary>What goes wrong becomes a problem with a status and a sentence; no stack trace and no path leaves the server.</summary>
internal sealed partial class ProblemResponses(ILogger<ProblemResponses> log) : IExceptionHandler
{
    /// <summary>The problem of an error.</summary>
    public static Problem Of(Exception error) => error switch
    {
        Problem problem => problem,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            Problem.TooLarge("The request is larger than this address takes. Send less."),
        BadHttpRequestException { InnerException: JsonException json } =>
            Problem.Invalid($"Expected JSON as the API describes it, found something else at {json.Path ?? "its beginning"}."),
        BadHttpRequestException bad => OfStatus(bad.StatusCode),
        QueueFullException full => new(StatusCodes.Status503ServiceUnavailable, "Busy", full.Message),
        HttpRequestException elsewhere => new(StatusCodes.Status502BadGateway, "Model not reachable", elsewhere.Message),
        ImageDataException image => Problem.Unprocessable(image.Reason),
        InvalidDataException => Problem.Unprocessable(error.Message),
        ArgumentException argument => Problem.Invalid(Bare(argument)),
        _ => new(
            StatusCodes.Status500InternalServerError, "Server error",
            "Something went wrong in the server. Nothing that was stored is lost. Try again; the server's log has the reason."),
    };

    /// <summary>The problem of a status that came without words.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => Problem.NotFound("an address of the API or the page"),
        StatusCodes.Status405MethodNotAllowed => new(
            status, "Wrong method", "Expected another method at this address. Look at /openapi/v1.json."),
        StatusCodes.Status415UnsupportedMediaType => new(
            status, "Wrong content type", "Expected JSON (application/json), found another content type."),
        _ => new(status, "Invalid request", "Expected a request as the API describes it. Look at /openapi/v1.json."),
    };

    /// <summary>As the API writes it.</summary>
    public static ProblemDetails Details(Problem problem) =>
        new() { Status = problem.Status, Title = problem.Title, Detail = problem.Message };

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            return true;
        }

        var problem = Of(exception);
        if (problem.Status == StatusCodes.Status500InternalServerError)
        {
            Unexpected(exception, httpContext.GetEndpoint()?.DisplayName ?? "unknown");
        }

        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = "5";
        }

        await WriteAsync(httpContext, problem).ConfigureAwait(false);
        return true;
    }

    /// <summary>Answers with a problem.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        return context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
            ? context.Response.WriteAsJsonAsync(OpenAi.OpenAiError.Of(problem), ApiJson.Options)
            : context.Response.WriteAsJsonAsync(
                Details(problem), ApiJson.Options, "application/problem+json", CancellationToken.None);
    }

    // Without the name of the parameter, which says nothing to who calls from outside.
    private static string Bare(ArgumentException error) => error.ParamName is { } name
        ? error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
        : error.Message;

    [LoggerMessage(LogLevel.Error, "Unexpected error in {Endpoint}")]
    private partial void Unexpected(Exception error, string endpoint);
}
