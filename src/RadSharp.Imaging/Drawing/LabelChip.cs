using System.Drawing;

namespace RadSharp.Imaging.Drawing;

/// <summary>A label on a dark, translucent ground with round corners, with a dot in the colour of its box.</summary>
/// <param name="Text">What is written, shortened to what fits.</param>
/// <param name="CapHeight">Height of a capital in pixels.</param>
/// <param name="Size">Size of the ground in pixels; empty if there is nothing to write.</param>
internal readonly record struct LabelChip(string Text, float CapHeight, SizeF Size)
{
    private const float PaddingInCapitals = 0.7f;
    private const float HeightInCapitals = 2.1f;
    private const float DotInCapitals = 0.62f;

    /// <summary>Measures a label.</summary>
    /// <param name="label">What to write.</param>
    /// <param name="scale">Size of letters, as a multiple of those for an image of 1024² pixels.</param>
    /// <param name="room">Pixels that the label may take at the most.</param>
    public static LabelChip Create(string label, float scale, float room)
    {
        if (string.IsNullOrWhiteSpace(label))
        {
            return default;
        }

        var capHeight = OverlayStyle.CapHeight(scale);
        var beside = ((3 * PaddingInCapitals) + DotInCapitals) * capHeight;
        var text = StrokeFont.Shorten(label.Trim(), capHeight, room - beside);
        return new LabelChip(
            text, capHeight, new SizeF(beside + StrokeFont.Measure(text, capHeight), HeightInCapitals * capHeight));
    }

    /// <summary>Draws the label.</summary>
    /// <param name="canvas">What to draw on.</param>
    /// <param name="place">Upper left corner.</param>
    /// <param name="colour">Color of the dot; the text has a tint of it.</param>
    public void Draw(Canvas canvas, PointF place, Rgb colour)
    {
        if (Size.IsEmpty)
        {
            return;
        }

        var ground = new RectangleF(new PointF(MathF.Round(place.X), MathF.Round(place.Y)), Size);
        var (padding, dot) = (PaddingInCapitals * CapHeight, DotInCapitals * CapHeight);
        canvas.FillRectangle(ground, 0.5f * CapHeight, Palette.Shade, OverlayStyle.ShadeOpacity);
        var baseline = MathF.Round(ground.Top + ((Size.Height + CapHeight) / 2));
        var dotTop = baseline - ((CapHeight + dot) / 2);
        canvas.FillRectangle(new RectangleF(ground.Left + padding, dotTop, dot, dot), dot / 2, colour);
        canvas.DrawText(
            Text, ground.Left + (2 * padding) + dot, baseline, CapHeight, OverlayStyle.Text.Toward(colour, 0.25f));
    }
}
