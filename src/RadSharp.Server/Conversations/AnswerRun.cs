using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace RadSharp.Server.Conversations;

/// <summary>An answer that is being made: its events for who watches, and the way to stop it.</summary>
/// <param name="turnId">The answer.</param>
internal sealed class AnswerRun(string turnId) : IDisposable
{
    private readonly Channel<SseItem<object>> _events = Channel.CreateUnbounded<SseItem<object>>(
        new UnboundedChannelOptions { SingleReader = true });

    private readonly CancellationTokenSource _stop = new();

    /// <summary>The answer.</summary>
    public string TurnId { get; } = turnId;

    /// <summary>Ends when somebody stops the answer.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Ends when all that was said is stored.</summary>
    public Task Completion { get; set; } = Task.CompletedTask;

    /// <summary>What happens, in its order, for one who watches. Whoever leaves before the end stops the computing.</summary>
    /// <param name="cancellation">Ends when who watches is gone.</param>
    public async IAsyncEnumerable<SseItem<object>> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        // Not by a callback of the token: callbacks run last to first, and that of a write which had to wait may leave this loop,
        // and unregister ours, before it is called.
        try
        {
            await foreach (var item in _events.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return item;
            }
        }
        finally
        {
            Stop();
        }
    }

    /// <summary>Tells who watches.</summary>
    public void Tell(string name, object data) => _events.Writer.TryWrite(new(data, name));

    /// <summary>There is nothing more to tell.</summary>
    public void End() => _events.Writer.TryComplete();

    /// <summary>Stops the computing; what was said stays.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Frees the token.</summary>
    public void Dispose() => _stop.Dispose();
}
