using RadSharp.Server.Queue;

namespace RadSharp.Server.Tests.Queue;

public class InferenceQueueTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readers_take_turns_however_much_one_asks()
    {
        var queue = new InferenceQueue(64);
        var order = new List<string>();
        var first = await queue.EnterAsync("busy", cancellation: Cancellation);
        var waiting = new List<Task>();
        foreach (var (reader, name) in (IEnumerable<(string, string)>)
            [.. Enumerable.Range(0, 5).Select(index => ("busy", $"busy {index}")), ("a", "a 0"), ("b", "b 0"), ("a", "a 1")])
        {
            waiting.Add(RunAsync(reader, name));
        }

        first.Dispose();
        await Task.WhenAll(waiting);
        Assert.Equal(["busy 0", "a 0", "b 0", "busy 1", "a 1", "busy 2", "busy 3", "busy 4"], order);
        Assert.Equal((0, 0), (queue.Waiting, queue.Running));

        async Task RunAsync(string reader, string name)
        {
            using var turn = await queue.EnterAsync(reader, cancellation: Cancellation);
            order.Add(name);
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Positions_are_told_as_they_change()
    {
        var queue = new InferenceQueue(64);
        var first = await queue.EnterAsync("a", cancellation: Cancellation);
        var (mine, other) = (new List<int>(), new List<int>());
        var second = queue.EnterAsync("a", cancellation: Cancellation);
        var third = queue.EnterAsync("a", mine.Add, Cancellation);
        var fourth = queue.EnterAsync("b", other.Add, Cancellation);
        Assert.Equal([1, 2], mine);
        Assert.Equal([1], other);
        first.Dispose();
        (await second).Dispose();
        (await fourth).Dispose();
        (await third).Dispose();
        Assert.Equal([1, 2, 1, 0], mine);
        Assert.Equal([1, 0], other);
    }

    [Fact]
    public async Task Who_goes_away_gives_the_place_up()
    {
        var queue = new InferenceQueue(64);
        var first = await queue.EnterAsync("a", cancellation: Cancellation);
        using var leaving = new CancellationTokenSource();
        var second = queue.EnterAsync("b", cancellation: leaving.Token);
        var third = queue.EnterAsync("c", cancellation: Cancellation);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(1, queue.Waiting);
        first.Dispose();
        first.Dispose();
        (await third).Dispose();
        Assert.Equal(0, queue.Running);
    }

    [Fact]
    public async Task More_than_the_limit_is_refused_with_a_sentence()
    {
        var queue = new InferenceQueue(1);
        using var first = await queue.EnterAsync("a", cancellation: Cancellation);
        var second = queue.EnterAsync("a", cancellation: Cancellation);
        var error = await Assert.ThrowsAsync<QueueFullException>(() => queue.EnterAsync("b", cancellation: Cancellation));
        Assert.Contains("at most 1", error.Message, StringComparison.Ordinal);
        first.Dispose();
        (await second).Dispose();
    }
}
