using RadSharp.Assistant;
using RadSharp.Server.Api;
using ImagingFilm = RadSharp.Imaging.Film;

namespace RadSharp.Server.Models;

/// <summary>What models have seen of the latest films, so that a film is looked at once.</summary>
/// <remarks>
/// Looking and everything that reads a film's features happens in one's turn in the queue, one at a time; only what is found
/// there already may be asked for by any thread, and only its reading and maps may be used.
/// </remarks>
internal sealed class SeenFilms : IDisposable
{
    private const int MostFilms = 24;

    private readonly Lock _gate = new();

    // The latest last.
    private readonly List<((string Model, string Hash) Key, SeenFilm Film)> _kept = [];

    /// <summary>What was seen of a film; null where it was not looked at lately.</summary>
    public SeenFilm? Find(string model, string hash)
    {
        lock (_gate)
        {
            var place = _kept.FindIndex(entry => entry.Key == (model, hash));
            if (place < 0)
            {
                return null;
            }

            var entry = _kept[place];
            _kept.RemoveAt(place);
            _kept.Add(entry);
            return entry.Film;
        }
    }

    /// <summary>Looks at a film unless that was done; in one's turn in the queue.</summary>
    public SeenFilm See(LoadedModel model, string hash, Func<ImagingFilm> open)
    {
        if (Find(model.EyesId, hash) is { } known)
        {
            return known;
        }

        SeenFilm seen;
        try
        {
            seen = new(ShownFilm.Look(model.Eyes, open()), Refusal: null);
        }
        catch (InvalidDataException refusal)
        {
            seen = new(Film: null, refusal.Message);
        }

        lock (_gate)
        {
            _kept.Add(((model.EyesId, hash), seen));
            if (_kept.Count > MostFilms)
            {
                _kept[0].Film.Film?.Dispose();
                _kept.RemoveAt(0);
            }
        }

        return seen;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _kept.ForEach(entry => entry.Film.Film?.Dispose());
}

/// <summary>What a model has seen of a film.</summary>
/// <param name="Film">The film; null where the model refuses it.</param>
/// <param name="Refusal">Why, a sentence.</param>
internal sealed record SeenFilm(ShownFilm? Film, string? Refusal)
{
    /// <summary>The film, to be spoken about.</summary>
    /// <exception cref="Problem">The model refuses it.</exception>
    public ShownFilm Readable => Film ?? throw Problem.Unprocessable(Refusal ?? "The film cannot be read.");
}
