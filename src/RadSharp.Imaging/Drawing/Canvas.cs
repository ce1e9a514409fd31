using System.Drawing;

namespace RadSharp.Imaging.Drawing;

/// <summary>
/// Draws on an RGB image with smooth edges. Coordinates are in pixels, the middle of the first pixel at (0.5, 0.5); what lies
/// outside the image is left out.
/// </summary>
public sealed class Canvas
{
    /// <summary>Draws on an image of three channels, which is changed.</summary>
    /// <param name="image">Red, green and blue.</param>
    public Canvas(Image<byte> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.Channels, 3, nameof(image));
        Image = image;
    }

    /// <summary>What has been drawn.</summary>
    public Image<byte> Image { get; }

    /// <summary>A canvas that shows a grey image.</summary>
    /// <param name="grey">One channel; it is not changed.</param>
    public static Canvas FromGrey(Image<byte> grey)
    {
        ArgumentNullException.ThrowIfNull(grey);
        ArgumentOutOfRangeException.ThrowIfNotEqual(grey.Channels, 1, nameof(grey));
        var image = new Image<byte>(grey.Width, grey.Height, 3);
        var samples = image.Samples;
        for (var index = 0; index < grey.Samples.Length; index++)
        {
            var level = grey.Samples[index];
            (samples[3 * index], samples[(3 * index) + 1], samples[(3 * index) + 2]) = (level, level, level);
        }

        return new Canvas(image);
    }

    /// <summary>Fills a rectangle with round corners.</summary>
    /// <param name="rectangle">The rectangle.</param>
    /// <param name="radius">Radius of the corners.</param>
    /// <param name="colour">The colour.</param>
    /// <param name="opacity">0 to 1.</param>
    public void FillRectangle(RectangleF rectangle, float radius, Rgb colour, float opacity = 1)
    {
        var (left, right) = Columns(rectangle.Left, rectangle.Right);
        var (top, bottom) = Rows(rectangle.Top, rectangle.Bottom);
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                Blend(x, y, colour, opacity * Coverage(0.5f - Distance(rectangle, radius, x + 0.5f, y + 0.5f)));
            }
        }
    }

    /// <summary>Draws the outline of a rectangle with round corners.</summary>
    /// <param name="rectangle">The rectangle; the line runs along its edge, half of it inside.</param>
    /// <param name="radius">Radius of the corners.</param>
    /// <param name="width">Width of the line.</param>
    /// <param name="colour">The colour.</param>
    /// <param name="opacity">0 to 1.</param>
    /// <param name="blur">Pixels across which the line's edge fades; 1 is a sharp edge.</param>
    public void DrawRectangle(
        RectangleF rectangle, float radius, float width, Rgb colour, float opacity = 1, float blur = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blur, 1);
        var reach = (width + blur) / 2;
        var (left, right) = Columns(rectangle.Left - reach, rectangle.Right + reach);
        var (top, bottom) = Rows(rectangle.Top - reach, rectangle.Bottom + reach);

        // Rows that the line only crosses on the left and on the right are empty in between.
        var inset = Math.Max(radius, reach) + 1;
        var (insideTop, insideBottom) = (rectangle.Top + inset, rectangle.Bottom - inset);
        var (leftEnd, _) = Columns(rectangle.Left + inset, 0);
        var (rightStart, _) = Columns(rectangle.Right - inset, 0);
        for (var y = top; y < bottom; y++)
        {
            var crossesOnly = y > insideTop && y < insideBottom && leftEnd < rightStart;
            for (var x = left; x < right; x++)
            {
                if (crossesOnly && x == leftEnd)
                {
                    x = rightStart;
                }

                var fromLine = Math.Abs(Distance(rectangle, radius, x + 0.5f, y + 0.5f)) - (width / 2);
                Blend(x, y, colour, opacity * Coverage(0.5f - (fromLine / blur)));
            }
        }
    }

    /// <summary>Writes a line of text with <see cref="StrokeFont"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="left">Left edge of the first letter.</param>
    /// <param name="baseline">What the letters stand on.</param>
    /// <param name="capHeight">Height of a capital letter.</param>
    /// <param name="colour">The colour.</param>
    /// <param name="opacity">0 to 1.</param>
    public void DrawText(string text, float left, float baseline, float capHeight, Rgb colour, float opacity = 1)
    {
        var (mask, maskLeft, maskTop) = StrokeFont.Render(text, left, baseline, capHeight);
        for (var y = Math.Max(0, -maskTop); y < mask.Height && maskTop + y < Image.Height; y++)
        {
            var row = mask.Row(y);
            for (var x = Math.Max(0, -maskLeft); x < mask.Width && maskLeft + x < Image.Width; x++)
            {
                Blend(maskLeft + x, maskTop + y, colour, opacity * row[x]);
            }
        }
    }

    /// <summary>Mixes a colour into a pixel of the image.</summary>
    internal void Blend(int x, int y, Rgb colour, float opacity)
    {
        // Not even where it is no number, as in a heat map with holes.
        if (!(opacity > 0))
        {
            return;
        }

        var pixel = Image.Row(y).Slice(3 * x, 3);
        pixel[0] = Rgb.Mix(pixel[0], colour.Red, opacity);
        pixel[1] = Rgb.Mix(pixel[1], colour.Green, opacity);
        pixel[2] = Rgb.Mix(pixel[2], colour.Blue, opacity);
    }

    private static float Coverage(float inside) => Math.Clamp(inside, 0, 1);

    // Pixels from the edge of a rectangle with round corners, negative inside.
    private static float Distance(RectangleF rectangle, float radius, float x, float y)
    {
        radius = Math.Min(radius, Math.Min(rectangle.Width, rectangle.Height) / 2);
        var beyondX = Math.Abs(x - rectangle.X - (rectangle.Width / 2)) - (rectangle.Width / 2) + radius;
        var beyondY = Math.Abs(y - rectangle.Y - (rectangle.Height / 2)) - (rectangle.Height / 2) + radius;
        var (outsideX, outsideY) = (Math.Max(beyondX, 0), Math.Max(beyondY, 0));
        return MathF.Sqrt((outsideX * outsideX) + (outsideY * outsideY)) + Math.Min(Math.Max(beyondX, beyondY), 0) - radius;
    }

    private (int From, int To) Columns(float from, float to) => Pixels(from, to, Image.Width);

    private (int From, int To) Rows(float from, float to) => Pixels(from, to, Image.Height);

    private static (int From, int To) Pixels(float from, float to, int length) =>
        ((int)Math.Clamp(MathF.Floor(from - 0.5f), 0, length), (int)Math.Clamp(MathF.Ceiling(to + 0.5f), 0, length));
}
