namespace RadSharp.Imaging.Geometry;

/// <summary>A part of an image, in pixels; its edges may lie within pixels. Pixel 0 reaches from 0 to 1.</summary>
/// <param name="Left">Left edge, ≥ 0.</param>
/// <param name="Top">Upper edge, ≥ 0.</param>
/// <param name="Right">Right edge, at most the image's width.</param>
/// <param name="Bottom">Lower edge, at most the image's height.</param>
public readonly record struct SourceBox(float Left, float Top, float Right, float Bottom)
{
    /// <summary>The whole of an image.</summary>
    /// <param name="image">The image.</param>
    public static SourceBox Whole(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new SourceBox(0, 0, image.Width, image.Height);
    }

    /// <summary>Refuses a box that is empty or reaches out of the image.</summary>
    /// <exception cref="ArgumentException">The box does not lie in the image.</exception>
    internal void CheckWithin(Image image)
    {
        if (!(Left >= 0 && Top >= 0 && Right <= image.Width && Bottom <= image.Height && Left < Right && Top < Bottom))
        {
            throw new ArgumentException($"The box {this} does not lie within the image of {image.Width}×{image.Height} pixels.");
        }
    }
}
