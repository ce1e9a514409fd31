using Microsoft.Extensions.DependencyInjection;
using RadSharp.Server.Api;
using RadSharp.Server.Queue;

namespace RadSharp.Server.Tests.Models;

/// <summary>A room whose second model is another room's, by OpenAI's API.</summary>
public sealed class RemoteModelTests(Room there) : IClassFixture<Room>, IAsyncLifetime
{
    private readonly Room _here = new()
    {
        Models = [new("small", TestModels.Small), ModelSource.OfServer(new Uri($"{there.Address}/v1"), "slow", apiKey: null)],
    };

    public ValueTask InitializeAsync() => _here.InitializeAsync();

    public ValueTask DisposeAsync() => _here.DisposeAsync();

    [Fact]
    public async Task Another_servers_model_answers_about_the_film_and_its_answer_is_marked_here()
    {
        var conversation = await _here.ConversationAsync(model: "slow");
        var answer = await _here.AnswerAsync(conversation.Id, new Question(Text: "Is the heart enlarged?"));
        Assert.Equal(TurnStatus.Done, answer.Status);
        Assert.NotEqual("", answer.Text);
        Assert.NotEmpty(answer.Sentences);
        var asked = (await there.GetAsync<Page<AuditEntry>>("/api/v1/audit")).Items;
        Assert.Contains(asked, entry => entry is { Action: "openai.chat", Object: "slow" });
    }

    [Fact]
    public async Task While_another_server_answers_or_drafts_nobody_waits_here()
    {
        var study = await _here.StudyAsync();
        var conversation = await _here.ConversationAsync(study, "slow");
        await foreach (var (name, data) in _here.EventsAsync(
            $"/api/v1/conversations/{conversation.Id}/turns", new Question(Text: "Go on for long.")))
        {
            if (name != "token")
            {
                continue;
            }

            Assert.Equal((0, 1), (Running(_here), Running(there)));
            using var stopped = await _here.SendAsync(
                HttpMethod.Post, $"/api/v1/turns/{data.GetProperty("turnId").GetString()}/stop", null);
            Assert.Equal(204, (int)stopped.StatusCode);
            break;
        }

        await Wait.UntilAsync(() => Running(there) == 0);
        var draft = _here.PostAsync<Report>($"/api/v1/studies/{study.Id}/report/draft", new DraftRequest(Model: "slow"));
        await Wait.UntilAsync(() => Running(there) == 1);
        Assert.Equal(0, Running(_here));
        Assert.Equal("slow", (await draft).Draft!.Model);
    }

    [Fact]
    public async Task While_another_server_answers_a_client_of_OpenAIs_nobody_waits_here()
    {
        var asked = _here.SendAsync(HttpMethod.Post, "/v1/chat/completions", new
        {
            Model = "slow",
            Messages = new[] { new { Role = "user", Content = "Go on for long." } },
        });
        await Wait.UntilAsync(() => Running(there) == 1);
        Assert.Equal(0, Running(_here));
        using var answer = await asked;
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Without_the_other_server_an_answer_fails_with_a_sentence()
    {
        var lost = new Room
        {
            Models = [new("small", TestModels.Small), ModelSource.OfServer(new Uri("http://127.0.0.1:1/v1"), "gone", apiKey: null)],
        };
        await lost.InitializeAsync();
        await using (lost)
        {
            var conversation = await lost.ConversationAsync(model: "gone");
            var (name, problem) = (await lost.AskAsync(conversation.Id, new Question(Text: "Is the heart enlarged?")))[^1];
            Assert.Equal("failed", name);
            Assert.Contains("gone", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    private static int Running(Room room) => room.App.Services.GetRequiredService<InferenceQueue>().Running;
}
