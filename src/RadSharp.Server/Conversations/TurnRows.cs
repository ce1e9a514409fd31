using RadSharp.Server.Api;
using RadSharp.Server.Store;
using AssistantConversation = RadSharp.Assistant.Conversations.Conversation;

namespace RadSharp.Server.Conversations;

/// <summary>Turns as they are kept, as the API has them, and as the assistant has them.</summary>
internal static class TurnRows
{
    /// <summary>A turn as the API has it.</summary>
    public static Turn ToApi(this TurnRow row) => new()
    {
        Id = row.Id,
        ParentId = row.ParentId,
        Role = row.Role,
        Text = row.Text,
        Task = row.Task,
        Box = row.Box is null ? null : ApiJson.Read<FilmBox>(row.Box),
        Status = row.Status,
        Finish = row.Finish,
        Error = row.Error,
        CreatedAt = row.CreatedAt,
        Model = row.Model,
        Sentences = row.Sentences is null ? [] : ApiJson.Read<List<TurnSentence>>(row.Sentences),
        Warnings = row.Warnings is null ? [] : ApiJson.Read<List<TurnWarning>>(row.Warnings),
        TokensPerSecond = row.TokensPerSecond,
    };

    /// <summary>The tree of turns that a model is asked from.</summary>
    /// <param name="rows">All turns, the oldest first.</param>
    public static AssistantConversation ToTree(this IEnumerable<TurnRow> rows) =>
        new(rows.Select(row => new Assistant.Conversations.Turn(row.Id, row.ParentId, row.Role, Said(row))));

    // A place that the reader has drawn is told in words, unless the task has done so.
    private static string Said(TurnRow row) => row.Box is null || row.Task is not null
        ? row.Text
        : $"{row.Text} {Radiology.Boxes.BoxText.Format(ApiJson.Read<FilmBox>(row.Box).ToBox())}";
}
