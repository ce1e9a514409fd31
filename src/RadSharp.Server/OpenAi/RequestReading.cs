using System.Text.Json;
using Microsoft.Extensions.AI;
using RadSharp.Server.Api;

namespace RadSharp.Server.OpenAi;

/// <summary>A request of OpenAI's as messages and options; images are bytes still.</summary>
internal static class RequestReading
{
    private const int MostMessages = 200;
    private const int MostCharacters = 32_000;
    private const int MostImages = 4;
    private const string DataUrl = "data:";

    /// <summary>Reads the messages.</summary>
    /// <exception cref="Problem">There are none, too many, or one is not understood.</exception>
    public static IReadOnlyList<ChatMessage> Messages(ChatCompletionRequest request)
    {
        if (request.Messages is not { Count: > 0 and <= MostMessages } || request.Messages.Any(message => message is null))
        {
            throw Problem.Invalid($"Expected 1 to {MostMessages} messages, found {request.Messages?.Count ?? 0}.");
        }

        if (request.N is not (null or 1))
        {
            throw Problem.Invalid($"Expected n to be 1, found {request.N}. Ask several times.");
        }

        var messages = request.Messages.Select(message => new ChatMessage(Role(message.Role), Contents(message.Content))).ToList();
        var characters = messages.Sum(message => message.Text.Length);
        var images = messages.Sum(message => message.Contents.OfType<DataContent>().Count());
        return characters > MostCharacters
                ? throw Problem.TooLarge($"Expected messages of at most {MostCharacters:N0} characters, found {characters:N0}. Shorten them.")
            : images > MostImages ? throw Problem.TooLarge($"Expected at most {MostImages} images, found {images}.")
            : messages[^1].Role != ChatRole.User
                ? throw Problem.Invalid("Expected a conversation that ends with a message of the user, found another.")
            : messages;
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="Problem">One is out of range.</exception>
    public static ChatOptions Options(ChatCompletionRequest request)
    {
        if (request.Temperature is < 0 or > 2 || request.TopP is <= 0 or > 1 || request.MaxTokens is < 1 || request.MaxCompletionTokens is < 1)
        {
            throw Problem.Invalid("Expected a temperature of 0 to 2, a top_p above 0 and at most 1, and at least one token.");
        }

        return new()
        {
            Temperature = request.Temperature,
            TopP = request.TopP,
            Seed = request.Seed,
            MaxOutputTokens = request.MaxCompletionTokens ?? request.MaxTokens,
            StopSequences = request.Stop switch
            {
                { ValueKind: JsonValueKind.String } stop => [stop.GetString()!],
                { ValueKind: JsonValueKind.Array } stops => [.. stops.EnumerateArray().Select(stop => stop.GetString() ?? "")],
                _ => null,
            },
        };
    }

    private static ChatRole Role(string? role) => role switch
    {
        "user" => ChatRole.User,
        "assistant" => ChatRole.Assistant,
        "system" or "developer" => ChatRole.System,
        _ => throw Problem.Invalid("Expected messages with the role system, developer, user or assistant, found another."),
    };

    private static List<AIContent> Contents(JsonElement? content) => content switch
    {
        { ValueKind: JsonValueKind.String } text => [new TextContent(text.GetString())],
        { ValueKind: JsonValueKind.Array } parts => [.. parts.EnumerateArray().Select(Part)],
        null or { ValueKind: JsonValueKind.Null } => [],
        _ => throw Problem.Invalid("Expected the content of a message as a text or as parts, found something else."),
    };

    private static AIContent Part(JsonElement part)
    {
        var type = part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var named) ? named.GetString() : null;
        return type switch
        {
            "text" when part.TryGetProperty("text", out var text) => new TextContent(text.GetString()),
            "image_url" when part.TryGetProperty("image_url", out var image) => Image(
                image.ValueKind == JsonValueKind.String ? image.GetString()
                : image.ValueKind == JsonValueKind.Object && image.TryGetProperty("url", out var url) ? url.GetString()
                : null),
            _ => throw Problem.Invalid("Expected parts of the type text or image_url, found another."),
        };
    }

    // Nothing is fetched: an address could be one that only the server can reach.
    private static DataContent Image(string? url)
    {
        var comma = url?.IndexOf(',', StringComparison.Ordinal) ?? -1;
        if (url is null || comma < 0 || !url.StartsWith(DataUrl, StringComparison.OrdinalIgnoreCase)
            || !url[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
        {
            throw Problem.Invalid("Expected an image as a data URL in base64 (data:image/png;base64,…), found another address.");
        }

        var bytes = new byte[(url.Length - comma) * 3L / 4 + 3];
        return Convert.TryFromBase64Chars(url.AsSpan(comma + 1), bytes, out var count)
            ? new DataContent(bytes.AsMemory(0, count), "application/octet-stream")
            : throw Problem.Invalid("Expected an image in base64, found other characters in its data URL.");
    }
}
