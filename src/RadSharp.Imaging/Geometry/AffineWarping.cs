using System.Numerics;

namespace RadSharp.Imaging.Geometry;

/// <summary>
/// Warps images by an affine map: each pixel of the result is looked up in the source, between its pixels by bilinear
/// interpolation. Agrees with Pillow's <c>Image.transform(AFFINE, BILINEAR)</c>.
/// </summary>
public static class AffineWarping
{
    /// <summary>Warps an image of 8-bit samples; results are rounded down.</summary>
    /// <param name="image">The source; it is not changed.</param>
    /// <param name="toSource">From places of the result to places of the source.</param>
    /// <param name="fill">What each sample of a pixel becomes whose middle comes to lie outside the source.</param>
    /// <returns>A new image of the same size.</returns>
    public static Image<byte> Warp(Image<byte> image, in AffineMap toSource, byte fill = 0) => WarpAny(image, toSource, fill);

    /// <summary>Warps an image of 16-bit samples; results are rounded down.</summary>
    /// <inheritdoc cref="Warp(Image{byte}, in AffineMap, byte)"/>
    public static Image<ushort> Warp(Image<ushort> image, in AffineMap toSource, ushort fill = 0) =>
        WarpAny(image, toSource, fill);

    /// <summary>Warps an image of single-precision samples.</summary>
    /// <inheritdoc cref="Warp(Image{byte}, in AffineMap, byte)"/>
    public static Image<float> Warp(Image<float> image, in AffineMap toSource, float fill = 0) =>
        WarpAny(image, toSource, fill);

    private static Image<T> WarpAny<T>(Image<T> source, AffineMap map, T fill) where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(source);
        var (width, height, channels) = (source.Width, source.Height, source.Channels);
        var result = new Image<T>(width, height, channels);
        for (var y = 0; y < height; y++)
        {
            var row = result.Row(y);
            var (rowX, rowY) = (map.Xy * (y + 0.5), map.Yy * (y + 0.5));
            for (var x = 0; x < width; x++)
            {
                var pixel = row.Slice(x * channels, channels);
                var (fromX, fromY) = ((map.Xx * (x + 0.5)) + rowX + map.X0, (map.Yx * (x + 0.5)) + rowY + map.Y0);
                if (fromX >= 0 && fromX < width && fromY >= 0 && fromY < height)
                {
                    Interpolate(source, fromX - 0.5, fromY - 0.5, pixel);
                }
                else
                {
                    pixel.Fill(fill);
                }
            }
        }

        return result;
    }

    // Places beyond the middles of the outermost pixels take the outermost pixel's value.
    private static void Interpolate<T>(Image<T> source, double x, double y, Span<T> pixel) where T : unmanaged, INumber<T>
    {
        var (left, top) = (Math.Floor(x), Math.Floor(y));
        var (partX, partY) = (x - left, y - top);
        var channels = source.Channels;
        var leftSample = Math.Max((int)left, 0) * channels;
        var rightSample = Math.Min((int)left + 1, source.Width - 1) * channels;
        var upper = source.Row(Math.Max((int)top, 0));
        var lower = source.Row(Math.Min((int)top + 1, source.Height - 1));
        for (var channel = 0; channel < channels; channel++)
        {
            var above = Between(upper[leftSample + channel], upper[rightSample + channel], partX);
            var below = Between(lower[leftSample + channel], lower[rightSample + channel], partX);
            pixel[channel] = T.CreateTruncating(above + ((below - above) * partY));
        }
    }

    private static double Between<T>(T from, T to, double part) where T : unmanaged, INumber<T>
    {
        var (start, end) = (double.CreateTruncating(from), double.CreateTruncating(to));
        return start + ((end - start) * part);
    }
}
