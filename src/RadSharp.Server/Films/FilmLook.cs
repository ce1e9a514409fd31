using RadSharp.Radiology.Findings;
using RadSharp.Server.Access;
using RadSharp.Server.Models;
using RadSharp.Server.Queue;
using RadSharp.Server.Store;

namespace RadSharp.Server.Films;

/// <summary>Lets a model look at a film, in the reader's turn, unless it has lately.</summary>
internal sealed class FilmLook(ModelShelf models, SeenFilms seen, OpenFilms films, InferenceQueue queue)
{
    // The decision of classifiers that bring no thresholds of their own, as RaDialog's.
    private const double PresentFrom = 0.5;

    /// <summary>What is made of a probability where the model does not say.</summary>
    public static FindingState StateOf(double probability) =>
        probability >= PresentFrom ? FindingState.Present : FindingState.Absent;

    /// <summary>Looks.</summary>
    /// <param name="film">The film.</param>
    /// <param name="model">A model; null for the default.</param>
    /// <param name="reader">Whose turn it is to be.</param>
    /// <param name="cancellation">Gives the place in the queue up.</param>
    /// <returns>The model, and what it has seen; of that only the reading and the maps may be used.</returns>
    public async Task<(LoadedModel Model, SeenFilm Seen)> SeeAsync(
        FilmRow film, string? model, Reader reader, CancellationToken cancellation)
    {
        var loaded = await models.GetAsync(model).ConfigureAwait(false);
        if (seen.Find(loaded.EyesId, film.Hash) is { } known)
        {
            return (loaded, known);
        }

        using var turn = await queue.EnterAsync(reader.Lane, moved: null, cancellation).ConfigureAwait(false);
        return (loaded, See(loaded, film));
    }

    /// <summary>Looks, in a turn that the caller has.</summary>
    public SeenFilm See(LoadedModel model, FilmRow film) => seen.See(model, film.Hash, () => films.Get(film.Hash));
}
