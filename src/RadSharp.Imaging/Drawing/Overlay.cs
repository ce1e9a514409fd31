using System.Drawing;

namespace RadSharp.Imaging.Drawing;

/// <summary>A place on a film with a name.</summary>
/// <param name="X0">Left edge, 0 to 1 across the film.</param>
/// <param name="Y0">Upper edge, 0 to 1 down the film.</param>
/// <param name="X1">Right edge, at least the left one.</param>
/// <param name="Y1">Lower edge, at least the upper one.</param>
/// <param name="Label">What is there; nothing is written if it is empty.</param>
/// <param name="Color">Its colour; if not given, the next of <see cref="Palette"/>.</param>
public sealed record OverlayBox(double X0, double Y0, double X1, double Y1, string Label = "", Rgb? Color = null);

/// <summary>Shows findings on a film: a heat map, boxes and their labels, in sizes that suit the film's.</summary>
public static class Overlay
{
    /// <summary>Draws on a copy of a film.</summary>
    /// <param name="film">One channel, as a reader would see it; it is not changed.</param>
    /// <param name="boxes">Boxes, the first drawn first; what lies outside the film is cut off.</param>
    /// <param name="heatMap">A heat map to lay under the boxes.</param>
    /// <returns>Red, green and blue, of the film's size.</returns>
    /// <exception cref="ArgumentException">A box ends before it begins, or is no number.</exception>
    public static Image<byte> Draw(Image<byte> film, IReadOnlyList<OverlayBox> boxes, HeatMap? heatMap = null)
    {
        ArgumentNullException.ThrowIfNull(film);
        ArgumentNullException.ThrowIfNull(boxes);
        var canvas = Canvas.FromGrey(film);
        var scale = OverlayStyle.Scale(film);
        List<RectangleF> taken = [];
        if (heatMap is not null)
        {
            heatMap.Blend(canvas);
            if (heatMap.HasLegend)
            {
                taken.Add(heatMap.DrawLegend(canvas, scale));
            }
        }

        var rectangles = boxes.Select(box => InPixels(box, film)).ToArray();
        var colours = boxes.Select((box, index) => box.Color ?? Palette.Colors[index % Palette.Colors.Count]).ToArray();
        for (var index = 0; index < rectangles.Length; index++)
        {
            DrawBox(canvas, rectangles[index], colours[index], scale);
        }

        var chips = boxes.Select(box => LabelChip.Create(box.Label, scale, film.Width)).ToArray();
        var places = LabelPlacement.Place(
            rectangles, [.. chips.Select(chip => chip.Size)], taken, new SizeF(film.Width, film.Height), 5 * scale);
        for (var index = 0; index < chips.Length; index++)
        {
            chips[index].Draw(canvas, places[index].Location, colours[index]);
        }

        return canvas.Image;
    }

    private static void DrawBox(Canvas canvas, RectangleF rectangle, Rgb colour, float scale)
    {
        var radius = OverlayStyle.CornerRadius * scale;
        var width = OverlayStyle.LineWidth(scale);
        var halo = Math.Max(2, OverlayStyle.HaloWidth * scale);
        canvas.DrawRectangle(rectangle, radius, width + halo, Palette.Shade, OverlayStyle.HaloOpacity, halo);
        canvas.DrawRectangle(rectangle, radius, width, colour);
    }

    // Lines cover whole pixels, and those of a box along the film's edge lie inside the film.
    private static RectangleF InPixels(OverlayBox box, Image film)
    {
        if (!(box.X0 <= box.X1 && box.Y0 <= box.Y1))
        {
            throw new ArgumentException($"A box must end after it begins, but found {box}.");
        }

        var half = OverlayStyle.LineWidth(OverlayStyle.Scale(film)) / 2;
        var (left, right) = (Within(box.X0, film.Width), Within(box.X1, film.Width));
        var (top, bottom) = (Within(box.Y0, film.Height), Within(box.Y1, film.Height));
        return RectangleF.FromLTRB(left, top, right, bottom);

        float Within(double part, int length) =>
            MathF.Round(Math.Clamp((float)(part * length) - half, 0, Math.Max(0, length - (2 * half)))) + half;
    }
}
