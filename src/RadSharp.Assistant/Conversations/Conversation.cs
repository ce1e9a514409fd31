using Microsoft.Extensions.AI;

namespace RadSharp.Assistant.Conversations;

/// <summary>
/// A conversation about a film as a tree of turns. A question asked again in other words, or answered again, is a sibling of the
/// first: nothing is overwritten, and each path from a root to a leaf is a conversation of its own.
/// </summary>
public sealed class Conversation
{
    private readonly Dictionary<string, Turn> _turns = [];
    private readonly List<Turn> _order = [];

    /// <summary>A conversation that begins, or one that was kept.</summary>
    /// <param name="turns">Parents before their children.</param>
    /// <exception cref="ArgumentException">A turn does not fit, as in <see cref="Add"/>.</exception>
    public Conversation(params IEnumerable<Turn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        foreach (var turn in turns)
        {
            Add(turn);
        }
    }

    /// <summary>All turns, the oldest first.</summary>
    public IReadOnlyList<Turn> Turns => _order;

    /// <summary>A turn by its name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Turn this[string id] => _turns.TryGetValue(id, out var turn)
        ? turn
        : throw new ArgumentException("Expected a turn of this conversation, found one that it does not have.");

    /// <summary>Adds a turn.</summary>
    /// <param name="turn">A question at the beginning or after an answer, or an answer to a question.</param>
    /// <exception cref="ArgumentException">
    /// Its name is taken, its parent is not there, or the parent is of the same side, or an answer has no question.
    /// </exception>
    public void Add(Turn turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        var parent = turn.ParentId is null ? null : this[turn.ParentId];
        var expected = parent?.Role == TurnRole.User ? TurnRole.Assistant : TurnRole.User;
        if (turn.Role != expected)
        {
            throw new ArgumentException(turn.Role == TurnRole.User
                ? "Expected a question at the beginning or after an answer, found one after a question. Name the answer before it."
                : "Expected an answer to a question, found one to nothing or to an answer.");
        }

        if (!_turns.TryAdd(turn.Id, turn))
        {
            throw new ArgumentException($"The conversation has a turn {turn.Id} already; turns are not overwritten.");
        }

        _order.Add(turn);
    }

    /// <summary>The turns from the beginning to one, which is the last.</summary>
    /// <exception cref="ArgumentException">There is no such turn.</exception>
    public IReadOnlyList<Turn> PathTo(string id)
    {
        var path = new List<Turn> { this[id] };
        while (path[^1].ParentId is { } parent)
        {
            path.Add(this[parent]);
        }

        path.Reverse();
        return path;
    }

    /// <summary>The turns that stand in the same place, itself among them, the oldest first.</summary>
    /// <exception cref="ArgumentException">There is no such turn.</exception>
    public IReadOnlyList<Turn> Siblings(string id)
    {
        var parent = this[id].ParentId;
        return [.. _order.Where(turn => turn.ParentId == parent)];
    }

    /// <summary>The leaf that is reached from a turn by the latest child each time; the turn itself where it has none.</summary>
    /// <exception cref="ArgumentException">There is no such turn.</exception>
    public Turn LatestLeaf(string id)
    {
        var turn = this[id];
        while (_order.FindLast(child => child.ParentId == turn.Id) is { } child)
        {
            turn = child;
        }

        return turn;
    }

    /// <summary>What a model is asked: the path to a question, the film with its first turn.</summary>
    /// <param name="id">The question.</param>
    /// <param name="film">The film, in a form that the model's client takes.</param>
    /// <exception cref="ArgumentException">There is no such turn, or it is no question.</exception>
    public IReadOnlyList<ChatMessage> MessagesTo(string id, AIContent film)
    {
        ArgumentNullException.ThrowIfNull(film);
        var path = PathTo(id);
        if (path[^1].Role != TurnRole.User)
        {
            throw new ArgumentException("Expected a question, found an answer.");
        }

        return
        [
            .. path.Select((turn, index) => new ChatMessage(
                turn.Role == TurnRole.User ? ChatRole.User : ChatRole.Assistant,
                index == 0 ? [film, new TextContent(turn.Text)] : [new TextContent(turn.Text)])),
        ];
    }
}
