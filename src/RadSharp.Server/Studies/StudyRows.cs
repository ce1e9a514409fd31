using Microsoft.EntityFrameworkCore;
using RadSharp.Server.Api;
using RadSharp.Server.Store;

namespace RadSharp.Server.Studies;

/// <summary>Studies as they are kept, and as the API has them.</summary>
internal static class StudyRows
{
    /// <summary>Characters of the longest title.</summary>
    public const int LongestTitle = 200;

    /// <summary>A study that is not in the bin.</summary>
    /// <exception cref="Problem">There is none by this name.</exception>
    public static async Task<StudyRow> FindAsync(ReadingRoomDb db, string id) =>
        await db.Studies.FirstOrDefaultAsync(row => row.Id == id && row.DeletedAt == null).ConfigureAwait(false)
        ?? throw Problem.NotFound("a study");

    /// <summary>A study as the API has it.</summary>
    public static async Task<Study> ToApiAsync(ReadingRoomDb db, StudyRow row)
    {
        var films = await db.Films.AsNoTracking().Where(film => film.StudyId == row.Id).OrderBy(film => film.CreatedAt)
            .Select(film => film.Details).ToListAsync().ConfigureAwait(false);
        var conversations = await db.Conversations.AsNoTracking().Where(conversation => conversation.StudyId == row.Id)
            .OrderBy(conversation => conversation.CreatedAt).Select(conversation => conversation.Id).ToListAsync().ConfigureAwait(false);
        var report = await db.Reports.AsNoTracking().Where(report => report.StudyId == row.Id)
            .OrderByDescending(report => report.Version).Select(report => new ReportState(report.Status, report.Version))
            .FirstOrDefaultAsync().ConfigureAwait(false);
        return new(
            row.Id, row.Title, row.Indication, row.PriorId, row.CreatedAt, [.. films.Select(ApiJson.Read<Film>)], conversations, report);
    }

    /// <summary>A title without control characters.</summary>
    /// <exception cref="Problem">It is empty or too long.</exception>
    public static string Title(string title)
    {
        var plain = new string([.. title.Where(letter => !char.IsControl(letter))]).Trim();
        return plain.Length is > 0 and <= LongestTitle ? plain : throw Problem.Invalid(
            $"Expected a title of 1 to {LongestTitle} characters, found {plain.Length:N0}.");
    }

    /// <summary>An indication; null for an empty one.</summary>
    /// <exception cref="ArgumentException">It is too long.</exception>
    public static string? Indication(string? indication)
    {
        if (string.IsNullOrWhiteSpace(indication))
        {
            return null;
        }

        Assistant.FilmConversation.Check(indication, "indication");
        return indication.Trim();
    }

    /// <summary>The name of an earlier study; null for none.</summary>
    /// <exception cref="Problem">There is none by this name.</exception>
    public static async Task<string?> PriorAsync(ReadingRoomDb db, string? prior, string? self = null) =>
        string.IsNullOrEmpty(prior) ? null
        : prior == self ? throw Problem.Invalid("Expected another study as prior, found the study itself.")
        : (await FindAsync(db, prior).ConfigureAwait(false)).Id;
}
