using System.Drawing;
using System.Globalization;
using RadSharp.Imaging.Geometry;

namespace RadSharp.Imaging.Drawing;

/// <summary>
/// A quantity over an image, such as a network's attention, of any resolution. Where it is low the film shows through
/// untouched; towards its maximum it covers more.
/// </summary>
/// <param name="Values">One channel, at least one pixel. // [rows, columns]</param>
/// <param name="Minimum">What counts as nothing.</param>
/// <param name="Maximum">What counts as the most, above the minimum.</param>
public sealed record HeatMap(Image<float> Values, float Minimum = 0, float Maximum = 1)
{
    // Cover begins here and is full there, as parts of the range.
    private const float Begin = 0.15f;
    private const float Full = 0.75f;

    /// <summary>How much of the film is hidden at the most, 0 to 1.</summary>
    public float Opacity { get; init; } = 0.6f;

    /// <summary>Part of the image that the values cover, from (0, 0) to (1, 1); all of it if not given.</summary>
    public RectangleF Region { get; init; } = new(0, 0, 1, 1);

    /// <summary>Whether a bar shows which colour stands for what.</summary>
    public bool HasLegend { get; init; } = true;

    /// <summary>Lays the heat map over a canvas, interpolated to its pixels.</summary>
    /// <param name="canvas">What to draw on.</param>
    /// <exception cref="ArgumentException">The range is empty, or the region does not cover a pixel of the image.</exception>
    public void Blend(Canvas canvas)
    {
        ArgumentNullException.ThrowIfNull(canvas);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Values.Channels, 1, nameof(Values));
        if (!(Maximum > Minimum))
        {
            throw new ArgumentException($"A heat map needs a range, but {Minimum} to {Maximum} is none.");
        }

        var image = canvas.Image;
        var left = (int)MathF.Round(Math.Clamp(Region.Left, 0, 1) * image.Width);
        var top = (int)MathF.Round(Math.Clamp(Region.Top, 0, 1) * image.Height);
        var width = (int)MathF.Round(Math.Clamp(Region.Right, 0, 1) * image.Width) - left;
        var height = (int)MathF.Round(Math.Clamp(Region.Bottom, 0, 1) * image.Height) - top;
        if (width < 1 || height < 1)
        {
            throw new ArgumentException($"The region {Region} of a heat map covers no pixel of the image.");
        }

        var values = Resampling.Resize(Values, width, height, ResamplingFilter.Bicubic);
        Parallel.For(0, height, y =>
        {
            var row = values.Row(y);
            for (var x = 0; x < width; x++)
            {
                var part = Math.Clamp((row[x] - Minimum) / (Maximum - Minimum), 0, 1);
                canvas.Blend(left + x, top + y, ColorRamp.At(part), Cover(part));
            }
        });
    }

    /// <summary>The heat map by itself, to be laid over an image elsewhere; the region is not looked at.</summary>
    /// <param name="width">Pixels in a row, ≥ 1.</param>
    /// <param name="height">Rows, ≥ 1.</param>
    /// <returns>Red, green, blue and opacity.</returns>
    public Image<byte> ToImage(int width, int height)
    {
        var values = Resampling.Resize(Values, width, height, ResamplingFilter.Bicubic);
        var image = new Image<byte>(width, height, channels: 4);
        for (var place = 0; place < values.Samples.Length; place++)
        {
            var part = Math.Clamp((values.Samples[place] - Minimum) / (Maximum - Minimum), 0, 1);
            var color = ColorRamp.At(part);
            var opacity = (byte)((Cover(part) * byte.MaxValue) + 0.5f);
            ((ReadOnlySpan<byte>)[color.Red, color.Green, color.Blue, opacity]).CopyTo(image.Samples.AsSpan(4 * place));
        }

        return image;
    }

    /// <summary>Draws a bar of the colours with the ends of the range beside it.</summary>
    /// <param name="canvas">What to draw on.</param>
    /// <param name="scale">Sizes of lines and letters, as a multiple of those for an image of 1024² pixels.</param>
    /// <returns>Where the bar and its numbers are.</returns>
    internal RectangleF DrawLegend(Canvas canvas, float scale)
    {
        var capHeight = OverlayStyle.CapHeight(scale) * 0.85f;
        var (margin, width) = (16 * scale, 10 * scale);
        var height = canvas.Image.Height * 0.22f;
        string[] ends = [Text(Maximum), Text(Minimum)];
        var textWidth = ends.Max(end => StrokeFont.Measure(end, capHeight));
        var panel = new RectangleF(
            canvas.Image.Width - margin - width - textWidth - (26 * scale), canvas.Image.Height - margin - height - (20 * scale),
            width + textWidth + (26 * scale), height + (20 * scale));
        canvas.FillRectangle(panel, 6 * scale, Palette.Shade, OverlayStyle.ShadeOpacity);
        var bar = new RectangleF(panel.Left + (10 * scale), panel.Top + (10 * scale), width, height);
        for (var y = 0; y < (int)height; y++)
        {
            // As it looks over a film of middle grey.
            var part = 1 - (y / height);
            var colour = new Rgb(70, 70, 70).Toward(ColorRamp.At(part), Cover(part) / Opacity);
            canvas.FillRectangle(new RectangleF(bar.Left, MathF.Round(bar.Top) + y, bar.Width, 1), 0, colour);
        }

        var textLeft = bar.Right + (7 * scale);
        canvas.DrawText(ends[0], textLeft, bar.Top + capHeight, capHeight, OverlayStyle.Text);
        canvas.DrawText(ends[1], textLeft, bar.Bottom, capHeight, OverlayStyle.Text);
        return panel;
    }

    private static string Text(float value) =>
        value.ToString("0.##", CultureInfo.InvariantCulture);

    private float Cover(float part)
    {
        var way = Math.Clamp((part - Begin) / (Full - Begin), 0, 1);
        return Opacity * way * way * (3 - (2 * way));
    }
}
