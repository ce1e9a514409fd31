using System.Text.Json;
using RadSharp.Server.Api;

namespace RadSharp.Server.Tests.Acceptance;

public sealed class ReadersTests(Room room) : IClassFixture<Room>
{
    [Fact]
    public async Task Twenty_readers_who_ask_at_once_are_all_answered_and_told_their_place()
    {
        var film = await room.StudyAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async reader =>
        {
            using var http = new HttpClient { BaseAddress = new Uri(room.Address) };
            http.DefaultRequestHeaders.Add("Cookie", $"radsharp-reader=reader-{reader}");
            var conversation = await room.ConversationAsync(film);
            var (last, positions) = (default(JsonElement), new List<int>());
            await foreach (var (name, data) in room.EventsAsync(
                $"/api/v1/conversations/{conversation.Id}/turns", new Question(Task: "view"), http))
            {
                last = data;
                if (name == "queue")
                {
                    positions.Add(data.GetProperty("position").GetInt32());
                }
            }

            Assert.Equal(positions.OrderDescending(), positions);
            return last.Deserialize<Turn>(ApiJson.Options)!;
        }));
        Assert.All(answers, answer => Assert.Equal(TurnStatus.Done, answer.Status));

        // The same film and the same question: whoever else was answered between has left no trace.
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
    }

    [Fact]
    public async Task A_question_of_200_kB_is_refused()
    {
        var conversation = await room.ConversationAsync();
        using var response = await room.SendAsync(
            HttpMethod.Post, $"/api/v1/conversations/{conversation.Id}/turns", new Question(Text: new string('x', 200_000)));
        Assert.Contains("4,000", await Room.ProblemAsync(response, 413), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_in_texts_come_back_as_texts()
    {
        const string Script = "<script>alert(1)</script>";
        var study = await room.StudyAsync();
        var changed = await room.SendAsync<Study>(HttpMethod.Patch, $"/api/v1/studies/{study.Id}", new StudyChange(Title: Script));
        Assert.Equal(Script, changed.Title);
        using var response = await room.Http.GetAsync($"/api/v1/studies/{study.Id}", Room.Cancellation);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("<script", await response.Content.ReadAsStringAsync(Room.Cancellation), StringComparison.Ordinal);
    }
}
