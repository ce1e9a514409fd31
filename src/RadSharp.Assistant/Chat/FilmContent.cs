using Microsoft.Extensions.AI;
using RadSharp.Models.Systems;

namespace RadSharp.Assistant.Chat;

/// <summary>A film in a message, as the model has seen it already, so that no turn pays for looking again.</summary>
/// <param name="film">The film; the caller's.</param>
/// <param name="encoded">What the prompt shows of it, such as with the reader's findings; null for what the model found.</param>
public sealed class FilmContent(ShownFilm film, EncodedFilm? encoded = null) : AIContent
{
    /// <summary>The film.</summary>
    public ShownFilm Film { get; } = film ?? throw new ArgumentNullException(nameof(film));

    /// <summary>What the prompt shows of it.</summary>
    public EncodedFilm Encoded { get; } = encoded ?? film.Encoded;
}
