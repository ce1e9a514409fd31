using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using RadSharp.Server.Access;
using RadSharp.Server.Api;
using RadSharp.Server.Audit;
using RadSharp.Server.Films;
using RadSharp.Server.Store;

namespace RadSharp.Server.Studies;

/// <summary>The studies' addresses.</summary>
internal static class StudyEndpoints
{
    private const int MostItems = 200;
    private const string Escape = "!";

    /// <summary>Adds them.</summary>
    public static void Map(IEndpointRouteBuilder api, ServerOptions options)
    {
        api.MapPost("/studies", CreateAsync).Requires(ReaderRole.Reader).WithSummary("Makes a study of films")
            .Accepts<StudyUpload>("multipart/form-data").WithMetadata(new RequestSizeLimitAttribute(options.MostFilmBytes * 2))
            .Produces<Study>(StatusCodes.Status201Created);
        api.MapGet("/studies", ListAsync).Requires(ReaderRole.Reader).WithSummary("All studies, the latest first");
        api.MapGet("/studies/{id}", GetAsync).Requires(ReaderRole.Reader).WithSummary("A study");
        api.MapPatch("/studies/{id}", ChangeAsync).Requires(ReaderRole.Reader).WithSummary("Changes title, indication or prior");
        api.MapDelete("/studies/{id}", DeleteAsync).Requires(ReaderRole.Reader).WithSummary("Puts a study into the bin");
    }

    private static async Task<Created<Study>> CreateAsync(
        HttpRequest request, FilmUploads uploads, Reader reader, ReadingRoomDb db)
    {
        var (films, fields) = await uploads.ReceiveAsync(request).ConfigureAwait(false);
        var title = fields.GetValueOrDefault("title");
        var study = new StudyRow
        {
            Id = Ids.New(),
            Title = StudyRows.Title(string.IsNullOrWhiteSpace(title) ? films[0].FileName : title),
            Indication = StudyRows.Indication(fields.GetValueOrDefault("indication")),
            PriorId = await StudyRows.PriorAsync(db, fields.GetValueOrDefault("prior")).ConfigureAwait(false),
            CreatedAt = DateTime.UtcNow,
            CreatedBy = reader.Name,
        };
        await AddAsync(db, study, films, reader).ConfigureAwait(false);
        return TypedResults.Created($"/api/v1/studies/{study.Id}", await StudyRows.ToApiAsync(db, study).ConfigureAwait(false));
    }

    /// <summary>Keeps a study with its films.</summary>
    public static Task AddAsync(ReadingRoomDb db, StudyRow study, IReadOnlyList<FilmRow> films, Reader reader)
    {
        db.Studies.Add(study);
        foreach (var film in films)
        {
            film.StudyId = study.Id;
            db.Films.Add(film);
        }

        return db.NoteNowAsync(reader, "study.create", study.Id, detail: Counted(films.Count, "film", "films"));
    }

    private static async Task<Ok<Page<StudySummary>>> ListAsync(
        Reader reader, ReadingRoomDb db, CancellationToken cancellation, string? query = null, int limit = 50, string? after = null)
    {
        var studies = db.Studies.AsNoTracking().Where(row => row.DeletedAt == null);
        if (!string.IsNullOrWhiteSpace(query))
        {
            var wanted = Pattern(query);
            studies = studies.Where(row => EF.Functions.Like(row.Title.ToLower(), wanted, Escape)
                || (row.Indication != null && EF.Functions.Like(row.Indication.ToLower(), wanted, Escape)));
        }

        if (!string.IsNullOrEmpty(after))
        {
            var last = await db.Studies.AsNoTracking().FirstOrDefaultAsync(row => row.Id == after, cancellation).ConfigureAwait(false)
                ?? throw Problem.NotFound("a study to go on after");
            studies = studies.Where(row => row.CreatedAt < last.CreatedAt);
        }

        var count = Math.Clamp(limit, 1, MostItems);
        var rows = await studies.OrderByDescending(row => row.CreatedAt).Take(count).Select(row => new
        {
            row.Id,
            row.Title,
            row.CreatedAt,
            FilmCount = db.Films.Count(film => film.StudyId == row.Id),
            FirstFilm = db.Films.Where(film => film.StudyId == row.Id).OrderBy(film => film.CreatedAt)
                .Select(film => new { film.Id, film.Details }).FirstOrDefault(),
            Status = db.Reports.Where(report => report.StudyId == row.Id).OrderByDescending(report => report.Version)
                .Select(report => (ReportStatus?)report.Status).FirstOrDefault(),
        }).ToListAsync(cancellation).ConfigureAwait(false);
        await db.NoteNowAsync(reader, "study.list", detail: Counted(rows.Count, "study", "studies")).ConfigureAwait(false);
        return TypedResults.Ok(new Page<StudySummary>(
            [
                .. rows.Select(row => new StudySummary(
                    row.Id, row.Title, row.CreatedAt,
                    row.FirstFilm is null ? null : ApiJson.Read<Film>(row.FirstFilm.Details).TakenAt, row.FilmCount,
                    row.FirstFilm is null ? null : $"/api/v1/films/{row.FirstFilm.Id}/thumbnail", row.Status)),
            ],
            rows.Count == count ? rows[^1].Id : null));
    }

    private static string Counted(int count, string one, string several) => $"{count} {(count == 1 ? one : several)}";

    // Signs that LIKE would take for wildcards stand for themselves.
    private static string Pattern(string query)
    {
        var words = query.Trim().ToLowerInvariant();
        foreach (var sign in (string[])[Escape, "%", "_"])
        {
            words = words.Replace(sign, $"{Escape}{sign}", StringComparison.Ordinal);
        }

        return $"%{words}%";
    }

    private static async Task<Ok<Study>> GetAsync(string id, Reader reader, ReadingRoomDb db)
    {
        var row = await StudyRows.FindAsync(db, id).ConfigureAwait(false);
        await db.NoteNowAsync(reader, "study.open", row.Id).ConfigureAwait(false);
        return TypedResults.Ok(await StudyRows.ToApiAsync(db, row).ConfigureAwait(false));
    }

    private static async Task<Ok<Study>> ChangeAsync(string id, StudyChange change, Reader reader, ReadingRoomDb db)
    {
        var row = await StudyRows.FindAsync(db, id).ConfigureAwait(false);
        row.Title = change.Title is null ? row.Title : StudyRows.Title(change.Title);
        row.Indication = change.Indication is null ? row.Indication : StudyRows.Indication(change.Indication);
        row.PriorId = change.PriorId is null
            ? row.PriorId
            : await StudyRows.PriorAsync(db, change.PriorId, row.Id).ConfigureAwait(false);
        await db.NoteNowAsync(reader, "study.change", row.Id).ConfigureAwait(false);
        return TypedResults.Ok(await StudyRows.ToApiAsync(db, row).ConfigureAwait(false));
    }

    private static async Task<NoContent> DeleteAsync(string id, Reader reader, ReadingRoomDb db)
    {
        var row = await StudyRows.FindAsync(db, id).ConfigureAwait(false);
        row.DeletedAt = DateTime.UtcNow;
        await db.NoteNowAsync(reader, "study.delete", row.Id).ConfigureAwait(false);
        return TypedResults.NoContent();
    }
}
