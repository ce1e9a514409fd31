namespace RadSharp.Imaging.Geometry;

/// <summary>Takes a part of an image.</summary>
public static class Cropping
{
    /// <summary>Copies a rectangle of an image.</summary>
    /// <param name="image">The image; it is not changed.</param>
    /// <param name="left">Pixels to the left of the rectangle.</param>
    /// <param name="top">Rows above the rectangle.</param>
    /// <param name="width">Pixels in a row of the rectangle.</param>
    /// <param name="height">Rows of the rectangle.</param>
    /// <exception cref="ArgumentException">The rectangle reaches out of the image.</exception>
    public static Image<T> Crop<T>(Image<T> image, int left, int top, int width, int height) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(image);
        if (left < 0 || top < 0 || width < 0 || height < 0 || left > image.Width - width || top > image.Height - height)
        {
            throw new ArgumentException(
                $"The rectangle of {width}×{height} pixels at ({left}, {top}) reaches out of the image of "
                + $"{image.Width}×{image.Height} pixels.");
        }

        var result = new Image<T>(width, height, image.Channels);
        for (var y = 0; y < height; y++)
        {
            image.Row(top + y).Slice(left * image.Channels, result.Stride).CopyTo(result.Row(y));
        }

        return result;
    }

    /// <summary>
    /// The middle of an image, as torchvision's <c>CenterCrop</c>: where the image is smaller it is padded with zeros, an
    /// odd pixel on the right and below; where it is larger, half pixels are rounded to even.
    /// </summary>
    /// <param name="image">The image; it is not changed.</param>
    /// <param name="width">Pixels in a row of the result.</param>
    /// <param name="height">Rows of the result.</param>
    public static Image<T> CropCenter<T>(Image<T> image, int width, int height) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(image);
        var (missingX, missingY) = (Math.Max(width - image.Width, 0), Math.Max(height - image.Height, 0));
        var padded = missingX + missingY == 0
            ? image
            : Padding.Pad(image, missingX / 2, missingY / 2, (missingX + 1) / 2, (missingY + 1) / 2, default);
        return Crop(padded, HalfToEven(padded.Width - width), HalfToEven(padded.Height - height), width, height);
    }

    private static int HalfToEven(int length) => (int)Math.Round(length / 2.0, MidpointRounding.ToEven);
}
