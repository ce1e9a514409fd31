using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RadSharp.Models.Tests.Checkpoints;
using RadSharp.Models.Tests.Systems;
using RadSharp.Server.Api;
using RadSharp.Server.Store;

namespace RadSharp.Server.Tests;

/// <summary>A reading room of its own on a free port of this machine, with a small model and an empty store.</summary>
public sealed class Room : IAsyncLifetime
{
    // SQLite, unless the tests are to run on a server of PostgreSQL: "Host=localhost;Username=radsharp;Password=…".
    private const string DatabaseServer = "RADSHARP_TEST_DATABASE";

    private readonly TemporaryFolder _data = new();
    private readonly string? _database = Environment.GetEnvironmentVariable(DatabaseServer) is { Length: > 0 } server
        ? $"{server};Database=radsharp_{Guid.NewGuid():N}"
        : null;

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal WebApplication App { get; private set; } = null!;

    internal HttpClient Http { get; private set; } = null!;

    internal string Data => _data.Path;

    internal string Address => App.Urls.First();

    internal IReadOnlyList<ModelSource> Models { get; init; } = [new("small", TestModels.Small), new("slow", TestModels.Slow)];

    /// <summary>Starts it.</summary>
    public async ValueTask InitializeAsync()
    {
        App = ReadingRoom.Build(Options());
        await App.StartAsync();

        // A stream that is left is closed at once, as a browser's is.
        Http = new HttpClient(new SocketsHttpHandler { MaxResponseDrainSize = 0 }) { BaseAddress = new Uri(Address) };
    }

    /// <summary>Closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await using (var scope = App.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<ReadingRoomDb>().Database.EnsureDeletedAsync();
        }

        await App.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _data.Dispose();
    }

    internal ServerOptions Options() => new()
    {
        DataFolder = _data.Path,
        Models = Models,
        Urls = ["http://127.0.0.1:0"],
        Database = _database,
        MostFilmBytes = 4 << 20,
    };

    /// <summary>A film that is not blank, as PNG.</summary>
    internal static byte[] Png(int seed = 0) =>
        SmallMini.Png(96, 80, 1, (x, y, _) => SmallMini.ChestGrey(x, y) * (1 - (0.01 * seed)));

    internal static MultipartFormDataContent Form(byte[] film, string name = "film.png", params (string Name, string Text)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (field, text) in fields)
        {
            form.Add(new StringContent(text), field);
        }

        form.Add(new ByteArrayContent(film), "film", name);
        return form;
    }

    internal async Task<Study> StudyAsync(byte[]? film = null, string name = "film.png")
    {
        using var form = Form(film ?? Png(), name);
        using var response = await Http.PostAsync("/api/v1/studies", form, Cancellation);
        return await ReadAsync<Study>(response);
    }

    internal async Task<Conversation> ConversationAsync(Study? study = null, string? model = null)
    {
        study ??= await StudyAsync();
        return await PostAsync<Conversation>(
            $"/api/v1/studies/{study.Id}/conversations", new ConversationStart(study.Films[0].Id, model));
    }

    internal async Task<T> GetAsync<T>(string address)
    {
        using var response = await Http.GetAsync(address, Cancellation);
        return await ReadAsync<T>(response);
    }

    internal Task<T> PostAsync<T>(string address, object body) => SendAsync<T>(HttpMethod.Post, address, body);

    internal async Task<T> SendAsync<T>(HttpMethod method, string address, object body, int? version = null)
    {
        using var response = await SendAsync(method, address, body, version);
        return await ReadAsync<T>(response);
    }

    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, object? body, int? version = null)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: ApiJson.Options);
        if (version is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
        }

        return await Http.SendAsync(request, Cancellation);
    }

    /// <summary>A problem with a status and a sentence; its text.</summary>
    internal static async Task<string> ProblemAsync(HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(status == (int)response.StatusCode, $"Expected {status}, found {(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(text);
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.RootElement.GetProperty("title").GetString());
        var detail = problem.RootElement.GetProperty("detail").GetString()!;
        Assert.EndsWith(".", detail.TrimEnd(')'), StringComparison.Ordinal);
        return detail;
    }

    /// <summary>Asks, and reads all events.</summary>
    internal async Task<List<(string Name, JsonElement Data)>> AskAsync(string conversation, object question)
    {
        var events = new List<(string, JsonElement)>();
        await foreach (var item in EventsAsync($"/api/v1/conversations/{conversation}/turns", question))
        {
            events.Add(item);
        }

        return events;
    }

    /// <summary>Asks, and gives the answer.</summary>
    internal async Task<Turn> AnswerAsync(string conversation, object question)
    {
        var (name, data) = (await AskAsync(conversation, question))[^1];
        Assert.Equal("done", name);
        return data.Deserialize<Turn>(ApiJson.Options)!;
    }

    /// <summary>The events of an answer as they come; leaving the loop closes the connection.</summary>
    internal async IAsyncEnumerable<(string Name, JsonElement Data)> EventsAsync(string address, object? body, HttpClient? http = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: ApiJson.Options);
        using var response = await (http ?? Http).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.True(response.IsSuccessStatusCode, await TextOfFailureAsync(response));
        await using var stream = await response.Content.ReadAsStreamAsync(Cancellation);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(Cancellation))
        {
            using var data = JsonDocument.Parse(item.Data);
            yield return (item.EventType, data.RootElement.Clone());
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, await TextOfFailureAsync(response));
        return (await response.Content.ReadFromJsonAsync<T>(ApiJson.Options, Cancellation))!;
    }

    private static async Task<string> TextOfFailureAsync(HttpResponseMessage response) => response.IsSuccessStatusCode
        ? ""
        : $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(Cancellation)}";
}
