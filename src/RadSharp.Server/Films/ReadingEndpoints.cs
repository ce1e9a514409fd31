using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using RadSharp.Assistant;
using RadSharp.Imaging;
using RadSharp.Radiology.Findings;
using RadSharp.Server.Access;
using RadSharp.Server.Api;
using RadSharp.Server.Audit;
using RadSharp.Server.Models;
using RadSharp.Server.Queue;
using RadSharp.Server.Store;

namespace RadSharp.Server.Films;

/// <summary>What models see on films.</summary>
internal static class ReadingEndpoints
{
    /// <summary>Adds the addresses.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/films/{id}/reading", ReadAsync).Requires(ReaderRole.Reader)
            .WithSummary("What a model's detectors say: findings, view, regions");
        api.MapGet("/films/{id}/heatmaps/{finding}", HeatMapAsync).Requires(ReaderRole.Reader)
            .WithSummary("Where the classifier looks for a finding, to be laid over the film").Produces<byte[]>(contentType: "image/png");
    }

    private static async Task<Ok<FilmFindings>> ReadAsync(
        string id, Reader reader, ReadingRoomDb db, FilmLook look, CancellationToken cancellation, string? model = null)
    {
        var row = await FilmEndpoints.FindAsync(db, id).ConfigureAwait(false);
        await db.NoteNowAsync(reader, "film.reading", row.StudyId, row.Id).ConfigureAwait(false);
        var (loaded, seen) = await look.SeeAsync(row, model, reader, cancellation).ConfigureAwait(false);
        var film = seen.Film;
        var view = film?.View.ToString() ?? ApiJson.Read<Api.Film>(row.Details).View;
        return TypedResults.Ok(new FilmFindings(
            loaded.Id, seen.Refusal, view, film is null ? null : ViewProbability(film), film is null ? [] : Findings(film),
            [.. (film?.Reading?.Regions ?? new Dictionary<string, Radiology.Boxes.Box>())
                .Select(region => new NamedBox(region.Key, FilmBox.Of(region.Value)))]));
    }

    private static async Task<FileContentHttpResult> HeatMapAsync(
        string id, string finding, Reader reader, ReadingRoomDb db, FilmLook look, CancellationToken cancellation, string? model = null)
    {
        var row = await FilmEndpoints.FindAsync(db, id).ConfigureAwait(false);
        await db.NoteNowAsync(reader, "film.heatmap", row.StudyId, row.Id).ConfigureAwait(false);
        var (_, seen) = await look.SeeAsync(row, model, reader, cancellation).ConfigureAwait(false);
        var attention = seen.Film is { Reading: not null } film && film.ActivationMaps.ContainsKey(finding)
            ? FilmPlace.Find(film, finding).Attention
            : null;
        if (attention is null)
        {
            throw Problem.NotFound("a heat map of a finding");
        }

        var details = ApiJson.Read<Api.Film>(row.Details);
        var picture = FilmPictures.ToPng(FilmPictures.HeatMap(attention, details.Width, details.Height));
        return TypedResults.File(picture, "image/png", entityTag: new EntityTagHeaderValue($"\"{row.Hash}-{attention.Finding}\""));
    }

    private static List<FilmFinding> Findings(ShownFilm film) => film.Reading is { } reading
        ? [.. reading.Findings.Select(finding => Finding(film, finding.Name, finding.Probability, finding.State))]
        :
        [
            .. film.Probabilities.Select(finding =>
                Finding(film, finding.Name, finding.Probability, FilmLook.StateOf(finding.Probability))),
        ];

    private static FilmFinding Finding(ShownFilm film, string name, double probability, FindingState state) =>
        new(name, probability, FindingMarks.Of(state) ?? FindingMark.Uncertain, film.ActivationMaps.ContainsKey(name));

    private static double? ViewProbability(ShownFilm film) => (film.View, film.Reading?.ProbabilityOfAp) switch
    {
        (View.AP, { } probability) => probability,
        (View.PA, { } probability) => 1 - probability,
        _ => null,
    };
}
