namespace RadSharp.Imaging.Geometry;

/// <summary>
/// Changes the number of pixels, with antialiasing when an image shrinks: each new pixel is a weighted mean of all the old
/// ones that it covers. Agrees with Pillow's <c>Image.resize</c>: exactly for 8-bit samples, and for single precision with
/// Pillow's mode F. Alpha is a channel like the others; colours are not multiplied by it.
/// </summary>
public static class Resampling
{
    /// <summary>Resamples an image of 8-bit samples, rounded and clipped to 8 bits after each pass.</summary>
    /// <param name="image">The image, at least one pixel; it is not changed.</param>
    /// <param name="width">Pixels in a row of the result, ≥ 1.</param>
    /// <param name="height">Rows of the result, ≥ 1.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="box">The part of the image to take; all of it if not given.</param>
    /// <returns>A new image with as many channels.</returns>
    /// <exception cref="ArgumentException">A size is below one, or the box does not lie in the image.</exception>
    public static Image<byte> Resize(
        Image<byte> image, int width, int height, ResamplingFilter filter, SourceBox? box = null) =>
        ResamplingPasses<byte, int, ByteArithmetic>.Run(image, width, height, filter, Checked(image, width, height, box));

    /// <inheritdoc cref="Resize(Image{byte}, int, int, ResamplingFilter, SourceBox?)"/>
    /// <summary>Resamples an image of single-precision samples; sums are taken in double precision.</summary>
    public static Image<float> Resize(
        Image<float> image, int width, int height, ResamplingFilter filter, SourceBox? box = null) =>
        ResamplingPasses<float, double, FloatArithmetic>.Run(image, width, height, filter, Checked(image, width, height, box));

    /// <inheritdoc cref="Resize(Image{byte}, int, int, ResamplingFilter, SourceBox?)"/>
    /// <summary>
    /// Resamples an image of 16-bit samples in single precision; rounded (half to even) and clipped to 16 bits at the end.
    /// </summary>
    public static Image<ushort> Resize(
        Image<ushort> image, int width, int height, ResamplingFilter filter, SourceBox? box = null)
    {
        var part = Checked(image, width, height, box);
        var exact = new Image<float>(image.Width, image.Height, image.Channels);
        for (var index = 0; index < image.Samples.Length; index++)
        {
            exact.Samples[index] = image.Samples[index];
        }

        var resized = ResamplingPasses<float, double, FloatArithmetic>.Run(exact, width, height, filter, part);
        var rounded = new Image<ushort>(width, height, image.Channels);
        for (var index = 0; index < rounded.Samples.Length; index++)
        {
            rounded.Samples[index] = (ushort)Math.Clamp(MathF.Round(resized.Samples[index]), 0, ushort.MaxValue);
        }

        return rounded;
    }

    /// <summary>
    /// Resamples so that the shorter side has a given length and the shape stays, as torchvision's <c>Resize(int)</c>.
    /// </summary>
    /// <param name="image">The image, at least one pixel; it is not changed.</param>
    /// <param name="size">Pixels of the shorter side, ≥ 1.</param>
    /// <param name="filter">The filter.</param>
    /// <returns>A new image with as many channels; its longer side is rounded down.</returns>
    public static Image<byte> ResizeShorterSide(Image<byte> image, int size, ResamplingFilter filter)
    {
        var (width, height) = SizeForShorterSide(image, size);
        return Resize(image, width, height, filter);
    }

    /// <inheritdoc cref="ResizeShorterSide(Image{byte}, int, ResamplingFilter)"/>
    public static Image<float> ResizeShorterSide(Image<float> image, int size, ResamplingFilter filter)
    {
        var (width, height) = SizeForShorterSide(image, size);
        return Resize(image, width, height, filter);
    }

    /// <inheritdoc cref="ResizeShorterSide(Image{byte}, int, ResamplingFilter)"/>
    public static Image<ushort> ResizeShorterSide(Image<ushort> image, int size, ResamplingFilter filter)
    {
        var (width, height) = SizeForShorterSide(image, size);
        return Resize(image, width, height, filter);
    }

    /// <summary>Width and height of an image after <c>ResizeShorterSide</c>.</summary>
    /// <param name="image">The image, at least one pixel.</param>
    /// <param name="size">Pixels of the shorter side, ≥ 1.</param>
    public static (int Width, int Height) SizeForShorterSide(Image image, int size)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var (shorter, longer) = (Math.Min(image.Width, image.Height), Math.Max(image.Width, image.Height));
        ArgumentOutOfRangeException.ThrowIfLessThan(shorter, 1, nameof(image));
        var length = checked((int)((long)size * longer / shorter));
        return image.Width <= image.Height ? (size, length) : (length, size);
    }

    private static SourceBox Checked(Image image, int width, int height, SourceBox? box)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var part = box ?? SourceBox.Whole(image);
        part.CheckWithin(image);
        return part;
    }
}
