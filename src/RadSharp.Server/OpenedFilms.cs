using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RadSharp.Server.Access;
using RadSharp.Server.Api;
using RadSharp.Server.Films;
using RadSharp.Server.Store;
using RadSharp.Server.Studies;

namespace RadSharp.Server;

/// <summary>Films that are named when the server is started.</summary>
public static class OpenedFilms
{
    /// <summary>Makes a study of each film, or opens the one that a start before has made of the same file.</summary>
    /// <param name="services">Those of a <see cref="ReadingRoom"/>.</param>
    /// <param name="paths">DICOM, PNG or JPEG files; they are copied.</param>
    /// <param name="cancellation">Breaks it off between two films.</param>
    /// <returns>The names of the studies, in the order of the files.</returns>
    /// <exception cref="IOException">A file cannot be read, or is no film.</exception>
    public static async Task<IReadOnlyList<string>> AddAsync(
        IServiceProvider services, IReadOnlyList<string> paths, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(paths);
        var (uploads, studies) = (services.GetRequiredService<FilmUploads>(), new List<string>());
        var reader = new Reader(Reader.LocalName, ReaderRole.Admin, IsLocal: true, "start");
        var scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var db = scope.ServiceProvider.GetRequiredService<ReadingRoomDb>();
            foreach (var path in paths)
            {
                var film = await uploads.CopyAsync(path, cancellation).ConfigureAwait(false);
                if (await KnownAsync(db, film, cancellation).ConfigureAwait(false) is { } known)
                {
                    studies.Add(known);
                    continue;
                }

                var study = new StudyRow
                {
                    Id = Ids.New(),
                    Title = StudyRows.Title(film.FileName),
                    CreatedAt = DateTime.UtcNow,
                    CreatedBy = reader.Name,
                };
                await StudyEndpoints.AddAsync(db, study, [film], reader).ConfigureAwait(false);
                studies.Add(study.Id);
            }
        }

        return studies;
    }

    private static Task<string?> KnownAsync(ReadingRoomDb db, FilmRow film, CancellationToken cancellation) => (
        from row in db.Films
        join study in db.Studies on row.StudyId equals study.Id
        where row.Hash == film.Hash && row.FileName == film.FileName && study.DeletedAt == null && study.CreatedBy == Reader.LocalName
        orderby study.CreatedAt descending
        select study.Id).FirstOrDefaultAsync(cancellation);
}
