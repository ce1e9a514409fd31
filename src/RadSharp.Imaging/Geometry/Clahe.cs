using System.Numerics;

namespace RadSharp.Imaging.Geometry;

/// <summary>
/// Contrast-limited adaptive histogram equalisation (Zuiderveld, Graphics Gems IV, 1994), with the details of OpenCV's
/// <c>createCLAHE</c>: each tile of the image has its own map of grey levels, and a pixel takes what the maps of the four
/// nearest tiles say, interpolated bilinearly.
/// </summary>
public static class Clahe
{
    /// <summary>Equalises an 8-bit image.</summary>
    /// <param name="image">At least one pixel, one channel; it is not changed.</param>
    /// <param name="clipLimit">
    /// Most samples of one level that count in a tile, as a multiple of what each level would have if all were equally
    /// frequent; what is cut off is spread over all levels. 0 for no limit.
    /// </param>
    /// <param name="tilesAcross">Tiles in a row, ≥ 1.</param>
    /// <param name="tilesDown">Rows of tiles, ≥ 1.</param>
    public static Image<byte> Equalize(Image<byte> image, double clipLimit = 2, int tilesAcross = 8, int tilesDown = 8) =>
        Equalize(image, clipLimit, tilesAcross, tilesDown, 1 << 8);

    /// <summary>Equalises a 16-bit image; all 65,536 levels count, whether or not the image uses them.</summary>
    /// <inheritdoc cref="Equalize(Image{byte}, double, int, int)"/>
    public static Image<ushort> Equalize(Image<ushort> image, double clipLimit = 2, int tilesAcross = 8, int tilesDown = 8) =>
        Equalize(image, clipLimit, tilesAcross, tilesDown, 1 << 16);

    private static Image<T> Equalize<T>(Image<T> image, double clipLimit, int tilesAcross, int tilesDown, int levels)
        where T : unmanaged, IBinaryInteger<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.Channels, 1, nameof(image));
        ArgumentOutOfRangeException.ThrowIfZero(image.Samples.Length, nameof(image));
        ArgumentOutOfRangeException.ThrowIfNegative(clipLimit);
        ArgumentOutOfRangeException.ThrowIfLessThan(tilesAcross, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tilesDown, 1);
        var (tileWidth, tileHeight) = TileSize(image, tilesAcross, tilesDown);
        var maps = new T[checked(tilesAcross * tilesDown * levels)];
        Parallel.For(0, tilesAcross * tilesDown, tile =>
        {
            var (row, column) = Math.DivRem(tile, tilesAcross);
            var counts = Count(image, column * tileWidth, row * tileHeight, tileWidth, tileHeight, levels);
            if (clipLimit > 0)
            {
                Clip(counts, Math.Max(1, (int)(clipLimit * tileWidth * tileHeight / levels)));
            }

            var (sum, scale) = (0, (float)(levels - 1) / (tileWidth * tileHeight));
            for (var level = 0; level < levels; level++)
            {
                sum += counts[level];
                maps[(tile * levels) + level] = T.CreateSaturating(MathF.Round(sum * scale));
            }
        });

        var result = new Image<T>(image.Width, image.Height);
        var columns = Places(image.Width, tileWidth, tilesAcross);
        var rows = Places(image.Height, tileHeight, tilesDown);
        Parallel.For(0, image.Height, y =>
        {
            var (first, second, part) = rows[y];
            var (upper, lower) = (first * tilesAcross * levels, second * tilesAcross * levels);
            Interpolate(image.Row(y), maps.AsSpan(upper), maps.AsSpan(lower), part, columns, levels, result.Row(y));
        });
        return result;
    }

    // If either side cannot be divided evenly, both grow, by a whole number of pixels per tile.
    private static (int Width, int Height) TileSize(Image image, int across, int down) =>
        image.Width % across == 0 && image.Height % down == 0
            ? (image.Width / across, image.Height / down)
            : ((image.Width / across) + 1, (image.Height / down) + 1);

    private static int[] Count<T>(Image<T> image, int left, int top, int width, int height, int levels)
        where T : unmanaged, IBinaryInteger<T>
    {
        var counts = new int[levels];
        for (var y = top; y < top + height; y++)
        {
            var row = image.Row(Reflect(y, image.Height));
            var end = Math.Min(left + width, row.Length);
            for (var x = left; x < end; x++)
            {
                counts[int.CreateTruncating(row[x])]++;
            }

            for (var x = Math.Max(left, end); x < left + width; x++)
            {
                counts[int.CreateTruncating(row[Reflect(x, row.Length)])]++;
            }
        }

        return counts;
    }

    // About the outermost sample, which is not repeated; to and fro where the image is shorter than its padding.
    private static int Reflect(int place, int length)
    {
        if (place < length || length == 1)
        {
            return Math.Min(place, length - 1);
        }

        var turn = place % (2 * (length - 1));
        return Math.Min(turn, (2 * (length - 1)) - turn);
    }

    private static void Clip(int[] counts, int limit)
    {
        var excess = 0;
        foreach (ref var count in counts.AsSpan())
        {
            excess += Math.Max(0, count - limit);
            count = Math.Min(count, limit);
        }

        var (each, rest) = Math.DivRem(excess, counts.Length);
        foreach (ref var count in counts.AsSpan())
        {
            count += each;
        }

        var step = rest == 0 ? 1 : Math.Max(counts.Length / rest, 1);
        for (var level = 0; level < counts.Length && rest > 0; level += step, rest--)
        {
            counts[level]++;
        }
    }

    // For each pixel along one axis the two nearest tiles, and how far it is on the way from the first to the second.
    private static (int First, int Second, float Part)[] Places(int length, int tileLength, int tiles)
    {
        var inverse = 1f / tileLength;
        var places = new (int, int, float)[length];
        for (var pixel = 0; pixel < length; pixel++)
        {
            var place = (pixel * inverse) - 0.5f;
            var first = (int)MathF.Floor(place);
            places[pixel] = (Math.Max(first, 0), Math.Min(first + 1, tiles - 1), place - first);
        }

        return places;
    }

    private static void Interpolate<T>(
        ReadOnlySpan<T> row, ReadOnlySpan<T> upper, ReadOnlySpan<T> lower, float partY,
        (int First, int Second, float Part)[] columns, int levels, Span<T> result)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var x = 0; x < row.Length; x++)
        {
            var (first, second, part) = columns[x];
            var level = int.CreateTruncating(row[x]);
            var (left, right) = ((first * levels) + level, (second * levels) + level);
            var above = (float.CreateTruncating(upper[left]) * (1 - part)) + (float.CreateTruncating(upper[right]) * part);
            var below = (float.CreateTruncating(lower[left]) * (1 - part)) + (float.CreateTruncating(lower[right]) * part);
            result[x] = T.CreateSaturating(MathF.Round((above * (1 - partY)) + (below * partY)));
        }
    }
}
