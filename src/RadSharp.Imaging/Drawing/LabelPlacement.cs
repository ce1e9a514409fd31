using System.Drawing;

namespace RadSharp.Imaging.Drawing;

/// <summary>Finds places for the labels of boxes: beside their box, inside the image, and not one over the other.</summary>
internal static class LabelPlacement
{
    // What it costs to lie over another label, for the covered part, and over the line of a box.
    private const float OverLabel = 100;
    private const float OverLine = 2;

    /// <summary>Places labels one after the other, each where it disturbs least.</summary>
    /// <param name="boxes">The boxes in pixels.</param>
    /// <param name="sizes">Size of each box's label; an empty one takes no place.</param>
    /// <param name="taken">What labels should also keep clear of.</param>
    /// <param name="image">Width and height of the image.</param>
    /// <param name="gap">Pixels between a box and its label.</param>
    public static RectangleF[] Place(
        IReadOnlyList<RectangleF> boxes, IReadOnlyList<SizeF> sizes, IEnumerable<RectangleF> taken, SizeF image, float gap)
    {
        List<RectangleF> occupied = [.. taken];
        var places = new RectangleF[boxes.Count];
        for (var index = 0; index < places.Length; index++)
        {
            var (box, size) = (boxes[index], sizes[index]);
            if (size.Width <= 0)
            {
                continue;
            }

            places[index] = Candidates(box, size, gap)
                .Select((place, preference) => (Place: Inside(place, image), Preference: preference))
                .MinBy(candidate => (0.1f * candidate.Preference) + Cost(candidate.Place, occupied, boxes, gap)).Place;
            occupied.Add(places[index]);
        }

        return places;
    }

    // From the best to the worst: above, below, inside, beside; then further up and down, for boxes that are crowded.
    private static IEnumerable<RectangleF> Candidates(RectangleF box, SizeF size, float gap)
    {
        var (above, below) = (box.Top - gap - size.Height, box.Bottom + gap);
        var (rightAligned, middle) = (box.Right - size.Width, box.Top + ((box.Height - size.Height) / 2));
        yield return new RectangleF(new PointF(box.Left, above), size);
        yield return new RectangleF(new PointF(rightAligned, above), size);
        yield return new RectangleF(new PointF(box.Left, below), size);
        yield return new RectangleF(new PointF(rightAligned, below), size);
        yield return new RectangleF(new PointF(box.Left + gap, box.Top + gap), size);
        yield return new RectangleF(new PointF(rightAligned - gap, box.Bottom - gap - size.Height), size);
        yield return new RectangleF(new PointF(box.Right + gap, box.Top), size);
        yield return new RectangleF(new PointF(box.Left - gap - size.Width, box.Top), size);
        yield return new RectangleF(new PointF(box.Right + gap, middle), size);
        yield return new RectangleF(new PointF(box.Left - gap - size.Width, middle), size);
        for (var step = 1; step <= 24; step++)
        {
            var shift = step * (size.Height + (gap / 2));
            yield return new RectangleF(new PointF(box.Left, above - shift), size);
            yield return new RectangleF(new PointF(box.Left, below + shift), size);
        }
    }

    private static RectangleF Inside(RectangleF place, SizeF image) => place with
    {
        X = Math.Max(0, Math.Min(place.X, image.Width - place.Width)),
        Y = Math.Max(0, Math.Min(place.Y, image.Height - place.Height)),
    };

    private static float Cost(RectangleF place, IEnumerable<RectangleF> labels, IEnumerable<RectangleF> boxes, float gap)
    {
        // A label that comes closer to a line than this seems to touch it.
        var clear = RectangleF.Inflate(place, 0.8f * gap, 0.8f * gap);
        return (OverLabel * labels.Sum(label => CoveredPart(place, label)))
            + boxes.Sum(box => clear.IntersectsWith(box) && !box.Contains(clear) ? OverLine : 0);
    }

    private static float CoveredPart(RectangleF place, RectangleF other)
    {
        var common = RectangleF.Intersect(place, other);
        return common.IsEmpty ? 0 : 0.05f + (common.Width * common.Height / (place.Width * place.Height));
    }
}
