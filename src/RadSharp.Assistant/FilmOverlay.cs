using RadSharp.Imaging;
using RadSharp.Imaging.Drawing;

namespace RadSharp.Assistant;

/// <summary>A film with places drawn on it.</summary>
public static class FilmOverlay
{
    /// <summary>Draws the boxes of regions, and attention as a heat map that says on the picture what it is.</summary>
    /// <param name="film">The film; it is not changed.</param>
    /// <param name="place">What to draw.</param>
    /// <returns>Red, green and blue, of the film's size.</returns>
    public static Image<byte> Draw(Film film, FilmPlace place)
    {
        ArgumentNullException.ThrowIfNull(film);
        ArgumentNullException.ThrowIfNull(place);
        var boxes = place.Regions
            .Select(region => new OverlayBox(region.Box.X1, region.Box.Y1, region.Box.X2, region.Box.Y2, region.Name)).ToList();
        var picture = Overlay.Draw(film.Render(), boxes, place.Attention?.HeatMap());
        if (place.Attention is { } attention)
        {
            Caption.Draw(picture, AssistantWords.AttentionOnFilm(attention));
        }

        return picture;
    }
}
