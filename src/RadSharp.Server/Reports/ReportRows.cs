using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using RadSharp.Server.Access;
using RadSharp.Server.Api;
using RadSharp.Server.Audit;
using RadSharp.Server.Store;

namespace RadSharp.Server.Reports;

/// <summary>Versions of reports: each is written once and stays.</summary>
internal static class ReportRows
{
    /// <summary>The latest version; null where there is no report.</summary>
    public static Task<ReportRow?> LatestAsync(ReadingRoomDb db, string study) => db.Reports.AsNoTracking()
        .Where(row => row.StudyId == study).OrderByDescending(row => row.Version).FirstOrDefaultAsync();

    /// <summary>The latest version, to be changed.</summary>
    /// <param name="db">The database.</param>
    /// <param name="study">The study.</param>
    /// <param name="expected">The version that the change was made to; null for whichever there is.</param>
    /// <param name="isSigned">Whether a signed report is wanted, or one that is not.</param>
    /// <exception cref="Problem">There is none, it is another version, or it is signed or not against what is wanted.</exception>
    public static async Task<ReportRow> ToChangeAsync(ReadingRoomDb db, string study, int? expected, bool isSigned)
    {
        var row = await LatestAsync(db, study).ConfigureAwait(false) ?? throw Problem.NotFound("a report of this study");
        if (expected is not null && expected != row.Version)
        {
            throw Problem.Stale("the report", expected.Value, row.Version);
        }

        if (!isSigned)
        {
            RefuseSigned(row);
        }
        else if (!IsSigned(row))
        {
            throw Problem.Conflict("Expected a signed report to add to, found one that is not signed. Change it instead.");
        }

        return row;
    }

    /// <summary>Takes a report that is not signed, or none.</summary>
    /// <exception cref="Problem">It is signed.</exception>
    public static void RefuseSigned(ReportRow? row)
    {
        if (row is not null && IsSigned(row))
        {
            throw Problem.Conflict("Expected a report that is not signed, found a signed one, which is locked. Write an addendum.");
        }
    }

    /// <summary>Whether a version is locked.</summary>
    public static bool IsSigned(ReportRow row) => row.Status is ReportStatus.Final or ReportStatus.Addendum;

    /// <summary>A version's sentences.</summary>
    public static IReadOnlyList<ReportSentence> Sentences(ReportRow row) =>
        ApiJson.Read<IReadOnlyList<ReportSentence>>(row.Sentences);

    /// <summary>The version after another, with the same content.</summary>
    public static ReportRow After(ReportRow row, Reader reader) => new()
    {
        StudyId = row.StudyId,
        Version = row.Version + 1,
        Status = row.Status,
        Sentences = row.Sentences,
        DraftModel = row.DraftModel,
        DraftAt = row.DraftAt,
        CreatedAt = DateTime.UtcNow,
        CreatedBy = reader.Name,
    };

    /// <summary>Writes a version.</summary>
    /// <exception cref="Problem">Somebody else has written the same version.</exception>
    public static async Task<Report> SaveAsync(ReadingRoomDb db, ReportRow row, Reader reader, string action, string? detail = null)
    {
        db.Reports.Add(row);
        db.Note(reader, action, row.StudyId, $"version {row.Version}", detail);
        try
        {
            await db.SaveChangesAsync().ConfigureAwait(false);
        }
        catch (DbUpdateException error) when (IsTaken(error))
        {
            throw Problem.Stale("the report", row.Version - 1, row.Version);
        }

        return ToApi(row);
    }

    /// <summary>A version as the API has it.</summary>
    public static Report ToApi(ReportRow row)
    {
        var sentences = Sentences(row);
        return new()
        {
            StudyId = row.StudyId,
            Version = row.Version,
            Status = row.Status,
            Sections = ReportText.Sections(sentences),
            Sentences = sentences,
            Draft = row.DraftModel is null ? null : new(row.DraftModel, row.DraftAt ?? row.CreatedAt),
            SignedBy = row.SignedBy,
            SignedAt = row.SignedAt,
            Sha256 = row.Sha256,
            Predecessor = row.Predecessor,
        };
    }

    // A primary key that is there already, in SQLite's and in PostgreSQL's words.
    private static bool IsTaken(DbUpdateException error) => error.InnerException is SqliteException { SqliteErrorCode: 19 }
        or Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation };
}
