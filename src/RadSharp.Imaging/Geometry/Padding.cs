namespace RadSharp.Imaging.Geometry;

/// <summary>Sets an image into a larger one of a single value.</summary>
public static class Padding
{
    /// <summary>Adds columns and rows around an image.</summary>
    /// <param name="image">The image; it is not changed.</param>
    /// <param name="left">Columns to add on the left, ≥ 0.</param>
    /// <param name="top">Rows to add above, ≥ 0.</param>
    /// <param name="right">Columns to add on the right, ≥ 0.</param>
    /// <param name="bottom">Rows to add below, ≥ 0.</param>
    /// <param name="value">The value of each added sample.</param>
    public static Image<T> Pad<T>(Image<T> image, int left, int top, int right, int bottom, T value) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfNegative(bottom);
        var result = new Image<T>(
            checked(left + image.Width + right), checked(top + image.Height + bottom), image.Channels);
        result.Samples.AsSpan().Fill(value);
        for (var y = 0; y < image.Height; y++)
        {
            image.Row(y).CopyTo(result.Row(top + y)[(left * image.Channels)..]);
        }

        return result;
    }

    /// <summary>Sets an image into the middle of a larger one; an odd pixel goes to the right and below.</summary>
    /// <param name="image">The image; it is not changed.</param>
    /// <param name="width">Pixels in a row of the result, at least the image's.</param>
    /// <param name="height">Rows of the result, at least the image's.</param>
    /// <param name="value">The value of each added sample.</param>
    public static Image<T> PadTo<T>(Image<T> image, int width, int height, T value) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(image);
        var (missingX, missingY) = (width - image.Width, height - image.Height);
        ArgumentOutOfRangeException.ThrowIfNegative(missingX, nameof(width));
        ArgumentOutOfRangeException.ThrowIfNegative(missingY, nameof(height));
        return Pad(image, missingX / 2, missingY / 2, (missingX + 1) / 2, (missingY + 1) / 2, value);
    }

    /// <summary>Sets an image into the middle of a square with its longer side.</summary>
    /// <param name="image">The image; it is not changed.</param>
    /// <param name="value">The value of each added sample.</param>
    public static Image<T> PadToSquare<T>(Image<T> image, T value) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(image);
        var side = Math.Max(image.Width, image.Height);
        return PadTo(image, side, side, value);
    }
}
