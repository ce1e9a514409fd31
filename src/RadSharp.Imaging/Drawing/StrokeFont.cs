namespace RadSharp.Imaging.Drawing;

/// <summary>
/// A sans-serif font of lines with one width and round ends, drawn smoothly at any size: ASCII, the letters of Latin-1, and
/// signs such as °, ×, ± and µ. Another letter becomes an empty frame.
/// </summary>
public static class StrokeFont
{
    private const float UnitsPerCapital = 20;
    private const float UnitsBetweenLetters = 5.4f;
    private const float LineUnits = 2.7f;
    private const float UnitsAbove = 28;
    private const float UnitsBelow = 7;

    // A thinner line would turn grey instead of thin.
    private const float ThinnestLine = 1.25f;

    /// <summary>Width of a line of text, in pixels.</summary>
    /// <param name="text">The text.</param>
    /// <param name="capHeight">Height of a capital letter in pixels.</param>
    public static float Measure(string text, float capHeight)
    {
        ArgumentNullException.ThrowIfNull(text);
        var units = 0f;
        foreach (var letter in text)
        {
            units += StrokeGlyphs.For(letter).Width + UnitsBetweenLetters;
        }

        return text.Length == 0 ? 0 : ((units - UnitsBetweenLetters) * (capHeight / UnitsPerCapital)) + LineWidth(capHeight);
    }

    /// <summary>The text with an ellipsis for what does not fit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="capHeight">Height of a capital letter in pixels.</param>
    /// <param name="width">Room in pixels.</param>
    internal static string Shorten(string text, float capHeight, float width)
    {
        var shortened = text;
        for (var length = text.Length; length > 0 && Measure(shortened, capHeight) > width;)
        {
            shortened = $"{text.AsSpan(0, --length).TrimEnd()}…";
        }

        return shortened;
    }

    /// <summary>How much of each pixel a line of text covers, 0 to 1.</summary>
    /// <param name="text">The text.</param>
    /// <param name="left">Left edge of the first letter.</param>
    /// <param name="baseline">What the letters stand on.</param>
    /// <param name="capHeight">Height of a capital letter.</param>
    /// <returns>The coverage, and where its first pixel lies.</returns>
    internal static (Image<float> Mask, int Left, int Top) Render(string text, float left, float baseline, float capHeight)
    {
        var scale = capHeight / UnitsPerCapital;
        var half = LineWidth(capHeight) / 2;
        var (maskLeft, maskTop) = ((int)MathF.Floor(left - 2), (int)MathF.Floor(baseline - (UnitsAbove * scale) - 2));
        var mask = new Image<float>(
            (int)MathF.Ceiling(Measure(text, capHeight)) + 5, (int)MathF.Ceiling((UnitsAbove + UnitsBelow) * scale) + 5);

        // Capitals reach from the baseline to their height with the whole width of their lines.
        var (x, y) = (left - maskLeft + half, baseline - maskTop - half);
        var vertical = scale * ((capHeight - (2 * half)) / capHeight);
        foreach (var letter in text)
        {
            var glyph = StrokeGlyphs.For(letter);
            for (var index = 0; index < glyph.Segments.Length; index += 4)
            {
                var segment = glyph.Segments.AsSpan(index, 4);
                Cover(
                    mask, x + (segment[0] * scale), y - (segment[1] * vertical), x + (segment[2] * scale),
                    y - (segment[3] * vertical), half);
            }

            x += (glyph.Width + UnitsBetweenLetters) * scale;
        }

        return (mask, maskLeft, maskTop);
    }

    private static float LineWidth(float capHeight) => Math.Max(ThinnestLine, capHeight * (LineUnits / UnitsPerCapital));

    // Lines that meet cover a pixel as much as the one that covers it most, not as their sum.
    private static void Cover(Image<float> mask, float fromX, float fromY, float toX, float toY, float half)
    {
        var (wayX, wayY) = (toX - fromX, toY - fromY);
        var reach = half + 1;
        var inverse = 1 / Math.Max((wayX * wayX) + (wayY * wayY), 1e-6f);
        var left = Math.Max(0, (int)(Math.Min(fromX, toX) - reach));
        var right = Math.Min(mask.Width, (int)(Math.Max(fromX, toX) + reach) + 1);
        var top = Math.Max(0, (int)(Math.Min(fromY, toY) - reach));
        var bottom = Math.Min(mask.Height, (int)(Math.Max(fromY, toY) + reach) + 1);
        for (var y = top; y < bottom; y++)
        {
            var row = mask.Row(y);
            for (var x = left; x < right; x++)
            {
                var (pointX, pointY) = (x + 0.5f - fromX, y + 0.5f - fromY);
                var part = Math.Clamp(((pointX * wayX) + (pointY * wayY)) * inverse, 0, 1);
                var (offX, offY) = (pointX - (part * wayX), pointY - (part * wayY));
                var inside = half + 0.5f - MathF.Sqrt((offX * offX) + (offY * offY));
                row[x] = Math.Max(row[x], Math.Clamp(inside, 0, 1));
            }
        }
    }
}
