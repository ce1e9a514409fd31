using Microsoft.Extensions.AI;
using RadSharp.Assistant.Chat;
using RadSharp.Models.Systems;
using RadSharp.Models.Tests.Checkpoints;
using RadSharp.Models.Tests.Systems;
using RadSharp.Tensors;

namespace RadSharp.Assistant.Tests.Chat;

public sealed class VisionLanguageChatClientTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IVisionLanguageModel _model;
    private readonly ShownFilm _film;
    private readonly VisionLanguageChatClient _client;

    public VisionLanguageChatClientTests()
    {
        SmallRadVlm.Write(_folder.Path, Films.Golden);
        _model = ModelFolder.Open(_folder.Path, new ModelOptions { Matrices = DType.Float32 });
        _film = ShownFilm.Look(_model, Films.Small());
        _client = new(_model);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _film.Dispose();
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_answers_as_the_conversation_on_the_film_does()
    {
        using var conversation = new FilmConversation(_model, _film);
        var expected = await conversation.AnswerAsync("is it clear?", Cancellation);
        var response = await _client.GetResponseAsync(Question("is it clear?"), cancellationToken: Cancellation);
        Assert.Equal(expected, response.Text.TrimEnd());
        Assert.True(response.Usage is { InputTokenCount: > 0, OutputTokenCount: > 0 });
        Assert.NotNull(response.FinishReason);
        var file = await File.ReadAllBytesAsync(Path.Combine(Films.Golden, "film_170x150.png"), Cancellation);
        var sent = await _client.GetResponseAsync(
            [new(ChatRole.User, [new DataContent(file, "image/png"), new TextContent("is it clear?")])], cancellationToken: Cancellation);
        Assert.Equal(response.Text, sent.Text);
    }

    [Fact]
    public async Task A_further_question_pays_for_its_own_tokens_alone()
    {
        var options = new ChatOptions { ConversationId = "a", MaxOutputTokens = 4 };
        var first = await _client.GetResponseAsync(Question("is it clear?"), options, Cancellation);
        var second = await _client.GetResponseAsync(
            [.. Question("is it clear?"), .. first.Messages, new(ChatRole.User, "and now?")], options, Cancellation);
        Assert.InRange(second.Usage!.CachedInputTokenCount!.Value, first.Usage!.InputTokenCount!.Value, second.Usage.InputTokenCount!.Value);
        var other = await _client.GetResponseAsync(
            Question("is it clear?"), new() { ConversationId = "b", MaxOutputTokens = 4 }, Cancellation);
        Assert.Equal((0, first.Text), (other.Usage!.CachedInputTokenCount, other.Text));
    }

    [Fact]
    public async Task Cancelling_throws_and_the_next_question_is_answered()
    {
        using var ending = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _client.GetStreamingResponseAsync(Question("a"), cancellationToken: ending.Token))
            {
                await ending.CancelAsync();
            }
        });
        Assert.NotEqual("", (await _client.GetResponseAsync(Question("a"), cancellationToken: Cancellation)).Text);
    }

    [Fact]
    public async Task Options_are_followed()
    {
        var greedy = await _client.GetResponseAsync(Question("a"), new() { MaxOutputTokens = 8 }, Cancellation);
        Assert.Equal((8, ChatFinishReason.Length), (greedy.Usage!.OutputTokenCount, greedy.FinishReason));
        var warm = await _client.GetResponseAsync(Question("a"), new() { MaxOutputTokens = 8, Temperature = 2, Seed = 3 }, Cancellation);
        Assert.NotEqual(greedy.Text, warm.Text);
    }

    [Fact]
    public async Task What_is_no_question_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _client.GetResponseAsync([], cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(
            () => _client.GetResponseAsync([new(ChatRole.Assistant, "a")], cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => _client.GetResponseAsync(
            [new(ChatRole.User, [new UriContent("http://host/film.png", "image/png")])], cancellationToken: Cancellation));
        await Assert.ThrowsAnyAsync<IOException>(() => _client.GetResponseAsync(
            [new(ChatRole.User, [new DataContent(new byte[] { 1, 2 }, "image/png")])], cancellationToken: Cancellation));
    }

    [Fact]
    public void It_says_what_it_is()
    {
        var metadata = (ChatClientMetadata)_client.GetService(typeof(ChatClientMetadata))!;
        Assert.Equal(("radsharp", _model.Name), (metadata.ProviderName, metadata.DefaultModelId));
        Assert.Same(_client, _client.GetService(typeof(VisionLanguageChatClient)));
        Assert.Null(_client.GetService(typeof(string)));
    }

    private ChatMessage[] Question(string text) => [new(ChatRole.User, [new FilmContent(_film), new TextContent(text)])];
}
