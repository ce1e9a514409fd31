using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using RadSharp.Assistant.Chat;
using RadSharp.Models.Systems;
using RadSharp.Server.Api;

namespace RadSharp.Server.Models;

/// <summary>The models that can be asked; each is opened once, when it is first needed.</summary>
internal sealed partial class ModelShelf(ServerOptions options, ILogger<ModelShelf> log) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<LoadedModel>> _loading = [];

    /// <summary>The name of the default model.</summary>
    public string DefaultId => options.Models[0].Id;

    /// <summary>Whether the default model is in memory.</summary>
    public bool IsReady => Loaded(DefaultId) is not null;

    /// <summary>All models, the default first.</summary>
    public IReadOnlyList<Model> All =>
    [
        .. options.Models.Select((source, index) =>
        {
            var loaded = Loaded(source.Id);
            return new Model(
                source.Id, loaded?.Name ?? source.RemoteModel ?? source.Id, index == 0, loaded is not null, loaded?.Findings ?? [],
                source.Endpoint is null
                    ? "Computes on this machine."
                    : "Another server computes its answers; films are sent there. Findings are this machine's.");
        }),
    ];

    /// <summary>The name of a model that is asked for.</summary>
    /// <param name="id">Its name; null for the default.</param>
    /// <exception cref="Problem">There is none by this name.</exception>
    public string Named(string? id) => string.IsNullOrEmpty(id) ? DefaultId
        : options.Models.Any(source => source.Id == id) ? id
        : throw new Problem(
            StatusCodes.Status404NotFound, "Unknown model",
            $"Expected one of the models {string.Join(", ", options.Models.Select(source => source.Id))}, found another name.");

    /// <summary>A model, opened if it is not yet.</summary>
    /// <param name="id">Its name; null for the default.</param>
    /// <exception cref="Problem">There is none by this name, or it cannot be opened.</exception>
    public async Task<LoadedModel> GetAsync(string? id)
    {
        var source = options.Models.First(source => source.Id == Named(id));
        Task<LoadedModel>? loading;
        lock (_gate)
        {
            if (!_loading.TryGetValue(source.Id, out loading) || loading.IsFaulted)
            {
                loading = _loading[source.Id] = Task.Run(() => OpenAsync(source));
            }
        }

        try
        {
            return await loading.ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or ArgumentException or UnauthorizedAccessException)
        {
            CannotOpen(source.Id, error.Message);
            throw new Problem(
                StatusCodes.Status503ServiceUnavailable, "Model not available",
                $"The model {source.Id} cannot be opened; the server's log says why. Choose another, or ask whoever runs the server.");
        }
    }

    /// <summary>Gives the models' memory back.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var loading in _loading.Values.Where(loading => loading.IsCompletedSuccessfully))
        {
            var model = await loading.ConfigureAwait(false);
            model.Chat.Dispose();
            if (!model.IsRemote)
            {
                model.Eyes.Dispose();
            }
        }
    }

    private LoadedModel? Loaded(string id)
    {
        lock (_gate)
        {
            return _loading.TryGetValue(id, out var loading) && loading.IsCompletedSuccessfully ? loading.Result : null;
        }
    }

    private async Task<LoadedModel> OpenAsync(ModelSource source)
    {
        if (source.Endpoint is { } endpoint)
        {
            var eyes = await GetAsync(null).ConfigureAwait(false);
            var chat = OpenAiChatClient.Open(endpoint, source.RemoteModel ?? source.Id, source.ApiKey);
            return new(source.Id, source.RemoteModel ?? source.Id, chat, eyes.Eyes, eyes.Id);
        }

        var model = ModelFolder.Open(source.Folder!);
        var client = new VisionLanguageChatClient(model);
        await WarmAsync(client).ConfigureAwait(false);
        return new(source.Id, model.Name, client, model, source.Id);
    }

    // The first answer compiles what all answers run through; better before anybody waits for it.
    private static async Task WarmAsync(VisionLanguageChatClient client)
    {
        var options = new ChatOptions { MaxOutputTokens = 2, ConversationId = "warm-up" };
        using var encoded = client.Model.Encode(Films.FilmPictures.Blank());
        await client.GetResponseAsync([new(ChatRole.User, "Hello.")], options).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Error, "The model {Model} cannot be opened. {Reason}")]
    private partial void CannotOpen(string model, string reason);
}
