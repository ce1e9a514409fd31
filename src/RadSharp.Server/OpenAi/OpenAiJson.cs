using System.Text.Json;
using System.Text.Json.Serialization;
using RadSharp.Server.Api;

namespace RadSharp.Server.OpenAi;

/// <summary>How OpenAI's API is written.</summary>
internal static class OpenAiJson
{
    /// <summary>snake_case; what is not known is left out.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}

/// <summary>An error as OpenAI's clients read it.</summary>
/// <param name="Error">What went wrong.</param>
internal sealed record OpenAiError(OpenAiErrorDetail Error)
{
    /// <summary>The error of a problem.</summary>
    public static OpenAiError Of(Problem problem) => new(new OpenAiErrorDetail(
        problem.Message, problem.Status is >= 400 and < 500 ? "invalid_request_error" : "server_error", null,
        problem.Title.ToLowerInvariant().Replace(' ', '_')));
}

/// <summary>What went wrong.</summary>
/// <param name="Message">A sentence.</param>
/// <param name="Type">Whose fault it is.</param>
/// <param name="Param">Which parameter; not told.</param>
/// <param name="Code">A word for the kind.</param>
internal sealed record OpenAiErrorDetail(string Message, string Type, string? Param, string Code);
