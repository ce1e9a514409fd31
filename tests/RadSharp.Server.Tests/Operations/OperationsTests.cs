using System.Net;
using RadSharp.Server.Api;

namespace RadSharp.Server.Tests.Operations;

public sealed class OperationsTests(Room room) : IClassFixture<Room>
{
    [Fact]
    public async Task Probes_and_counts_are_there()
    {
        await room.AnswerAsync((await room.ConversationAsync()).Id, new Question(Text: "a"));
        Assert.Equal("live\n", await room.Http.GetStringAsync("/health/live", Room.Cancellation));
        Assert.Equal("ready\n", await room.Http.GetStringAsync("/health/ready", Room.Cancellation));
        var metrics = await room.Http.GetStringAsync("/metrics", Room.Cancellation);
        Assert.Contains("radsharp_requests_total{method=\"POST\",status=\"201\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("radsharp_first_token_seconds_count 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("radsharp_model_ready 1\n", metrics, StringComparison.Ordinal);
        var queue = await room.GetAsync<QueueState>("/api/v1/queue");
        Assert.Equal(new QueueState(0, 0, 64), queue);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/studies/abc")]
    [InlineData("/api/v1/me")]
    [InlineData("/api/v1/studies/unknown")]
    public async Task Every_answer_has_the_headers_that_keep_browsers_at_home(string address)
    {
        using var response = await room.Http.GetAsync(address, Room.Cancellation);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval'", policy.Replace("wasm-unsafe-eval'", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404)]
    [InlineData("GET", "/nothing.js", 404)]
    [InlineData("DELETE", "/api/v1/models", 404)]
    [InlineData("GET", "/..%2f..%2fetc/passwd.txt", 404)]
    public async Task What_is_not_there_is_a_problem(string method, string address, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        using var response = await room.Http.SendAsync(request, Room.Cancellation);
        await Room.ProblemAsync(response, status);
    }

    [Fact]
    public async Task A_page_that_is_not_built_is_told_in_plain_words()
    {
        using var response = await room.Http.GetAsync("/", Room.Cancellation);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains("RadSharp", await response.Content.ReadAsStringAsync(Room.Cancellation), StringComparison.Ordinal);
    }
}
