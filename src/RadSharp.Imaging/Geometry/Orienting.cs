using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RadSharp.Imaging.Geometry;

/// <summary>Flips and quarter turns.</summary>
public static class Orienting
{
    // A tile of this many pixels each way stays in the first-level cache while rows become columns.
    private const int Tile = 32;

    /// <summary>Turns an image upright that was stored with an orientation of EXIF 2.3, table 5, tag 0x0112.</summary>
    /// <param name="image">The image as stored; it is not changed.</param>
    /// <param name="exifOrientation">
    /// 1 upright, 2 mirrored, 3 turned by 180°, 4 upside down and mirrored, 5 rows and columns exchanged, 6 to be turned by
    /// 90° clockwise, 7 exchanged and turned by 180°, 8 to be turned by 90° counter-clockwise.
    /// </param>
    /// <returns>A new image; its sides are exchanged for 5 to 8.</returns>
    public static Image<T> Apply<T>(Image<T> image, int exifOrientation) where T : unmanaged => exifOrientation switch
    {
        1 => Arrange(image, transpose: false, fromRight: false, fromBottom: false),
        2 => FlipHorizontally(image),
        3 => Rotate180(image),
        4 => FlipVertically(image),
        5 => Arrange(image, transpose: true, fromRight: false, fromBottom: false),
        6 => RotateClockwise(image),
        7 => Arrange(image, transpose: true, fromRight: true, fromBottom: true),
        8 => RotateCounterClockwise(image),
        _ => throw new ArgumentOutOfRangeException(
            nameof(exifOrientation), exifOrientation, "An EXIF orientation is a number from 1 to 8."),
    };

    /// <summary>Exchanges left and right.</summary>
    /// <param name="image">The image; it is not changed.</param>
    public static Image<T> FlipHorizontally<T>(Image<T> image) where T : unmanaged =>
        Arrange(image, transpose: false, fromRight: true, fromBottom: false);

    /// <summary>Exchanges top and bottom.</summary>
    /// <param name="image">The image; it is not changed.</param>
    public static Image<T> FlipVertically<T>(Image<T> image) where T : unmanaged =>
        Arrange(image, transpose: false, fromRight: false, fromBottom: true);

    /// <summary>Turns an image by 180°.</summary>
    /// <param name="image">The image; it is not changed.</param>
    public static Image<T> Rotate180<T>(Image<T> image) where T : unmanaged =>
        Arrange(image, transpose: false, fromRight: true, fromBottom: true);

    /// <summary>Turns an image by 90° clockwise.</summary>
    /// <param name="image">The image; it is not changed.</param>
    public static Image<T> RotateClockwise<T>(Image<T> image) where T : unmanaged =>
        Arrange(image, transpose: true, fromRight: false, fromBottom: true);

    /// <summary>Turns an image by 90° counter-clockwise.</summary>
    /// <param name="image">The image; it is not changed.</param>
    public static Image<T> RotateCounterClockwise<T>(Image<T> image) where T : unmanaged =>
        Arrange(image, transpose: true, fromRight: true, fromBottom: false);

    private static Image<T> Arrange<T>(Image<T> image, bool transpose, bool fromRight, bool fromBottom) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(image);
        var (width, height) = transpose ? (image.Height, image.Width) : (image.Width, image.Height);
        var result = new Image<T>(width, height, image.Channels);
        if (!transpose && !fromRight)
        {
            for (var y = 0; y < height; y++)
            {
                image.Row(fromBottom ? height - 1 - y : y).CopyTo(result.Row(y));
            }

            return result;
        }

        // Samples from the source pixel of one result pixel to that of the next, along a result's row and column.
        var stepX = (fromRight ? -1 : 1) * image.Channels;
        var stepY = (fromBottom ? -1 : 1) * image.Stride;
        var start = (fromRight ? (image.Width - 1) * image.Channels : 0) + (fromBottom ? (image.Height - 1) * image.Stride : 0);
        var (alongRow, alongColumn) = transpose ? (stepY, stepX) : (stepX, stepY);
        switch (image.Channels)
        {
            case 1:
                Gather<T, T>(image, result, start, alongRow, alongColumn);
                break;
            case 3:
                Gather<T, Three<T>>(image, result, start, alongRow, alongColumn);
                break;
            default:
                GatherAny(image, result, start, alongRow, alongColumn);
                break;
        }

        return result;
    }

    private static void Gather<T, TPixel>(Image<T> source, Image<T> result, int start, int alongRow, int alongColumn)
        where T : unmanaged
        where TPixel : unmanaged
    {
        var (width, height, channels) = (result.Width, result.Height, result.Channels);
        var from = MemoryMarshal.Cast<T, TPixel>(source.Samples.AsSpan());
        var to = MemoryMarshal.Cast<T, TPixel>(result.Samples.AsSpan());
        (start, alongRow, alongColumn) = (start / channels, alongRow / channels, alongColumn / channels);
        for (var top = 0; top < height; top += Tile)
        {
            for (var left = 0; left < width; left += Tile)
            {
                var right = Math.Min(left + Tile, width);
                for (var y = top; y < Math.Min(top + Tile, height); y++)
                {
                    var place = start + (y * alongColumn) + (left * alongRow);
                    for (var x = left; x < right; x++, place += alongRow)
                    {
                        to[(y * width) + x] = from[place];
                    }
                }
            }
        }
    }

    private static void GatherAny<T>(Image<T> source, Image<T> result, int start, int alongRow, int alongColumn)
        where T : unmanaged
    {
        var channels = result.Channels;
        for (var y = 0; y < result.Height; y++)
        {
            var row = result.Row(y);
            for (var x = 0; x < result.Width; x++)
            {
                source.Samples.AsSpan(start + (y * alongColumn) + (x * alongRow), channels).CopyTo(row[(x * channels)..]);
            }
        }
    }

    [InlineArray(3)]
    private struct Three<T> where T : unmanaged
    {
        private T _sample;
    }
}
