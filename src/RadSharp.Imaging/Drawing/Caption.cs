using System.Drawing;

namespace RadSharp.Imaging.Drawing;

/// <summary>Lines of text at the lower left of a picture, on a dark, translucent ground: what the picture shows and what it does not.</summary>
public static class Caption
{
    private const float SizeOfLabels = 0.85f;
    private const float LineInCapitals = 2f;
    private const float PaddingInCapitals = 0.9f;

    // What a heat map's legend takes at the right, as a part of the width, so that the two do not meet.
    private const float MostWidth = 0.84f;

    /// <summary>Draws it, each line shortened to what fits.</summary>
    /// <param name="picture">Red, green and blue; it is changed.</param>
    /// <param name="lines">The lines, the upper first; nothing is drawn if there are none.</param>
    public static void Draw(Image<byte> picture, params IReadOnlyList<string> lines)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(lines);
        if (lines.Count == 0)
        {
            return;
        }

        var canvas = new Canvas(picture);
        var scale = OverlayStyle.Scale(picture);
        var (capHeight, margin) = (OverlayStyle.CapHeight(scale) * SizeOfLabels, 16 * scale);
        var padding = PaddingInCapitals * capHeight;
        var texts = lines.Select(line => StrokeFont.Shorten(line, capHeight, (picture.Width * MostWidth) - (2 * (margin + padding)))).ToArray();
        var height = (2 * padding) + (LineInCapitals * capHeight * (texts.Length - 1)) + capHeight;
        var ground = new RectangleF(
            margin, picture.Height - margin - height,
            (2 * padding) + texts.Max(text => StrokeFont.Measure(text, capHeight)), height);
        canvas.FillRectangle(ground, 0.5f * capHeight, Palette.Shade, OverlayStyle.ShadeOpacity);
        for (var line = 0; line < texts.Length; line++)
        {
            var baseline = MathF.Round(ground.Top + padding + capHeight + (LineInCapitals * capHeight * line));
            canvas.DrawText(texts[line], ground.Left + padding, baseline, capHeight, OverlayStyle.Text);
        }
    }
}
