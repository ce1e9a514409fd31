using RadSharp.Imaging;
using RadSharp.Server.Store;

namespace RadSharp.Server.Films;

/// <summary>The latest films, read and unpacked, so that a film is read once for all that is asked about it.</summary>
internal sealed class OpenFilms(FilmFiles files)
{
    private const long MostBytes = 256L << 20;

    private readonly Lock _gate = new();

    // The latest last.
    private readonly List<(string Hash, Film Film)> _kept = [];

    /// <summary>A film by the hash of its file.</summary>
    public Film Get(string hash)
    {
        lock (_gate)
        {
            var place = _kept.FindIndex(entry => entry.Hash == hash);
            if (place >= 0)
            {
                var entry = _kept[place];
                _kept.RemoveAt(place);
                _kept.Add(entry);
                return entry.Film;
            }
        }

        var film = FilmReader.Read(files.PathOf(hash));
        Keep(hash, film);
        return film;
    }

    /// <summary>Keeps a film that was read already.</summary>
    public void Keep(string hash, Film film)
    {
        lock (_gate)
        {
            _kept.RemoveAll(entry => entry.Hash == hash);
            _kept.Add((hash, film));
            while (_kept.Count > 1 && _kept.Sum(entry => Bytes(entry.Film)) > MostBytes)
            {
                _kept.RemoveAt(0);
            }
        }
    }

    private static long Bytes(Film film) => (long)film.Width * film.Height * (film.Stored is Image<byte> ? 1 : 2);
}
