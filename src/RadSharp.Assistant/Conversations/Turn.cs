namespace RadSharp.Assistant.Conversations;

/// <summary>Who says something in a conversation.</summary>
public enum TurnRole
{
    /// <summary>The reader.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}

/// <summary>What one side says in a conversation.</summary>
/// <param name="Id">Its name, unique in the conversation.</param>
/// <param name="ParentId">The turn that it answers; null where a conversation begins.</param>
/// <param name="Role">Who says it.</param>
/// <param name="Text">What is said, as far as it has been.</param>
public sealed record Turn(string Id, string? ParentId, TurnRole Role, string Text);
