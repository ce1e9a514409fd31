using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using RadSharp.Imaging;
using RadSharp.Server.Access;
using RadSharp.Server.Api;
using RadSharp.Server.Audit;
using RadSharp.Server.Store;
using RadSharp.Server.Studies;

namespace RadSharp.Server.Films;

/// <summary>The films' addresses: as pictures, as numbers, as files.</summary>
internal static class FilmEndpoints
{
    private const int LargestSide = 8_192;

    /// <summary>Adds them.</summary>
    public static void Map(IEndpointRouteBuilder api, ServerOptions options)
    {
        api.MapPost("/studies/{id}/films", AddAsync).Requires(ReaderRole.Reader).WithSummary("Adds films to a study")
            .Accepts<FilmUpload>("multipart/form-data").WithMetadata(new RequestSizeLimitAttribute(options.MostFilmBytes * 2))
            .Produces<Api.Film>(StatusCodes.Status201Created);
        api.MapGet("/films/{id}/thumbnail", ThumbnailAsync).Requires(ReaderRole.Reader).WithSummary("A small picture of the film")
            .Produces<byte[]>(contentType: "image/png");
        api.MapGet("/films/{id}/rendered", RenderedAsync).Requires(ReaderRole.Reader).WithSummary("The film as a picture, at a window")
            .Produces<byte[]>(contentType: "image/png");
        api.MapGet("/films/{id}/pixels", PixelsAsync).Requires(ReaderRole.Reader)
            .WithSummary("All values: rows from the top, 16-bit signed, the lower byte first")
            .Produces<byte[]>(contentType: "application/octet-stream");
        api.MapGet("/films/{id}/file", FileAsync).Requires(ReaderRole.Reader).WithSummary("The file as it came")
            .Produces<byte[]>(contentType: "application/octet-stream");
        api.MapGet("/films/{id}/tags", TagsAsync).Requires(ReaderRole.Reader).WithSummary("The attributes of a DICOM file");
    }

    /// <summary>A film that is not in the bin.</summary>
    /// <exception cref="Problem">There is none by this name.</exception>
    public static async Task<FilmRow> FindAsync(ReadingRoomDb db, string id) => await (
        from film in db.Films.AsNoTracking()
        join study in db.Studies on film.StudyId equals study.Id
        where film.Id == id && study.DeletedAt == null
        select film).FirstOrDefaultAsync().ConfigureAwait(false) ?? throw Problem.NotFound("a film");

    private static async Task<Created<Api.Film>> AddAsync(
        string id, HttpRequest request, FilmUploads uploads, Reader reader, ReadingRoomDb db)
    {
        var study = await StudyRows.FindAsync(db, id).ConfigureAwait(false);
        var (films, _) = await uploads.ReceiveAsync(request).ConfigureAwait(false);
        foreach (var film in films)
        {
            film.StudyId = study.Id;
            db.Films.Add(film);
            db.Note(reader, "film.add", study.Id, film.Id);
        }

        await db.SaveChangesAsync().ConfigureAwait(false);
        return TypedResults.Created($"/api/v1/films/{films[0].Id}/rendered", ApiJson.Read<Api.Film>(films[0].Details));
    }

    private static async Task<FileContentHttpResult> ThumbnailAsync(
        string id, Reader reader, ReadingRoomDb db, OpenFilms films, FilmFiles files)
    {
        var row = await FindAsync(db, id).ConfigureAwait(false);
        await db.NoteNowAsync(reader, "film.thumbnail", row.StudyId, row.Id).ConfigureAwait(false);
        var path = files.PathOfMade(row.Hash, "thumbnail.png");
        if (!File.Exists(path))
        {
            // Written beside it first: two readers may ask at once.
            var part = $"{path}.{Ids.New()}";
            var picture = FilmPictures.Render(films.Get(row.Hash), FilmPictures.ThumbnailSide);
            await File.WriteAllBytesAsync(part, FilmPictures.ToPng(picture)).ConfigureAwait(false);
            File.Move(part, path, overwrite: true);
        }

        return Png(await File.ReadAllBytesAsync(path).ConfigureAwait(false), $"{row.Hash}-thumbnail");
    }

    private static async Task<FileContentHttpResult> RenderedAsync(
        string id, Reader reader, ReadingRoomDb db, OpenFilms films, double? center = null, double? width = null,
        bool invert = false, int? size = null)
    {
        var row = await FindAsync(db, id).ConfigureAwait(false);
        if (center.HasValue != width.HasValue || width is <= 0 || !double.IsFinite(center ?? 0) || !double.IsFinite(width ?? 1))
        {
            throw Problem.Invalid("Expected center and width together, the width above 0, or neither.");
        }

        if (size is < 1 or > LargestSide)
        {
            throw Problem.Invalid($"Expected a size of 1 to {LargestSide:N0} pixels on the longer side, found {size}.");
        }

        await db.NoteNowAsync(reader, "film.rendered", row.StudyId, row.Id).ConfigureAwait(false);
        var film = films.Get(row.Hash);
        var window = center is null ? null : PixelUnit.Of(film).Unit.ToWindow(center.Value, width!.Value);
        var picture = FilmPictures.Render(film, size ?? LargestSide, window, invert);
        return Png(FilmPictures.ToPng(picture), FormattableString.Invariant($"{row.Hash}-{center}-{width}-{invert}-{size}"));
    }

    private static async Task<FileContentHttpResult> PixelsAsync(string id, Reader reader, ReadingRoomDb db, OpenFilms films)
    {
        var row = await FindAsync(db, id).ConfigureAwait(false);
        await db.NoteNowAsync(reader, "film.pixels", row.StudyId, row.Id).ConfigureAwait(false);
        var film = films.Get(row.Hash);
        var (unit, lowest, _) = PixelUnit.Of(film);
        return TypedResults.File(
            unit.Pixels(film, padding: lowest), "application/octet-stream", entityTag: new EntityTagHeaderValue($"\"{row.Hash}-pixels\""));
    }

    private static async Task<PhysicalFileHttpResult> FileAsync(string id, Reader reader, ReadingRoomDb db, FilmFiles files)
    {
        var row = await FindAsync(db, id).ConfigureAwait(false);
        await db.NoteNowAsync(reader, "film.file", row.StudyId, row.Id).ConfigureAwait(false);
        return TypedResults.PhysicalFile(
            files.PathOf(row.Hash), "application/octet-stream", row.FileName, entityTag: new EntityTagHeaderValue($"\"{row.Hash}\""));
    }

    private static async Task<Ok<IReadOnlyList<FilmTag>>> TagsAsync(string id, Reader reader, ReadingRoomDb db, FilmFiles files)
    {
        var row = await FindAsync(db, id).ConfigureAwait(false);
        await db.NoteNowAsync(reader, "film.tags", row.StudyId, row.Id).ConfigureAwait(false);
        return TypedResults.Ok(FilmTags.Of(files.PathOf(row.Hash)));
    }

    private static FileContentHttpResult Png(byte[] bytes, string tag) =>
        TypedResults.File(bytes, "image/png", entityTag: new EntityTagHeaderValue($"\"{tag}\""));
}
