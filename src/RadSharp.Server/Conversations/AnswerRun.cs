using System.Net.ServerSentEvents;
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

    /// <summary>What happens, in its order; for one reader.</summary>
    public ChannelReader<SseItem<object>> Events => _events.Reader;

    /// <summary>Ends when all that was said is stored.</summary>
    public Task Completion { get; set; } = Task.CompletedTask;

    /// <summary>Tells who watches.</summary>
    public void Tell(string name, object data) => _events.Writer.TryWrite(new(data, name));

    /// <summary>There is nothing more to tell.</summary>
    public void End() => _events.Writer.TryComplete();

    /// <summary>Stops the computing; what was said stays.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Frees the token.</summary>
    public void Dispose() => _stop.Dispose();
}
