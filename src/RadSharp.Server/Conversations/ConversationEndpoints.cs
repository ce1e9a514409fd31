using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using RadSharp.Server.Access;
using RadSharp.Server.Api;
using RadSharp.Server.Audit;
using RadSharp.Server.Films;
using RadSharp.Server.Models;
using RadSharp.Server.Store;
using RadSharp.Server.Studies;

namespace RadSharp.Server.Conversations;

/// <summary>The conversations' addresses.</summary>
internal static class ConversationEndpoints
{
    /// <summary>Adds them.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/studies/{id}/conversations", StartAsync).Requires(ReaderRole.Reader).WithSummary("Begins a conversation about a film");
        api.MapGet("/conversations/{id}", GetAsync).Requires(ReaderRole.Reader).WithSummary("A conversation with all its branches");
        api.MapPatch("/conversations/{id}", SwitchAsync).Requires(ReaderRole.Reader).WithSummary("Shows another branch");
    }

    /// <summary>A conversation of a study that is not in the bin.</summary>
    /// <exception cref="Problem">There is none by this name.</exception>
    public static async Task<(ConversationRow Conversation, StudyRow Study)> FindAsync(ReadingRoomDb db, string id)
    {
        var found = await (
            from conversation in db.Conversations
            join study in db.Studies on conversation.StudyId equals study.Id
            where conversation.Id == id && study.DeletedAt == null
            select new { conversation, study }).FirstOrDefaultAsync().ConfigureAwait(false);
        return found is null ? throw Problem.NotFound("a conversation") : (found.conversation, found.study);
    }

    /// <summary>All turns of a conversation, the oldest first.</summary>
    public static Task<List<TurnRow>> TurnsAsync(ReadingRoomDb db, string conversation) =>
        db.Turns.AsNoTracking().Where(turn => turn.ConversationId == conversation).OrderBy(turn => turn.CreatedAt).ToListAsync();

    private static async Task<Created<Conversation>> StartAsync(
        string id, ConversationStart start, Reader reader, ReadingRoomDb db, ModelShelf models)
    {
        var study = await StudyRows.FindAsync(db, id).ConfigureAwait(false);
        var film = await FilmEndpoints.FindAsync(db, start.FilmId ?? "").ConfigureAwait(false);
        if (film.StudyId != study.Id)
        {
            throw Problem.NotFound("a film of this study");
        }

        var row = new ConversationRow
        {
            Id = Ids.New(),
            StudyId = study.Id,
            FilmId = film.Id,
            Model = models.Named(start.Model),
            CreatedAt = DateTime.UtcNow,
        };
        db.Conversations.Add(row);
        await db.NoteNowAsync(reader, "conversation.create", study.Id, row.Id, row.Model).ConfigureAwait(false);
        return TypedResults.Created($"/api/v1/conversations/{row.Id}", ToApi(row, []));
    }

    private static async Task<Ok<Conversation>> GetAsync(string id, Reader reader, ReadingRoomDb db)
    {
        var (row, _) = await FindAsync(db, id).ConfigureAwait(false);
        await db.NoteNowAsync(reader, "conversation.open", row.StudyId, row.Id).ConfigureAwait(false);
        return TypedResults.Ok(ToApi(row, await TurnsAsync(db, id).ConfigureAwait(false)));
    }

    private static async Task<Ok<Conversation>> SwitchAsync(string id, ConversationHead change, Reader reader, ReadingRoomDb db)
    {
        var (row, _) = await FindAsync(db, id).ConfigureAwait(false);
        var turns = await TurnsAsync(db, id).ConfigureAwait(false);
        if (!turns.Exists(turn => turn.Id == change.Head))
        {
            throw Problem.NotFound("a turn of this conversation");
        }

        row.Head = change.Head;
        await db.NoteNowAsync(reader, "conversation.switch", row.StudyId, row.Id, change.Head).ConfigureAwait(false);
        return TypedResults.Ok(ToApi(row, turns));
    }

    private static Conversation ToApi(ConversationRow row, List<TurnRow> turns) => new(
        row.Id, row.StudyId, row.FilmId, row.Model, row.CreatedAt, row.Head, turns.ConvertAll(turn => turn.ToApi()));
}
