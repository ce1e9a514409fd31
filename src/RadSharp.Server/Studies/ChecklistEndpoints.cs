using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using RadSharp.Radiology.Findings;
using RadSharp.Server.Access;
using RadSharp.Server.Api;
using RadSharp.Server.Audit;
using RadSharp.Server.Models;
using RadSharp.Server.Store;

namespace RadSharp.Server.Studies;

/// <summary>The readers' own findings; each reader has a list a study.</summary>
internal static class ChecklistEndpoints
{
    private const int MostFindings = 100;
    private const int LongestName = 60;

    /// <summary>Adds the addresses.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/studies/{id}/checklist", GetAsync).Requires(ReaderRole.Reader).WithSummary("The reader's own findings");
        api.MapPut("/studies/{id}/checklist", SetAsync).Requires(ReaderRole.Reader).WithSummary("Keeps the reader's own findings");
    }

    /// <summary>What a reader has marked in a study, by finding.</summary>
    public static async Task<Dictionary<string, FindingState>> MarksAsync(ReadingRoomDb db, string study, Reader reader)
    {
        var row = await db.Checklists.AsNoTracking().FirstOrDefaultAsync(row => row.StudyId == study && row.Reader == reader.Name)
            .ConfigureAwait(false);
        return row is null ? [] : Marks(row).ToDictionary(mark => mark.Key, mark => mark.Value.ToState());
    }

    private static async Task<Ok<Checklist>> GetAsync(string id, Reader reader, ReadingRoomDb db, ModelShelf models)
    {
        var study = await StudyRows.FindAsync(db, id).ConfigureAwait(false);
        await db.NoteNowAsync(reader, "checklist.open", study.Id).ConfigureAwait(false);
        var row = await db.Checklists.AsNoTracking().FirstOrDefaultAsync(row => row.StudyId == id && row.Reader == reader.Name)
            .ConfigureAwait(false);
        return TypedResults.Ok(ToApi(row, models));
    }

    private static async Task<Ok<Checklist>> SetAsync(
        string id, ChecklistChange change, Reader reader, ReadingRoomDb db, ModelShelf models,
        [FromHeader(Name = "If-Match")] string? ifMatch = null)
    {
        var study = await StudyRows.FindAsync(db, id).ConfigureAwait(false);
        var expected = Versions.Parse(ifMatch);
        var marks = change.Findings ?? new Dictionary<string, FindingMark?>();
        if (marks.Count > MostFindings || marks.Keys.Any(name => name.Length is 0 or > LongestName || name.Any(char.IsControl)))
        {
            throw Problem.Invalid($"Expected at most {MostFindings} findings with names of at most {LongestName} characters.");
        }

        var row = await db.Checklists.FirstOrDefaultAsync(row => row.StudyId == id && row.Reader == reader.Name).ConfigureAwait(false);
        if (expected != (row?.Version ?? 0))
        {
            throw Problem.Stale("the checklist", expected, row?.Version ?? 0);
        }

        var wasCommitted = row?.CommittedAt is not null;
        row ??= db.Checklists.Add(new ChecklistRow
        {
            StudyId = id,
            Reader = reader.Name,
            Version = 0,
            Findings = "{}",
            ReadFirst = change.ReadFirst,
        }).Entity;
        row.Version++;
        row.Findings = ApiJson.Write(marks);
        row.ReadFirst = change.ReadFirst;
        row.CommittedAt ??= change.CommittedAt is null ? null : DateTime.UtcNow;
        db.Note(reader, row.CommittedAt is not null && !wasCommitted ? "checklist.commit" : "checklist.change", study.Id);
        try
        {
            await db.SaveChangesAsync().ConfigureAwait(false);
        }
        catch (DbUpdateException)
        {
            throw Problem.Stale("the checklist", expected, expected + 1);
        }

        return TypedResults.Ok(ToApi(row, models));
    }

    private static Dictionary<string, FindingMark?> Marks(ChecklistRow row) =>
        ApiJson.Read<Dictionary<string, FindingMark?>>(row.Findings);

    private static Checklist ToApi(ChecklistRow? row, ModelShelf models)
    {
        var names = models.All[0].Findings is { Count: > 0 } known ? known : NihLabels.All;
        var marks = names.ToDictionary(name => name, _ => (FindingMark?)null);
        foreach (var (name, mark) in row is null ? [] : Marks(row))
        {
            marks[name] = mark;
        }

        return new(row?.Version ?? 0, marks, row?.ReadFirst ?? false, row?.CommittedAt);
    }
}
