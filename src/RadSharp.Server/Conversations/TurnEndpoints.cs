using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using RadSharp.Assistant;
using RadSharp.Assistant.Conversations;
using RadSharp.Assistant.Tasks;
using RadSharp.Server.Access;
using RadSharp.Server.Api;
using RadSharp.Server.Audit;
using RadSharp.Server.Films;
using RadSharp.Server.Store;
using Turn = RadSharp.Server.Api.Turn;

namespace RadSharp.Server.Conversations;

/// <summary>Questions, and their answers as a stream of events: turn, queue, token, done, failed.</summary>
internal static class TurnEndpoints
{
    private const string EventStream = "text/event-stream";

    /// <summary>Adds the addresses.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/conversations/{id}/turns", AskAsync).Requires(ReaderRole.Reader)
            .WithSummary("Asks; the answer comes as events").Produces<Turn>(contentType: EventStream);
        api.MapPost("/turns/{id}/regenerate", RegenerateAsync).Requires(ReaderRole.Reader)
            .WithSummary("Answers the same question again, beside the first answer").Produces<Turn>(contentType: EventStream);
        api.MapPost("/turns/{id}/stop", StopAsync).Requires(ReaderRole.Reader).WithSummary("Stops an answer; what there is of it stays");
    }

    private static async Task<ServerSentEventsResult<object>> AskAsync(
        string id, Question question, HttpContext context, Reader reader, ReadingRoomDb db, Answers answers)
    {
        var (conversation, study) = await ConversationEndpoints.FindAsync(db, id).ConfigureAwait(false);
        var task = question.Task is null ? null : AssistantTask.Of(question.Task);
        if ((task is null) == (question.Text is null))
        {
            throw Problem.Invalid("Expected either text or a task, found both or neither.");
        }

        var box = question.Box is null ? null : (Radiology.Boxes.Box?)AssistantTask.Checked(question.Box.ToBox());
        var text = task?.Ask(question.Finding, question.Region, box) ?? Checked(question.Text!);
        var turns = await ConversationEndpoints.TurnsAsync(db, id).ConfigureAwait(false);
        var now = DateTime.UtcNow;
        var asked = new TurnRow
        {
            Id = Ids.New(),
            ConversationId = id,
            ParentId = string.IsNullOrEmpty(question.ParentId) ? null : question.ParentId,
            Role = TurnRole.User,
            Text = text,
            Task = task?.Id,
            Box = question.Box is null ? null : ApiJson.Write(question.Box),
            Status = TurnStatus.Done,
            CreatedAt = now,
        };
        turns.Add(asked);
        db.Turns.Add(asked);
        return await AnswerAsync(context, reader, db, answers, conversation, study, turns, asked).ConfigureAwait(false);
    }

    private static async Task<ServerSentEventsResult<object>> RegenerateAsync(
        string id, HttpContext context, Reader reader, ReadingRoomDb db, Answers answers)
    {
        var turn = await FindAsync(db, id).ConfigureAwait(false);
        if (turn.Role != TurnRole.Assistant)
        {
            throw Problem.Invalid("Expected an answer to be made again, found a question.");
        }

        var (conversation, study) = await ConversationEndpoints.FindAsync(db, turn.ConversationId).ConfigureAwait(false);
        var turns = await ConversationEndpoints.TurnsAsync(db, conversation.Id).ConfigureAwait(false);
        var asked = turns.First(other => other.Id == turn.ParentId);
        return await AnswerAsync(context, reader, db, answers, conversation, study, turns, asked).ConfigureAwait(false);
    }

    private static async Task<NoContent> StopAsync(string id, Reader reader, ReadingRoomDb db, Answers answers)
    {
        // At once: the model is free for others before the database has been asked anything.
        await answers.StopAsync(id).ConfigureAwait(false);
        var turn = await FindAsync(db, id).ConfigureAwait(false);
        var (conversation, _) = await ConversationEndpoints.FindAsync(db, turn.ConversationId).ConfigureAwait(false);
        await db.NoteNowAsync(reader, "turn.stop", conversation.StudyId, id).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    private static async Task<ServerSentEventsResult<object>> AnswerAsync(
        HttpContext context, Reader reader, ReadingRoomDb db, Answers answers, ConversationRow conversation, StudyRow study,
        List<TurnRow> turns, TurnRow asked)
    {
        // Refuses a parent that does not fit.
        var tree = turns.ToTree();
        var answer = new TurnRow
        {
            Id = Ids.New(),
            ConversationId = conversation.Id,
            ParentId = asked.Id,
            Role = TurnRole.Assistant,
            Text = "",
            Status = TurnStatus.Waiting,
            CreatedAt = DateTime.UtcNow.AddTicks(1),
            Model = conversation.Model,
        };
        db.Turns.Add(answer);
        conversation.Head = answer.Id;
        db.Note(reader, asked.Task is null ? "turn.ask" : $"turn.{asked.Task}", study.Id, answer.Id, conversation.Model);
        var film = await db.Films.AsNoTracking().FirstAsync(row => row.Id == conversation.FilmId).ConfigureAwait(false);
        await db.SaveChangesAsync().ConfigureAwait(false);
        var run = answers.Start(
            new AnswerRequest
            {
                Conversation = conversation,
                Tree = tree,
                QuestionId = asked.Id,
                Answer = answer,
                Film = film,
                HasPrior = study.PriorId is not null,
                Reader = reader,
                Siblings = turns.Count(turn => turn.ParentId == asked.Id),
            },
            ("turn", asked.ToApi()), ("turn", answer.ToApi()));
        return TypedResults.ServerSentEvents(run.WatchAsync(context.RequestAborted));
    }

    private static async Task<TurnRow> FindAsync(ReadingRoomDb db, string id) =>
        await db.Turns.AsNoTracking().FirstOrDefaultAsync(turn => turn.Id == id).ConfigureAwait(false)
        ?? throw Problem.NotFound("a turn");

    private static string Checked(string text)
    {
        if (text.Length > FilmConversation.MostCharacters)
        {
            throw Problem.TooLarge(
                $"Expected a question of at most {FilmConversation.MostCharacters:N0} characters, found {text.Length:N0}. Shorten it.");
        }

        FilmConversation.Check(text);
        return text.Trim();
    }
}
