using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using RadSharp.Imaging;
using RadSharp.Server.Api;
using RadSharp.Server.Store;

namespace RadSharp.Server.Films;

/// <summary>Takes films from a request, straight to disk; nothing is kept unless all of them are films.</summary>
internal sealed class FilmUploads(FilmFiles files, OpenFilms films, ServerOptions options)
{
    private const int MostFilms = 20;
    private const int LongestField = 20_000;
    private const string FilmField = "film";

    /// <summary>Reads a request of <c>multipart/form-data</c>.</summary>
    /// <returns>The films as rows without a study, and the other fields by name.</returns>
    /// <exception cref="Problem">It is none, has no film, or something in it is no film or too large.</exception>
    public async Task<(IReadOnlyList<FilmRow> Films, IReadOnlyDictionary<string, string> Fields)> ReceiveAsync(HttpRequest request)
    {
        var limit = options.MostFilmBytes;
        if (request.ContentLength > limit * MostFilms)
        {
            throw Problem.TooLarge($"Expected films of at most {limit >> 20:N0} MiB each, found a larger request.");
        }

        var received = new List<(string Path, string Hash, FilmRow Row, Imaging.Film Film)>();
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            var reader = new MultipartReader(Boundary(request), request.Body);
            while (await NextAsync(reader, request.HttpContext.RequestAborted).ConfigureAwait(false) is { } section)
            {
                if (section.AsFileSection() is { FileStream: not null } file)
                {
                    received.Add(await FilmAsync(file, request, received.Count).ConfigureAwait(false));
                }
                else if (section.AsFormDataSection() is { } field)
                {
                    var text = await field.GetValueAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
                    fields[field.Name] = text.Length <= LongestField ? text : throw Problem.TooLarge(
                        $"Expected fields of at most {LongestField:N0} characters, found one of {text.Length:N0}. Shorten it.");
                }
            }

            if (received.Count == 0)
            {
                throw Problem.Invalid($"Expected at least one file in the field {FilmField}, found none.");
            }

            foreach (var (path, hash, _, film) in received)
            {
                files.Keep(path, hash);
                films.Keep(hash, film);
            }

            return (received.ConvertAll(film => film.Row), fields);
        }
        finally
        {
            received.ForEach(film => File.Delete(film.Path));
        }
    }

    /// <summary>Takes a film from this machine's disk.</summary>
    /// <returns>The film as a row without a study.</returns>
    /// <exception cref="IOException">It cannot be read, or is no film.</exception>
    public async Task<FilmRow> CopyAsync(string path, CancellationToken cancellation)
    {
        // Read where it lies first: the message names the file.
        var film = FilmReader.Read(path);
        string copy, hash;
        var content = File.OpenRead(path);
        await using (content.ConfigureAwait(false))
        {
            (copy, hash) = await files.ReceiveAsync(content, long.MaxValue, cancellation).ConfigureAwait(false);
        }

        files.Keep(copy, hash);
        films.Keep(hash, film);
        return Row(FilmDescription.SafeName(path), hash, film, 0);
    }

    private async Task<(string Path, string Hash, FilmRow Row, Imaging.Film Film)> FilmAsync(
        FileMultipartSection section, HttpRequest request, int before)
    {
        if (section.Name != FilmField || before == MostFilms)
        {
            throw Problem.Invalid($"Expected at most {MostFilms} files in the field {FilmField}, found more or another field with a file.");
        }

        var name = FilmDescription.SafeName(section.FileName);
        var (path, hash) = await files.ReceiveAsync(section.FileStream!, options.MostFilmBytes, request.HttpContext.RequestAborted)
            .ConfigureAwait(false);
        try
        {
            var film = FilmReader.Read(path);
            return (path, hash, Row(name, hash, film, before), film);
        }
        catch (ImageDataException error)
        {
            var isOther = !IsFilm(path);
            File.Delete(path);
            throw new Problem(
                isOther ? StatusCodes.Status415UnsupportedMediaType : StatusCodes.Status422UnprocessableEntity,
                isOther ? "No film" : "Damaged film",
                $"{name}: {error.Reason}{(isOther ? "" : string.Create(CultureInfo.InvariantCulture, $" (At byte {error.Offset:N0}.)"))}");
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private static FilmRow Row(string name, string hash, Imaging.Film film, int before)
    {
        var id = Ids.New();
        return new()
        {
            Id = id,
            StudyId = "",
            Hash = hash,
            FileName = name,
            CreatedAt = DateTime.UtcNow.AddTicks(before),
            Details = ApiJson.Write(FilmDescription.Of(id, name, film)),
        };
    }

    private static bool IsFilm(string path)
    {
        try
        {
            var start = new byte[FilmFormats.StartLength];
            using var file = File.OpenHandle(path);
            FilmFormats.Recognize(start.AsSpan(0, RandomAccess.Read(file, start, fileOffset: 0)));
            return true;
        }
        catch (ImageDataException)
        {
            return false;
        }
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw Problem.Invalid("Expected multipart/form-data, found one that ends early or is damaged. Send it again.");
        }
    }

    private static string Boundary(HttpRequest request)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType == "multipart/form-data"
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : null;
        return boundary is { Length: > 0 and <= 100 } ? boundary : throw new Problem(
            StatusCodes.Status415UnsupportedMediaType, "Wrong form",
            $"Expected multipart/form-data with films in the field {FilmField}, found another content type.");
    }
}
