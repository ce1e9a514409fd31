using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using RadSharp.Assistant.Answers;
using RadSharp.Models.Systems;
using RadSharp.Server.Access;
using RadSharp.Server.Api;
using RadSharp.Server.Audit;
using RadSharp.Server.Models;
using RadSharp.Server.Store;
using RadSharp.Server.Studies;

namespace RadSharp.Server.Reports;

/// <summary>The reports' addresses.</summary>
internal static class ReportEndpoints
{
    private const int LongestName = 100;

    /// <summary>Adds them.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        var report = api.MapGroup("/studies/{id}/report");
        report.MapGet("", GetAsync).Requires(ReaderRole.Reader).WithSummary("The latest version of the report");
        report.MapPost("/draft", DraftAsync).Requires(ReaderRole.Reader).WithSummary("Lets a model draft a new version");
        report.MapPut("", ChangeAsync).Requires(ReaderRole.Reader).WithSummary("Writes a new version");
        report.MapPost("/status", SetStatusAsync).Requires(ReaderRole.Reader).WithSummary("Makes the report preliminary, or a draft again");
        report.MapPost("/sign", SignAsync).Requires(ReaderRole.Attending).WithSummary("Signs: locks the report and hashes its text");
        report.MapPost("/addendum", AddAsync).Requires(ReaderRole.Attending).WithSummary("Adds to a signed report, signed itself");
        report.MapGet("/versions", ListAsync).Requires(ReaderRole.Reader).WithSummary("All versions");
        report.MapGet("/versions/{version:int}", GetVersionAsync).Requires(ReaderRole.Reader).WithSummary("A version");
        report.MapGet("/text", GetTextAsync).Requires(ReaderRole.Reader).WithSummary("The report as text: what its SHA-256 is of")
            .Produces<string>(contentType: "text/plain");
    }

    private static async Task<Ok<Report>> GetAsync(string id, Reader reader, ReadingRoomDb db)
    {
        await StudyRows.FindAsync(db, id).ConfigureAwait(false);
        var row = await ReportRows.LatestAsync(db, id).ConfigureAwait(false) ?? throw Problem.NotFound("a report of this study");
        await db.NoteNowAsync(reader, "report.open", id, Named(row)).ConfigureAwait(false);
        return TypedResults.Ok(ReportRows.ToApi(row));
    }

    private static async Task<Ok<Report>> DraftAsync(
        string id, DraftRequest request, Reader reader, ReadingRoomDb db, ReportDrafts drafts, CancellationToken cancellation)
    {
        var study = await StudyRows.FindAsync(db, id).ConfigureAwait(false);
        ReportRows.RefuseSigned(await ReportRows.LatestAsync(db, id).ConfigureAwait(false));
        var (model, sentences) = await drafts.WriteAsync(db, study, request, reader, cancellation).ConfigureAwait(false);

        // Somebody may have written, or signed, meanwhile.
        var latest = await ReportRows.LatestAsync(db, id).ConfigureAwait(false);
        ReportRows.RefuseSigned(latest);
        var row = new ReportRow
        {
            StudyId = id,
            Version = (latest?.Version ?? 0) + 1,
            Status = ReportStatus.Draft,
            Sentences = ApiJson.Write(sentences),
            DraftModel = model,
            DraftAt = DateTime.UtcNow,
            CreatedAt = DateTime.UtcNow,
            CreatedBy = reader.Name,
        };
        return TypedResults.Ok(await ReportRows.SaveAsync(db, row, reader, "report.draft", model).ConfigureAwait(false));
    }

    private static async Task<Ok<Report>> ChangeAsync(
        string id, ReportChange change, Reader reader, ReadingRoomDb db, ReportDrafts drafts, SeenFilms seen,
        [FromHeader(Name = "If-Match")] string? ifMatch = null)
    {
        var study = await StudyRows.FindAsync(db, id).ConfigureAwait(false);
        var expected = Versions.Parse(ifMatch);
        var (context, film) = await ContextAsync(db, study, drafts, seen).ConfigureAwait(false);

        // Version 0 is the report that is not there yet: a reader may write one without a draft.
        if (expected == 0 && await ReportRows.LatestAsync(db, id).ConfigureAwait(false) is null)
        {
            var first = new ReportRow
            {
                StudyId = id,
                Version = 1,
                Status = ReportStatus.Draft,
                Sentences = ApiJson.Write(ReportSentences.Change([], change, film, context)),
                CreatedAt = DateTime.UtcNow,
                CreatedBy = reader.Name,
            };
            return TypedResults.Ok(await ReportRows.SaveAsync(db, first, reader, "report.change").ConfigureAwait(false));
        }

        var before = await ReportRows.ToChangeAsync(db, id, expected, isSigned: false).ConfigureAwait(false);
        var row = ReportRows.After(before, reader);
        row.Sentences = ApiJson.Write(ReportSentences.Change(ReportRows.Sentences(before), change, film, context));
        return TypedResults.Ok(await ReportRows.SaveAsync(db, row, reader, "report.change").ConfigureAwait(false));
    }

    private static async Task<Ok<Report>> SetStatusAsync(
        string id, StatusChange change, Reader reader, ReadingRoomDb db, [FromHeader(Name = "If-Match")] string? ifMatch = null)
    {
        await StudyRows.FindAsync(db, id).ConfigureAwait(false);
        if (change.Status is not (ReportStatus.Draft or ReportStatus.Preliminary))
        {
            throw Problem.Invalid("Expected the status draft or preliminary; a report becomes final by signing it.");
        }

        var before = await ReportRows.ToChangeAsync(db, id, Versions.Parse(ifMatch), isSigned: false).ConfigureAwait(false);
        var row = ReportRows.After(before, reader);
        row.Status = change.Status;
        return TypedResults.Ok(await ReportRows
            .SaveAsync(db, row, reader, "report.status", change.Status.ToString().ToLowerInvariant()).ConfigureAwait(false));
    }

    private static async Task<Ok<Report>> SignAsync(
        string id, Signature signature, Reader reader, ReadingRoomDb db, [FromHeader(Name = "If-Match")] string? ifMatch = null)
    {
        await StudyRows.FindAsync(db, id).ConfigureAwait(false);
        var before = await ReportRows.ToChangeAsync(db, id, Versions.Parse(ifMatch), isSigned: false).ConfigureAwait(false);
        var row = ReportRows.After(before, reader);
        Sign(row, signature.Name, ReportStatus.Final);
        return TypedResults.Ok(await ReportRows.SaveAsync(db, row, reader, "report.sign", row.Sha256).ConfigureAwait(false));
    }

    private static async Task<Ok<Report>> AddAsync(string id, AddendumText addendum, Reader reader, ReadingRoomDb db)
    {
        await StudyRows.FindAsync(db, id).ConfigureAwait(false);
        var before = await ReportRows.ToChangeAsync(db, id, expected: null, isSigned: true).ConfigureAwait(false);
        var row = ReportRows.After(before, reader);
        var added = new ReportSentence(
            Ids.New(), SectionName.Addendum, ReportSentences.Checked(addendum.Text), null, SentenceOrigin.Reader, SentenceState.Accepted,
            [], [], []);
        row.Sentences = ApiJson.Write<IReadOnlyList<ReportSentence>>([.. ReportRows.Sentences(before), added]);
        row.Predecessor = before.Version;
        Sign(row, addendum.Name, ReportStatus.Addendum);
        return TypedResults.Ok(await ReportRows.SaveAsync(db, row, reader, "report.addendum", row.Sha256).ConfigureAwait(false));
    }

    private static async Task<Ok<List<ReportVersion>>> ListAsync(string id, Reader reader, ReadingRoomDb db)
    {
        await StudyRows.FindAsync(db, id).ConfigureAwait(false);
        await db.NoteNowAsync(reader, "report.versions", id).ConfigureAwait(false);
        return TypedResults.Ok(await db.Reports.AsNoTracking().Where(row => row.StudyId == id).OrderBy(row => row.Version)
            .Select(row => new ReportVersion(row.Version, row.Status, row.CreatedAt, row.CreatedBy)).ToListAsync().ConfigureAwait(false));
    }

    private static async Task<Ok<Report>> GetVersionAsync(string id, int version, Reader reader, ReadingRoomDb db)
    {
        await StudyRows.FindAsync(db, id).ConfigureAwait(false);
        var row = await db.Reports.AsNoTracking().FirstOrDefaultAsync(row => row.StudyId == id && row.Version == version)
            .ConfigureAwait(false) ?? throw Problem.NotFound("a version of the report");
        await db.NoteNowAsync(reader, "report.open", id, Named(row)).ConfigureAwait(false);
        return TypedResults.Ok(ReportRows.ToApi(row));
    }

    private static async Task<ContentHttpResult> GetTextAsync(string id, Reader reader, ReadingRoomDb db)
    {
        await StudyRows.FindAsync(db, id).ConfigureAwait(false);
        var row = await ReportRows.LatestAsync(db, id).ConfigureAwait(false) ?? throw Problem.NotFound("a report of this study");
        await db.NoteNowAsync(reader, "report.text", id, Named(row)).ConfigureAwait(false);
        return TypedResults.Text(ReportText.Compose(ReportRows.Sentences(row), row.SignedBy, row.SignedAt));
    }

    private static void Sign(ReportRow row, string? name, ReportStatus status)
    {
        var plain = new string([.. (name ?? "").Where(letter => !char.IsControl(letter))]).Trim();
        row.SignedBy = plain.Length is > 0 and <= LongestName ? plain : throw Problem.Invalid(
            $"Expected the name of who signs, 1 to {LongestName} characters, found {plain.Length:N0}.");

        // The text has whole seconds.
        var now = DateTime.UtcNow;
        row.SignedAt = new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        row.Status = status;
        row.Sha256 = ReportText.Sha256(ReportText.Compose(ReportRows.Sentences(row), row.SignedBy, row.SignedAt));
    }

    private static async Task<(AnswerContext Context, FilmReading? Film)> ContextAsync(
        ReadingRoomDb db, StudyRow study, ReportDrafts drafts, SeenFilms seen)
    {
        var film = await db.Films.AsNoTracking().Where(film => film.StudyId == study.Id).OrderBy(film => film.CreatedAt)
            .FirstOrDefaultAsync().ConfigureAwait(false);
        return drafts.ContextOf(seen, film, study);
    }

    private static string Named(ReportRow row) => row.Version.ToString(CultureInfo.InvariantCulture);
}
