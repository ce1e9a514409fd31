using RadSharp.Server.Access;
using RadSharp.Server.Store;
using AssistantConversation = RadSharp.Assistant.Conversations.Conversation;

namespace RadSharp.Server.Conversations;

/// <summary>An answer to be made.</summary>
internal sealed record AnswerRequest
{
    /// <summary>The conversation.</summary>
    public required ConversationRow Conversation { get; init; }

    /// <summary>Its turns, the question among them.</summary>
    public required AssistantConversation Tree { get; init; }

    /// <summary>The question.</summary>
    public required string QuestionId { get; init; }

    /// <summary>The answer that waits to be made.</summary>
    public required TurnRow Answer { get; init; }

    /// <summary>The film.</summary>
    public required FilmRow Film { get; init; }

    /// <summary>Whether the study has a prior.</summary>
    public required bool HasPrior { get; init; }

    /// <summary>Who asks.</summary>
    public required Reader Reader { get; init; }

    /// <summary>Answers to the same question that there are already: the first is the likeliest, the others vary.</summary>
    public required int Siblings { get; init; }
}
