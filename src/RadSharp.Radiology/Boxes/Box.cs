namespace RadSharp.Radiology.Boxes;

/// <summary>A rectangle on a film, its edges as parts of the film's width and height from the upper left corner.</summary>
/// <param name="X1">Left edge, 0 to 1.</param>
/// <param name="Y1">Upper edge, 0 to 1.</param>
/// <param name="X2">Right edge, at least the left one.</param>
/// <param name="Y2">Lower edge, at least the upper one.</param>
public readonly record struct Box(double X1, double Y1, double X2, double Y2)
{
    /// <summary>Part of the film that it covers, 0 to 1.</summary>
    public double Area => Math.Max(0, X2 - X1) * Math.Max(0, Y2 - Y1);

    /// <summary>A box of pixels on a film of a size.</summary>
    /// <param name="x1">Left edge in pixels.</param>
    /// <param name="y1">Upper edge in pixels.</param>
    /// <param name="x2">Right edge in pixels.</param>
    /// <param name="y2">Lower edge in pixels.</param>
    /// <param name="width">Of the film, above 0.</param>
    /// <param name="height">Of the film, above 0.</param>
    public static Box FromPixels(double x1, double y1, double x2, double y2, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return new(x1 / width, y1 / height, x2 / width, y2 / height);
    }

    /// <summary>The area of both together over the area of either: 1 for the same box, 0 for boxes apart.</summary>
    public double IntersectionOverUnion(Box other)
    {
        var width = Math.Min(X2, other.X2) - Math.Max(X1, other.X1);
        var height = Math.Min(Y2, other.Y2) - Math.Max(Y1, other.Y1);
        var intersection = width > 0 && height > 0 ? width * height : 0;
        var union = Area + other.Area - intersection;
        return union > 0 ? intersection / union : 0;
    }

    /// <summary>The same box on the film's mirror image.</summary>
    public Box Mirrored() => new(1 - X2, Y1, 1 - X1, Y2);
}
