using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using RadSharp.Imaging;
using RadSharp.Models.Generation;
using RadSharp.Models.Systems;
using RadSharp.Tensors;
using FinishReason = RadSharp.Models.Generation.FinishReason;
using ModelMessage = RadSharp.Models.Templates.ChatMessage;

namespace RadSharp.Assistant.Chat;

/// <summary>
/// A <see cref="IVisionLanguageModel"/> as <see cref="IChatClient"/>. Films come as <see cref="FilmContent"/>, or as
/// <see cref="DataContent"/> of a DICOM, PNG or JPEG file. What a conversation's turns have in common is read once: its keys and
/// values are kept under <see cref="ChatOptions.ConversationId"/>.
/// </summary>
/// <remarks>
/// Calls wait for each other. Nobody else may use the model meanwhile. <see cref="ChatOptions"/> that are looked at: Temperature,
/// TopP, Seed, MaxOutputTokens, StopSequences, ConversationId; by default the model's own.
/// </remarks>
/// <param name="model">The model; the caller's, and to be disposed of after this.</param>
public sealed class VisionLanguageChatClient(IVisionLanguageModel model) : IChatClient
{
    private readonly SessionShelf _sessions = new(model);
    private readonly Generator _generator = new(model.Decoder);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The model.</summary>
    public IVisionLanguageModel Model { get; } = model;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The conversation is empty, too long, or has no question at its end.</exception>
    /// <exception cref="IOException">An image is no film.</exception>
    /// <exception cref="InvalidDataException">The model refuses a film.</exception>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The last update has the reason of the end and the numbers of tokens.</remarks>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var looked = new List<IDisposable>();
        try
        {
            var films = new List<EncodedFilm>();
            var turns = messages.Select(message => Turn(message, films, looked)).ToList();
            if (turns is not [.., { Role: "user" }])
            {
                throw new ArgumentException("Expected a conversation that ends with a question, found none.", nameof(messages));
            }

            var session = _sessions.Take(options?.ConversationId);
            var generation = Generation(options);
            var prompt = FittedPrompt.Fit(Model, turns, films, session.ContextLimit, generation.MaxNewTokens).Prompt;
            var answer = _generator.Start(session, prompt, generation, Model.Tokenizer, cancellationToken);
            await foreach (var piece in AnswerPieces.ReadAsync(_generator, answer).ConfigureAwait(false))
            {
                yield return new(ChatRole.Assistant, piece) { ModelId = Model.Name };
            }

            cancellationToken.ThrowIfCancellationRequested();
            yield return End(answer);
        }
        finally
        {
            looked.ForEach(film => film.Dispose());
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("radsharp", defaultModelId: Model.Name)
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Gives the memory of the conversations back.</summary>
    public void Dispose()
    {
        _generator.Dispose();
        _sessions.Dispose();
        _turn.Dispose();
    }

    private ModelMessage Turn(ChatMessage message, List<EncodedFilm> films, List<IDisposable> looked)
    {
        var before = films.Count;
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case FilmContent film:
                    films.Add(film.Encoded);
                    break;
                case DataContent data:
                    var shown = ShownFilm.Look(Model, FilmReader.Read(data.Data));
                    looked.Add(shown);
                    films.Add(shown.Encoded);
                    break;
                case UriContent:
                    throw new ArgumentException(
                        "Expected an image as data, found an address of one. Nothing is fetched: send a data URL.");
                default:
                    break;
            }
        }

        return new(message.Role.Value, message.Text, films.Count - before);
    }

    private GenerationOptions Generation(ChatOptions? options) => Model.Defaults with
    {
        MaxNewTokens = Math.Clamp(options?.MaxOutputTokens ?? int.MaxValue, 1, Model.Defaults.MaxNewTokens),
        StopStrings = options?.StopSequences is { Count: > 0 } stops ? [.. stops] : Model.Defaults.StopStrings,
        Sampling = options is null ? Model.Defaults.Sampling : Model.Defaults.Sampling with
        {
            Temperature = options.Temperature ?? Model.Defaults.Sampling.Temperature,
            TopP = options.TopP ?? Model.Defaults.Sampling.TopP,
            Seed = (int)(options.Seed ?? Model.Defaults.Sampling.Seed),
        },
    };

    private ChatResponseUpdate End(GeneratedAnswer answer) => new()
    {
        Role = ChatRole.Assistant,
        ModelId = Model.Name,
        FinishReason = answer.FinishReason == FinishReason.Length ? ChatFinishReason.Length : ChatFinishReason.Stop,
        Contents =
        [
            new UsageContent(new UsageDetails
            {
                InputTokenCount = answer.Prompt.Ids.Length,
                OutputTokenCount = answer.Tokens.Count,
                TotalTokenCount = answer.Prompt.Ids.Length + answer.Tokens.Count,
                CachedInputTokenCount = answer.ReusedTokens,
            }),
        ],
    };
}
