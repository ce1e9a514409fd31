using System.Text.Json;

namespace RadSharp.Server.OpenAi;

/// <summary>A request as OpenAI's clients write it (POST /v1/chat/completions), as far as it is understood here.</summary>
/// <param name="Model">A model; null or unknown for the default, as clients have names of other servers.</param>
/// <param name="Messages">The conversation, the last one a question.</param>
/// <param name="Stream">Whether the answer comes in parts.</param>
/// <param name="StreamOptions">What comes with the parts.</param>
/// <param name="MaxTokens">Tokens of the longest answer, in the older spelling.</param>
/// <param name="MaxCompletionTokens">The same in the newer.</param>
/// <param name="Temperature">0 to 2.</param>
/// <param name="TopP">Above 0, at most 1.</param>
/// <param name="Seed">Which chance.</param>
/// <param name="N">Number of answers: 1.</param>
/// <param name="Stop">Texts that end the answer: one or several.</param>
internal sealed record ChatCompletionRequest(
    string? Model, IReadOnlyList<RequestMessage>? Messages, bool? Stream, StreamOptions? StreamOptions, int? MaxTokens,
    int? MaxCompletionTokens, float? Temperature, float? TopP, long? Seed, int? N, JsonElement? Stop);

/// <summary>A turn.</summary>
/// <param name="Role"><c>system</c>, <c>developer</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">A text, or parts: <c>text</c>, <c>image_url</c> with a data URL.</param>
internal sealed record RequestMessage(string? Role, JsonElement? Content);

/// <summary>What comes with a stream.</summary>
/// <param name="IncludeUsage">Whether the numbers of tokens come at its end.</param>
internal sealed record StreamOptions(bool? IncludeUsage);
