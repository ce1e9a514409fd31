using System.Diagnostics;
using RadSharp.Models.Generation;
using RadSharp.Models.Systems;
using RadSharp.Models.Templates;
using RadSharp.Models.Tests.Checkpoints;
using RadSharp.Models.Tests.Systems;
using RadSharp.Tensors;

namespace RadSharp.Assistant.Tests;

/// <summary>On a small RadVLM, which answers nonsense, and never comes to an end by itself.</summary>
public sealed class FilmConversationTests : IDisposable
{
    private const int Context = 320;

    private readonly TemporaryFolder _folder = new();
    private readonly IVisionLanguageModel _model;
    private readonly ShownFilm _film;

    public FilmConversationTests()
    {
        SmallRadVlm.Write(_folder.Path, Films.Golden);
        _model = ModelFolder.Open(_folder.Path, new ModelOptions { Matrices = DType.Float32 });
        _film = ShownFilm.Look(_model, Films.Small());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _film.Dispose();
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_answer_comes_in_pieces_and_is_what_the_model_says_to_the_whole_conversation()
    {
        using var conversation = new FilmConversation(_model, _film, Context);
        List<string> pieces = [];
        await foreach (var piece in conversation.AskAsync("is it clear?", Cancellation))
        {
            pieces.Add(piece);
        }

        Assert.True(pieces.Count > 3, $"Expected several pieces, found {pieces.Count}.");
        var first = Assert.Single(conversation.Turns);
        Assert.Equal("is it clear?", first.Question);
        Assert.Equal(string.Concat(pieces).TrimEnd(), first.Answer);
        Assert.Equal(ByHand([new("user", "is it clear?", 1)]), first.Answer);
    }

    [Fact]
    public async Task A_cancelled_answer_ends_where_it_is_and_the_conversation_goes_on()
    {
        using var conversation = new FilmConversation(_model, _film, Context);
        using var ending = new CancellationTokenSource();
        var count = 0;
        await foreach (var _ in conversation.AskAsync("is it clear?", ending.Token))
        {
            if (++count == 3)
            {
                await ending.CancelAsync();
            }
        }

        Assert.Equal(FinishReason.Cancelled, conversation.LastFinish);
        var broken = Assert.Single(conversation.Turns).Answer;
        Assert.NotEqual("", broken);
        Assert.StartsWith(broken, ByHand([new("user", "is it clear?", 1)]), StringComparison.Ordinal);
        Assert.NotEqual("", await conversation.AnswerAsync("and now?", Cancellation));
        Assert.Contains("and now?", conversation.Turns.Select(turn => turn.Question));
    }

    [Fact]
    public async Task Leaving_the_loop_frees_the_conversation_for_the_next_question()
    {
        using var conversation = new FilmConversation(_model, _film, Context);
        await foreach (var _ in conversation.AskAsync("a", Cancellation))
        {
            break;
        }

        Assert.NotEqual("", await conversation.AnswerAsync("b", Cancellation));
    }

    [Fact]
    public async Task A_cancelled_wait_for_an_answer_throws()
    {
        using var conversation = new FilmConversation(_model, _film, Context);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => conversation.AnswerAsync("a", new CancellationToken(canceled: true)));
        Assert.Empty(conversation.Turns);
    }

    [Fact]
    public async Task When_the_context_is_full_the_oldest_questions_go_and_the_film_stays()
    {
        using var conversation = new FilmConversation(_model, _film, Context);
        await conversation.AnswerAsync("first question", Cancellation);
        Assert.Equal(0, conversation.DroppedTurns);
        var answer = await conversation.AnswerAsync("second question", Cancellation);
        Assert.Equal(1, conversation.DroppedTurns);
        Assert.Equal("second question", Assert.Single(conversation.Turns).Question);
        Assert.Equal(ByHand([new("user", "second question", 1)]), answer);
    }

    [Fact]
    public async Task A_question_that_leaves_no_room_is_refused_and_nothing_is_forgotten()
    {
        using var conversation = new FilmConversation(_model, _film, Context);
        await conversation.AnswerAsync("first", Cancellation);
        var error = Assert.Throws<ArgumentException>(() => conversation.AskAsync(new string('?', Context), Cancellation));
        Assert.Contains("Shorten", error.Message, StringComparison.Ordinal);
        Assert.Single(conversation.Turns);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \n\t", "empty")]
    [InlineData("10000", "10,000 characters")]
    public void Questions_that_are_none_are_refused_at_once(string question, string sentence)
    {
        using var conversation = new FilmConversation(_model, _film);
        var watch = Stopwatch.StartNew();
        var error = Assert.Throws<ArgumentException>(
            () => conversation.AskAsync(question == "10000" ? new string('x', 10_000) : question, Cancellation));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.True(watch.Elapsed.TotalSeconds < 1, $"It took {watch.Elapsed}.");
    }

    [Fact]
    public async Task A_reset_conversation_answers_as_a_new_one()
    {
        using var conversation = new FilmConversation(_model, _film, Context);
        var first = await conversation.AnswerAsync("a", Cancellation);
        conversation.Reset();
        Assert.Empty(conversation.Turns);
        Assert.Equal(first, await conversation.AnswerAsync("a", Cancellation));
    }

    private string ByHand(ChatMessage[] messages)
    {
        using var session = new DecoderSession(_model.Decoder, DType.Q8, Context);
        using var generator = new Generator(_model.Decoder);
        var answer = generator.Start(session, _model.Prompt(messages, [_film.Encoded]), _model.Defaults, _model.Tokenizer);
        Assert.NotEmpty(generator.Stream(answer).ToList());
        return answer.Text.Trim();
    }
}
