using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using RadSharp.Assistant;
using RadSharp.Assistant.Conversations;
using RadSharp.Server.Api;
using RadSharp.Server.Films;
using RadSharp.Server.Models;
using RadSharp.Server.Operations;
using RadSharp.Server.Queue;
using RadSharp.Server.Store;

namespace RadSharp.Server.Conversations;

/// <summary>
/// Makes answers, one after the other, for whoever watches or for nobody: an answer belongs to its conversation, not to the
/// connection that has asked for it.
/// </summary>
internal sealed partial class Answers(
    ModelShelf models, FilmLook look, AnswerStore store, ServerMetrics metrics, ILogger<Answers> log)
    : IAsyncDisposable
{
    // Of a further answer to the same question.
    private const float Temperature = 0.7f;

    private readonly ConcurrentDictionary<string, AnswerRun> _running = [];

    /// <summary>Begins an answer.</summary>
    /// <param name="request">Which.</param>
    /// <param name="before">Events that come first.</param>
    /// <returns>The answer in the making.</returns>
    public AnswerRun Start(AnswerRequest request, params IEnumerable<(string Name, object Data)> before)
    {
        var run = new AnswerRun(request.Answer.Id);
        foreach (var (name, data) in before)
        {
            run.Tell(name, data);
        }

        _running[run.TurnId] = run;
        run.Completion = Task.Run(() => RunAsync(request, run));
        return run;
    }

    /// <summary>Stops an answer, and waits until what there is of it is stored.</summary>
    /// <returns>Whether it was being made.</returns>
    public async Task<bool> StopAsync(string turnId)
    {
        if (!_running.TryGetValue(turnId, out var run))
        {
            return false;
        }

        run.Stop();
        await run.Completion.ConfigureAwait(false);
        return true;
    }

    /// <summary>Stops all answers, and waits until what there is of them is stored.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_running.Keys.Select(StopAsync)).ConfigureAwait(false);

    private async Task RunAsync(AnswerRequest request, AnswerRun run)
    {
        var pieces = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        var stored = store.KeepAsync(run, pieces.Reader);
        var made = new MadeAnswer(null, null, 0, TimeSpan.Zero);
        Problem? problem = null;
        try
        {
            made = await MakeAsync(request, run, pieces.Writer).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (run.Stopped.IsCancellationRequested)
        {
            made = made with { Finish = TurnFinish.Stopped };
        }
        catch (Exception error)
        {
            problem = ProblemResponses.Of(error);
            if (problem.Status >= 500 && error is not Problem and not QueueFullException)
            {
                Failed(error, request.Answer.Id);
            }
        }

        try
        {
            pieces.Writer.Complete();
            var text = (await stored.ConfigureAwait(false)).TrimEnd();
            var row = await store.FinishAsync(run.TurnId, turn => Finish(turn, text, request, made, problem)).ConfigureAwait(false);
            if (problem is null)
            {
                run.Tell("done", row.ToApi());
            }
            else
            {
                run.Tell("failed", ProblemResponses.Details(problem));
            }
        }
        catch (Exception error)
        {
            Failed(error, request.Answer.Id);
            run.Tell("failed", ProblemResponses.Details(ProblemResponses.Of(error)));
        }
        finally
        {
            _running.TryRemove(run.TurnId, out _);
            run.End();
        }
    }

    private async Task<MadeAnswer> MakeAsync(AnswerRequest request, AnswerRun run, ChannelWriter<string> pieces)
    {
        var watch = Stopwatch.StartNew();
        var model = await models.GetAsync(request.Conversation.Model).ConfigureAwait(false);
        var options = new ChatOptions { ConversationId = request.Conversation.Id };
        if (request.Siblings > 0)
        {
            (options.Temperature, options.Seed) = (Temperature, request.Siblings);
        }

        return await look.InTurnAsync(model, request.Film, request.Reader, Moved, StreamAsync, run.Stopped).ConfigureAwait(false);

        void Moved(int position) => run.Tell("queue", new QueuePosition(position));

        async Task<MadeAnswer> StreamAsync(ShownFilm film)
        {
            var (started, tokens, finish) = (Stopwatch.StartNew(), 0L, TurnFinish.Stop);
            var isFirst = true;
            try
            {
                var messages = request.Tree.MessagesTo(request.QuestionId, model.Content(film));
                await foreach (var update in model.Chat.GetStreamingResponseAsync(messages, options, run.Stopped).ConfigureAwait(false))
                {
                    if (update.Text.Length > 0)
                    {
                        if (isFirst)
                        {
                            metrics.FirstToken(watch.Elapsed);
                            isFirst = false;
                        }

                        // What is told is what is stored, and databases take every character but this one.
                        tokens++;
                        pieces.TryWrite(update.Text.Replace("\0", "", StringComparison.Ordinal));
                    }

                    finish = update.FinishReason == ChatFinishReason.Length ? TurnFinish.Length : finish;
                    tokens = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details.OutputTokenCount ?? tokens;
                }
            }
            catch (OperationCanceledException) when (run.Stopped.IsCancellationRequested)
            {
                finish = TurnFinish.Stopped;
            }

            metrics.Tokens(tokens);
            return new(film, finish, tokens, started.Elapsed);
        }
    }

    private static void Finish(TurnRow turn, string text, AnswerRequest request, MadeAnswer made, Problem? problem)
    {
        turn.Text = text;
        turn.Finish = made.Finish;
        turn.Error = problem?.Message;
        turn.Status = problem is not null ? TurnStatus.Failed
            : made.Finish == TurnFinish.Stopped ? TurnStatus.Stopped
            : TurnStatus.Done;
        turn.TokensPerSecond = made.Tokens > 0 && made.Time > TimeSpan.Zero
            ? Math.Round(made.Tokens / made.Time.TotalSeconds, 1)
            : null;
        var asked = string.Join(
            '\n', request.Tree.PathTo(request.QuestionId).Where(said => said.Role == TurnRole.User).Select(said => said.Text));
        var (sentences, warnings) = AnswerMarks.Of(
            text, made.Film?.Reading, AnswerMarks.Context(made.Film, request.HasPrior, asked));
        (turn.Sentences, turn.Warnings) = (ApiJson.Write(sentences), ApiJson.Write(warnings));
    }

    [LoggerMessage(LogLevel.Error, "The answer {Turn} failed")]
    private partial void Failed(Exception error, string turn);

    private sealed record MadeAnswer(ShownFilm? Film, TurnFinish? Finish, long Tokens, TimeSpan Time);
}
