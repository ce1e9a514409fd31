namespace RadSharp.Server.Queue;

/// <summary>
/// One request at a time computes; the others wait, the readers taking turns: who has asked much waits behind who has asked
/// little, and nobody for ever. Threads may call at will.
/// </summary>
/// <param name="limit">Most requests that wait.</param>
public sealed class InferenceQueue(int limit)
{
    private readonly Lock _gate = new();

    // Readers who wait, the next first; each with own requests in their order.
    private readonly List<(string Reader, List<Ticket> Tickets)> _lanes = [];
    private bool _isTaken;

    /// <summary>Most requests that wait.</summary>
    public int Limit { get; } = limit;

    /// <summary>Requests that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _lanes.Sum(lane => lane.Tickets.Count);
            }
        }
    }

    /// <summary>Requests that compute: one or none.</summary>
    public int Running
    {
        get
        {
            lock (_gate)
            {
                return _isTaken ? 1 : 0;
            }
        }
    }

    /// <summary>Waits until it is one's turn.</summary>
    /// <param name="reader">Who asks: requests of a reader keep their order.</param>
    /// <param name="moved">
    /// Told how many requests come first, 0 for the next, whenever that changes; short, and without waiting. Null for nobody.
    /// </param>
    /// <param name="cancellation">Gives the place up.</param>
    /// <returns>The turn; disposing of it gives it to the next, once however often that is done.</returns>
    /// <exception cref="QueueFullException">Too many wait already.</exception>
    /// <exception cref="OperationCanceledException">The place was given up.</exception>
    public async Task<IDisposable> EnterAsync(string reader, Action<int>? moved = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var ticket = new Ticket(moved);
        lock (_gate)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return new Turn(this);
            }

            if (_lanes.Sum(lane => lane.Tickets.Count) >= Limit)
            {
                throw new QueueFullException(Limit);
            }

            var place = _lanes.FindIndex(lane => lane.Reader == reader);
            if (place < 0)
            {
                _lanes.Add((reader, []));
                place = _lanes.Count - 1;
            }

            _lanes[place].Tickets.Add(ticket);
            TellPositions();
        }

        await using var giving = cancellation.Register(() => GiveUp(ticket, cancellation)).ConfigureAwait(false);
        return await ticket.Turn.Task.ConfigureAwait(false);
    }

    private void GiveUp(Ticket ticket, CancellationToken cancellation)
    {
        lock (_gate)
        {
            foreach (var (_, tickets) in _lanes)
            {
                if (tickets.Remove(ticket))
                {
                    _lanes.RemoveAll(lane => lane.Tickets.Count == 0);
                    ticket.Turn.TrySetCanceled(cancellation);
                    TellPositions();
                    return;
                }
            }
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (_lanes.Count == 0)
            {
                _isTaken = false;
                return;
            }

            // The reader goes behind the others with what else waits.
            var (reader, tickets) = _lanes[0];
            var next = tickets[0];
            tickets.RemoveAt(0);
            _lanes.RemoveAt(0);
            if (tickets.Count > 0)
            {
                _lanes.Add((reader, tickets));
            }

            next.Turn.TrySetResult(new Turn(this));
            TellPositions();
        }
    }

    private void TellPositions()
    {
        for (var lane = 0; lane < _lanes.Count; lane++)
        {
            for (var round = 0; round < _lanes[lane].Tickets.Count; round++)
            {
                // In each round every reader has one turn, those before this one in this round too.
                var position = _lanes.Select((other, index) => Math.Min(other.Tickets.Count, index < lane ? round + 1 : round)).Sum();
                _lanes[lane].Tickets[round].Tell(position);
            }
        }
    }

    private sealed class Ticket(Action<int>? moved)
    {
        private int _position = -1;

        public TaskCompletionSource<IDisposable> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Tell(int position)
        {
            if (position != _position)
            {
                _position = position;
                moved?.Invoke(position);
            }
        }
    }

    private sealed class Turn(InferenceQueue queue) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                queue.Leave();
            }
        }
    }
}
