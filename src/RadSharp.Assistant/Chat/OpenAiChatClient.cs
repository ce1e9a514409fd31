using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace RadSharp.Assistant.Chat;

/// <summary>
/// A model that an OpenAI-compatible server runs, as <see cref="IChatClient"/>: a second engine, for models that this machine is
/// too small for. Films go there as <see cref="DataContent"/>.
/// </summary>
public sealed class OpenAiChatClient : IChatClient
{
    // A reader waits for the answer: what does not come at once is told soon.
    private const int Retries = 1;

    private readonly ChatClient _client;
    private readonly ChatClientMetadata _metadata;

    private OpenAiChatClient(ChatClient client, ChatClientMetadata metadata) => (_client, _metadata) = (client, metadata);

    /// <summary>Connects to a server; nothing is sent yet.</summary>
    /// <param name="endpoint">Its address up to the version: <c>http://host:8000/v1</c>.</param>
    /// <param name="model">What it calls the model.</param>
    /// <param name="apiKey">What it wants to be shown; null for a server that wants nothing.</param>
    public static OpenAiChatClient Open(Uri endpoint, string model, string? apiKey = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentException.ThrowIfNullOrEmpty(model);
        var options = new OpenAIClientOptions { Endpoint = endpoint, RetryPolicy = new ClientRetryPolicy(Retries) };
        return new(
            new ChatClient(model, new ApiKeyCredential(apiKey ?? "none"), options), new("openai", endpoint, model));
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The other server cannot be reached, or refuses.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var stream = _client.CompleteChatStreamingAsync([.. messages.Select(Message)], Options(options), cancellationToken);
        await using var parts = stream.GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(parts).ConfigureAwait(false))
        {
            var part = parts.Current;
            var update = new ChatResponseUpdate(ChatRole.Assistant, string.Concat(part.ContentUpdate.Select(content => content.Text)))
            {
                ModelId = part.Model,
                FinishReason = part.FinishReason switch
                {
                    null => null,
                    OpenAI.Chat.ChatFinishReason.Length => ChatFinishReason.Length,
                    _ => ChatFinishReason.Stop,
                },
            };
            if (part.Usage is { } usage)
            {
                update.Contents.Add(new UsageContent(new UsageDetails
                {
                    InputTokenCount = usage.InputTokenCount,
                    OutputTokenCount = usage.OutputTokenCount,
                    TotalTokenCount = usage.TotalTokenCount,
                }));
            }

            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(_client) ? _client
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the client holds nothing.</summary>
    public void Dispose()
    {
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<StreamingChatCompletionUpdate> parts)
    {
        try
        {
            return await parts.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is ClientResultException or AggregateException or IOException)
        {
            var reason = error is ClientResultException { Status: > 0 } refusal ? $"it refused with {refusal.Status}" : "it cannot be reached";
            throw new HttpRequestException(
                $"Expected an answer of the server that runs the model {_metadata.DefaultModelId}, but {reason}. "
                + "Try again later, choose another model, or ask whoever runs this server.", error);
        }
    }

    private static OpenAI.Chat.ChatMessage Message(ChatMessage message)
    {
        var parts = message.Contents.Select(content => content switch
        {
            TextContent text => ChatMessageContentPart.CreateTextPart(text.Text),
            DataContent data => ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(data.Data), data.MediaType),
            _ => throw new NotSupportedException(
                $"Expected text or an image as data for a server elsewhere, found {content.GetType().Name}."),
        });
        return message.Role.Value switch
        {
            "system" => new SystemChatMessage(parts),
            "assistant" => new AssistantChatMessage(parts),
            _ => new UserChatMessage(parts),
        };
    }

    private static ChatCompletionOptions Options(ChatOptions? options)
    {
        var all = new ChatCompletionOptions
        {
            Temperature = options?.Temperature,
            TopP = options?.TopP,
            MaxOutputTokenCount = options?.MaxOutputTokens,
        };
        foreach (var stop in options?.StopSequences ?? [])
        {
            all.StopSequences.Add(stop);
        }

        return all;
    }
}
