using RadSharp.Assistant.Answers;
using RadSharp.Assistant.Conversations;

namespace RadSharp.Server.Api;

/// <summary>What was said about a film: a tree of turns.</summary>
/// <param name="Id">Its name.</param>
/// <param name="StudyId">Its study.</param>
/// <param name="FilmId">The film.</param>
/// <param name="Model">The model that answers.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="Head">The last turn of the branch that is shown; null where nothing was said.</param>
/// <param name="Turns">All turns of all branches, the oldest first.</param>
public sealed record Conversation(
    string Id, string StudyId, string FilmId, string Model, DateTime CreatedAt, string? Head, IReadOnlyList<Turn> Turns);

/// <summary>A conversation to begin.</summary>
/// <param name="FilmId">A film of the study.</param>
/// <param name="Model">A model; null for the default.</param>
public sealed record ConversationStart(string FilmId, string? Model = null);

/// <summary>Another branch to show.</summary>
/// <param name="Head">A turn of the conversation, the last that is shown.</param>
public sealed record ConversationHead(string Head);

/// <summary>What one side says.</summary>
public sealed record Turn
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>The turn that it answers; null at the beginning. Turns with the same parent are branches.</summary>
    public required string? ParentId { get; init; }

    /// <summary>Who says it.</summary>
    public required TurnRole Role { get; init; }

    /// <summary>What is said, as far as it has been.</summary>
    public required string Text { get; init; }

    /// <summary>The task that the question came from; null for the reader's own words.</summary>
    public required string? Task { get; init; }

    /// <summary>The place on the film that is asked about; null for none.</summary>
    public required FilmBox? Box { get; init; }

    /// <summary>How far it is.</summary>
    public required TurnStatus Status { get; init; }

    /// <summary>Why an answer ended; null while it has not, and for questions.</summary>
    public required TurnFinish? Finish { get; init; }

    /// <summary>What went wrong, a sentence; null where nothing did.</summary>
    public required string? Error { get; init; }

    /// <summary>When it began.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>The model that answered; null for questions.</summary>
    public required string? Model { get; init; }

    /// <summary>The sentences of a finished answer.</summary>
    public required IReadOnlyList<TurnSentence> Sentences { get; init; }

    /// <summary>What speaks against a finished answer.</summary>
    public required IReadOnlyList<TurnWarning> Warnings { get; init; }

    /// <summary>How fast the answer was made; null where nothing was.</summary>
    public required double? TokensPerSecond { get; init; }
}

/// <summary>How far a turn is.</summary>
public enum TurnStatus
{
    /// <summary>The answer waits for its turn in the queue.</summary>
    Waiting,

    /// <summary>The answer is being made.</summary>
    Streaming,

    /// <summary>It is complete.</summary>
    Done,

    /// <summary>The answer was stopped; what there was of it is kept.</summary>
    Stopped,

    /// <summary>Something went wrong.</summary>
    Failed,
}

/// <summary>Why an answer ended.</summary>
public enum TurnFinish
{
    /// <summary>The model had no more to say.</summary>
    Stop,

    /// <summary>It reached the longest answer, or the end of the model's context.</summary>
    Length,

    /// <summary>The reader, or a server that ended, stopped it.</summary>
    Stopped,
}

/// <summary>A sentence of an answer.</summary>
/// <param name="Start">Where it begins, in characters (UTF-16).</param>
/// <param name="End">Where it ends.</param>
/// <param name="Findings">Findings that it says to be there or possible.</param>
/// <param name="Boxes">Places that it gives or names.</param>
public sealed record TurnSentence(int Start, int End, IReadOnlyList<string> Findings, IReadOnlyList<NamedBox> Boxes);

/// <summary>What speaks against a part of an answer.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Text">A sentence for the reader.</param>
/// <param name="Start">Where the part begins.</param>
/// <param name="End">Where it ends.</param>
public sealed record TurnWarning(AnswerWarningKind Kind, string Text, int Start, int End);

/// <summary>A question.</summary>
/// <param name="ParentId">The answer that it follows; null to begin. That of an earlier question to ask it in other words.</param>
/// <param name="Text">The reader's own words; null with a task.</param>
/// <param name="Task">A task; null with the reader's own words.</param>
/// <param name="Finding">The finding that the task needs.</param>
/// <param name="Region">The region that the task needs.</param>
/// <param name="Box">The place that the task needs, or that the reader's own words speak of.</param>
public sealed record Question(
    string? ParentId = null, string? Text = null, string? Task = null, string? Finding = null, string? Region = null,
    FilmBox? Box = null);

/// <summary>The event <c>queue</c>.</summary>
/// <param name="Position">Answers that come first; 0 for the next.</param>
public sealed record QueuePosition(int Position);

/// <summary>The event <c>token</c>.</summary>
/// <param name="TurnId">The answer.</param>
/// <param name="Text">What is added to it.</param>
public sealed record TurnToken(string TurnId, string Text);
