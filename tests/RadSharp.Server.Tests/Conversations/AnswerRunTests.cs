using RadSharp.Server.Conversations;

namespace RadSharp.Server.Tests.Conversations;

public sealed class AnswerRunTests
{
    [Fact]
    public async Task Who_watches_to_the_end_gets_every_event_in_its_order()
    {
        using var run = new AnswerRun("turn");
        run.Tell("queue", 1);
        run.Tell("token", 2);
        run.End();
        var events = await run.WatchAsync(TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["queue", "token"], events.Select(item => item.EventType));
        Assert.Equal([1, 2], events.Select(item => item.Data));
    }

    [Fact]
    public async Task Who_leaves_before_the_end_stops_the_computing()
    {
        using var run = new AnswerRun("turn");
        run.Tell("token", 1);
        await foreach (var item in run.WatchAsync(TestContext.Current.CancellationToken))
        {
            Assert.False(run.Stopped.IsCancellationRequested);
            break;
        }

        Assert.True(run.Stopped.IsCancellationRequested);
    }

    [Fact]
    public async Task Who_is_gone_while_a_write_waits_stops_the_computing()
    {
        using var run = new AnswerRun("turn");
        using var gone = new CancellationTokenSource();
        run.Tell("token", 1);
        run.Tell("token", 2);
        var events = run.WatchAsync(gone.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await events.MoveNextAsync());

        // As a write that waits does when it is told: it was told last and leaves first.
        gone.Token.Register(() => events.DisposeAsync().AsTask().Wait());
        await gone.CancelAsync();
        Assert.True(run.Stopped.IsCancellationRequested);
    }

    [Fact]
    public async Task Who_is_gone_while_nothing_happens_stops_the_computing()
    {
        using var run = new AnswerRun("turn");
        using var gone = new CancellationTokenSource();
        var next = run.WatchAsync(gone.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken).MoveNextAsync().AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        Assert.True(run.Stopped.IsCancellationRequested);
    }
}
