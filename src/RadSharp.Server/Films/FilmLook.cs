using RadSharp.Assistant;
using RadSharp.Radiology.Findings;
using RadSharp.Server.Access;
using RadSharp.Server.Api;
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

    /// <summary>Looks, and lets the model compute, in the reader's turn; nobody waits for what another server computes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="film">The film.</param>
    /// <param name="reader">Whose turn it is to be.</param>
    /// <param name="moved">Told how many requests come first, whenever that changes; null for nobody.</param>
    /// <param name="compute">What to do with what was seen.</param>
    /// <param name="cancellation">Gives the place in the queue up.</param>
    /// <exception cref="Problem">The model refuses the film.</exception>
    public async Task<T> InTurnAsync<T>(
        LoadedModel model, FilmRow film, Reader reader, Action<int>? moved, Func<ShownFilm, Task<T>> compute,
        CancellationToken cancellation)
    {
        using var turn = await queue.EnterAsync(reader.Lane, moved, cancellation).ConfigureAwait(false);
        var shown = See(model, film).Readable;
        if (model.IsRemote)
        {
            turn.Dispose();
        }

        return await compute(shown).ConfigureAwait(false);
    }

    private SeenFilm See(LoadedModel model, FilmRow film) => seen.See(model, film.Hash, () => films.Get(film.Hash));
}
