using System.ClientModel;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;

namespace RadSharp.Server.Tests.OpenAi;

/// <summary>Through OpenAI's own client, and by hand where that would not send it.</summary>
public sealed class OpenAiEndpointsTests(Room room) : IClassFixture<Room>
{
    [Fact]
    public async Task OpenAis_client_gets_an_answer_about_a_film()
    {
        var completion = (await Client().CompleteChatAsync([Question()], cancellationToken: Room.Cancellation)).Value;
        Assert.NotEqual("", completion.Content[0].Text);
        Assert.True(completion.Usage is { InputTokenCount: > 10, OutputTokenCount: > 1 });
        Assert.Contains(completion.FinishReason, (ChatFinishReason[])[ChatFinishReason.Stop, ChatFinishReason.Length]);
    }

    [Fact]
    public async Task A_stream_has_the_same_words_and_an_end()
    {
        var whole = (await Client().CompleteChatAsync([Question()], cancellationToken: Room.Cancellation)).Value.Content[0].Text;
        var (text, finish) = (new StringBuilder(), (ChatFinishReason?)null);
        await foreach (var part in Client().CompleteChatStreamingAsync([Question()], cancellationToken: Room.Cancellation))
        {
            text.Append(string.Concat(part.ContentUpdate.Select(content => content.Text)));
            finish ??= part.FinishReason;
        }

        Assert.Equal(whole, text.ToString().TrimEnd());
        Assert.NotNull(finish);
    }

    [Fact]
    public async Task Options_are_followed()
    {
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 3 };
        var completion = (await Client().CompleteChatAsync([Question()], options, Room.Cancellation)).Value;
        Assert.Equal((3, ChatFinishReason.Length), (completion.Usage.OutputTokenCount, completion.FinishReason));
    }

    [Fact]
    public async Task Models_are_listed() =>
        Assert.Contains("\"id\":\"small\"", await room.Http.GetStringAsync("/v1/models", Room.Cancellation), StringComparison.Ordinal);

    [Fact]
    public async Task The_end_of_a_stream_is_told_as_OpenAI_tells_it()
    {
        using var content = Json("""{"stream": true, "max_tokens": 2, "messages": [{"role": "user", "content": "Hello"}]}""");
        using var response = await room.Http.PostAsync("/v1/chat/completions", content, Room.Cancellation);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync(Room.Cancellation);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"length\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", 400, "messages")]
    [InlineData("""{"messages": [null]}""", 400, "messages")]
    [InlineData("""{"messages": [{"role": "user", "content": 5}]}""", 400, "content")]
    [InlineData("""{"messages": [{"role": "king", "content": "a"}]}""", 400, "role")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a"}]}""", 400, "message of the user")]
    [InlineData("""{"model": "gpt", "messages": [{"role": "user", "content": "a"}]}""", 404, "small, slow")]
    [InlineData("""{"temperature": 9, "messages": [{"role": "user", "content": "a"}]}""", 400, "temperature")]
    [InlineData("""{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://169.254.169.254/"}}]}]}""", 400, "data URL")]
    [InlineData("""{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "file:///etc/passwd"}}]}]}""", 400, "data URL")]
    [InlineData("""{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,@@"}}]}]}""", 400, "base64")]
    [InlineData("""{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,aGVsbG8="}}]}]}""", 422, "DICOM, PNG or JPEG")]
    [InlineData("""{"messages": [{"role": "user", "content": [{"type": "audio"}]}]}""", 400, "image_url")]
    [InlineData("""nonsense""", 400, "OpenAI")]
    public async Task What_is_no_request_is_an_error_as_OpenAI_tells_it(string body, int status, string words)
    {
        foreach (var sent in (string[])[body, body.Replace("{\"messages\"", "{\"stream\": true, \"messages\"", StringComparison.Ordinal)])
        {
            using var content = Json(sent);
            using var response = await room.Http.PostAsync("/v1/chat/completions", content, Room.Cancellation);
            Assert.Equal(status, (int)response.StatusCode);
            using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Room.Cancellation));
            Assert.Contains(words, error.RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_prompt_of_200_kB_is_refused()
    {
        using var content = Json($$"""{"messages": [{"role": "user", "content": "{{new string('x', 200_000)}}"}]}""");
        using var response = await room.Http.PostAsync("/v1/chat/completions", content, Room.Cancellation);
        Assert.Equal(413, (int)response.StatusCode);
    }

    private static UserChatMessage Question() => new(
        ChatMessageContentPart.CreateTextPart("Is the heart enlarged?"),
        ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(Room.Png()), "image/png"));

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private ChatClient Client() => new(
        "small", new ApiKeyCredential("anything"), new OpenAIClientOptions { Endpoint = new Uri($"{room.Address}/v1") });
}
