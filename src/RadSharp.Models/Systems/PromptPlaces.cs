using RadSharp.Models.Generation;

namespace RadSharp.Models.Systems;

/// <summary>Puts films between stretches of text.</summary>
internal static class PromptPlaces
{
    /// <summary>A prompt of text, film, text, film, …, text.</summary>
    /// <param name="stretches">One more than films.</param>
    /// <param name="films">In the order in which the text shows them.</param>
    /// <param name="place">The number that stands in an image token's place; any.</param>
    /// <param name="quotations">What answers quote; null for nothing.</param>
    /// <exception cref="ArgumentException">There are more or fewer films than the text shows.</exception>
    public static DecoderPrompt Join(
        IReadOnlyList<int[]> stretches, IReadOnlyList<EncodedFilm> films, int place, IReadOnlyList<int[]>? quotations = null)
    {
        if (stretches.Count != films.Count + 1)
        {
            throw new ArgumentException(
                $"Expected a film for each of the {stretches.Count - 1} images that the prompt shows, found {films.Count}. Either "
                + "a message says another number of images, or the template leaves them out.", nameof(films));
        }

        var ids = new List<int>(stretches[0]);
        var places = new List<int>();
        for (var index = 0; index < films.Count; index++)
        {
            for (var token = 0; token < films[index].Features.Shape[0]; token++)
            {
                places.Add(ids.Count);
                ids.Add(place);
            }

            ids.AddRange(stretches[index + 1]);
        }

        return new DecoderPrompt([.. ids], [.. places], [.. films.Select(film => film.Features)]) { Quotations = quotations ?? [] };
    }
}
