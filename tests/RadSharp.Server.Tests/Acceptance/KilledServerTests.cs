using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using RadSharp.Assistant.Conversations;
using RadSharp.Models.Tests.Checkpoints;
using RadSharp.Server.Api;
using Conversation = RadSharp.Server.Api.Conversation;

namespace RadSharp.Server.Tests.Acceptance;

/// <summary>A server in a process of its own, killed as the system kills: at once, without a word.</summary>
public sealed class KilledServerTests : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly List<Process> _processes = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        _data.Dispose();
    }

    [Fact]
    public async Task What_a_reader_has_seen_and_signed_is_there_after_a_kill()
    {
        var film = _data.Write("film.png", Room.Png());
        var (server, http) = await StartAsync(film);
        var study = (await http.GetFromJsonAsync<Page<StudySummary>>("/api/v1/studies", ApiJson.Options, Cancellation))!.Items[0];
        var films = (await http.GetFromJsonAsync<Study>($"/api/v1/studies/{study.Id}", ApiJson.Options, Cancellation))!.Films;
        using var begun = await http.PostAsJsonAsync(
            $"/api/v1/studies/{study.Id}/conversations", new ConversationStart(films[0].Id), ApiJson.Options, Cancellation);
        var conversation = (await begun.Content.ReadFromJsonAsync<Conversation>(ApiJson.Options, Cancellation))!;
        var report = $"/api/v1/studies/{study.Id}/report";
        await SendAsync(http, HttpMethod.Put, report, new ReportChange([new(SectionName.Findings, "a", SentenceState.Open)]), 0);
        var signed = await SendAsync(http, HttpMethod.Post, $"{report}/sign", new Signature("Dr. Grey"), 1);

        var seen = await SeeAsync(http, conversation.Id);
        server.Kill();
        await server.WaitForExitAsync(Cancellation);
        http.Dispose();

        (_, http) = await StartAsync();
        var kept = (await http.GetFromJsonAsync<Conversation>($"/api/v1/conversations/{conversation.Id}", ApiJson.Options, Cancellation))!;
        Assert.Equal("Go on for long.", kept.Turns[0].Text);
        Assert.Equal((TurnRole.Assistant, TurnStatus.Stopped), (kept.Turns[1].Role, kept.Turns[1].Status));
        Assert.StartsWith(seen, kept.Turns[1].Text, StringComparison.Ordinal);
        var after = (await http.GetFromJsonAsync<Report>(report, ApiJson.Options, Cancellation))!;
        Assert.Equal((ReportStatus.Final, signed.Sha256), (after.Status, after.Sha256));
        http.Dispose();
    }

    // What was shown before the killing.
    private static async Task<string> SeeAsync(HttpClient http, string conversation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/conversations/{conversation}/turns")
        {
            Content = JsonContent.Create(new Question(Text: "Go on for long."), options: ApiJson.Options),
        };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var stream = await response.Content.ReadAsStreamAsync(Cancellation);
        var seen = "";
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(Cancellation))
        {
            Assert.NotEqual("done", item.EventType);
            using var data = JsonDocument.Parse(item.Data);
            seen += item.EventType == "token" ? data.RootElement.GetProperty("text").GetString() : "";
            if (seen.Length > 20)
            {
                break;
            }
        }

        return seen;
    }

    private static async Task<Report> SendAsync(HttpClient http, HttpMethod method, string address, object body, int version)
    {
        using var request = new HttpRequestMessage(method, address)
        {
            Content = JsonContent.Create(body, body.GetType(), options: ApiJson.Options),
        };
        request.Headers.Add("If-Match", $"\"{version}\"");
        using var response = await http.SendAsync(request, Cancellation);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<Report>(ApiJson.Options, Cancellation))!;
    }

    private async Task<(Process Server, HttpClient Http)> StartAsync(params string[] films)
    {
        var server = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "radsharp.dll"), "serve", .. films, "--urls", "http://127.0.0.1:0", "--data",
                _data["store"], "--model", TestModels.Slow, "--no-browser",
            ])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _processes.Add(server);
        var line = await server.StandardOutput.ReadLineAsync(Cancellation)
            ?? throw new IOException(await server.StandardError.ReadToEndAsync(Cancellation));
        var address = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]);
        return (server, new HttpClient { BaseAddress = new Uri(address.GetLeftPart(UriPartial.Authority)) });
    }
}
