using System.Globalization;

namespace RadSharp.Models.Vision.Processing;

/// <summary>
/// LLaVA-OneVision's any-resolution rule: an image is fitted, with its shape kept, into the best of several grids of tiles
/// (transformers: models/llava_onevision/image_processing_llava_onevision.py, processing_llava_onevision.py,
/// modeling_llava_onevision.py).
/// </summary>
public sealed class AnyResolution
{
    private const string MaxTilesPrefix = "anyres_max_";

    // A grid is shrunk from this ratio of its side to the allowed one on.
    private const double ShrinkFrom = 1.1;

    private readonly (int Height, int Width)[] _pinpoints;
    private readonly int _tileSize, _patchesPerSide, _maxTiles;

    /// <summary>Checks the rule's numbers.</summary>
    /// <param name="pinpoints">The grids' sizes in pixels, multiples of the tile size: <c>image_grid_pinpoints</c>.</param>
    /// <param name="tileSize">Rows and columns of pixels of a tile.</param>
    /// <param name="patchesPerSide">Patches along each side of a tile.</param>
    /// <param name="maxTiles">
    /// How many tiles' worth of patches become tokens before the grid is shrunk: the 9 of <c>anyres_max_9</c>.
    /// </param>
    /// <exception cref="ArgumentException">No grid, a size that is no multiple of the tile's, or a count below one.</exception>
    public AnyResolution(IReadOnlyList<(int Height, int Width)> pinpoints, int tileSize, int patchesPerSide, int maxTiles = 9)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tileSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(patchesPerSide, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTiles, 1);
        (_pinpoints, _tileSize, _patchesPerSide, _maxTiles) = ([.. pinpoints], tileSize, patchesPerSide, maxTiles);
        if (_pinpoints.Length == 0)
        {
            throw new ArgumentException(
                "The any-resolution rule expects at least one grid of tiles (image_grid_pinpoints), but found none.",
                nameof(pinpoints));
        }

        foreach (var (height, width) in _pinpoints)
        {
            if (height < tileSize || width < tileSize || height % tileSize != 0 || width % tileSize != 0)
            {
                throw new ArgumentException(
                    "The any-resolution rule expects grids (image_grid_pinpoints) of whole tiles of "
                    + $"{tileSize}×{tileSize} pixels, but found one of {height}×{width}.", nameof(pinpoints));
            }
        }
    }

    /// <summary>The rule of a checkpoint.</summary>
    /// <param name="processor">Of its <c>preprocessor_config.json</c>: the grids.</param>
    /// <param name="vision">Of its <c>config.json</c>: the size and the patches of a tile.</param>
    /// <param name="aspectRatio"><c>vision_aspect_ratio</c> of its <c>config.json</c>, such as <c>anyres_max_9</c>.</param>
    /// <exception cref="ArgumentException">The numbers do not go together, or the aspect ratio is another rule's.</exception>
    public static AnyResolution Of(ImageProcessorConfig processor, VisionTransformerConfig vision, string aspectRatio)
    {
        ArgumentNullException.ThrowIfNull(processor);
        return Of(processor.GridPinpoints, vision, aspectRatio);
    }

    /// <inheritdoc cref="Of(ImageProcessorConfig, VisionTransformerConfig, string)"/>
    internal static AnyResolution Of(
        IReadOnlyList<(int Height, int Width)> pinpoints, VisionTransformerConfig vision, string aspectRatio)
    {
        ArgumentNullException.ThrowIfNull(vision);
        ArgumentNullException.ThrowIfNull(aspectRatio);
        var number = aspectRatio.StartsWith(MaxTilesPrefix, StringComparison.Ordinal) ? aspectRatio[MaxTilesPrefix.Length..] : "";
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var tiles)
            ? new(pinpoints, vision.ImageSize, vision.PatchesPerSide, tiles)
            : throw new ArgumentException(
                $"Expected a vision_aspect_ratio of '{MaxTilesPrefix}' and a number of tiles, but found '{aspectRatio}'.",
                nameof(aspectRatio));
    }

    /// <summary>Rows and columns of pixels of a tile.</summary>
    public int TileSize => _tileSize;

    /// <summary>The tiles and tokens of an image.</summary>
    /// <param name="height">Rows of pixels, ≥ 1.</param>
    /// <param name="width">Pixels in a row, ≥ 1.</param>
    public TileLayout LayoutOf(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var best = BestResolution(height, width);
        var (gridRows, gridColumns) = (best.Height / _tileSize * _patchesPerSide, best.Width / _tileSize * _patchesPerSide);
        var (firstRow, firstColumn) = PaddingOf(height, width, gridRows, gridColumns);
        var (rows, columns) = (gridRows - (2 * firstRow), gridColumns - (2 * firstColumn));
        var ratio = Math.Sqrt((double)rows * columns / ((double)_maxTiles * _patchesPerSide * _patchesPerSide));
        var shrinks = ratio > ShrinkFrom;
        return new()
        {
            Resolution = best,
            Resized = Fitted(height, width, best),
            TileRows = best.Height / _tileSize,
            TileColumns = best.Width / _tileSize,
            PatchesPerSide = _patchesPerSide,
            FirstRow = firstRow,
            FirstColumn = firstColumn,
            UnpaddedRows = rows,
            UnpaddedColumns = columns,
            Rows = shrinks ? FloorDivide(rows, ratio) : rows,
            Columns = shrinks ? FloorDivide(columns, ratio) : columns,
        };
    }

    // The grid in which most of the image's pixels stay; of those the one with the fewest pixels of padding; of those the first.
    private (int Height, int Width) BestResolution(int height, int width)
    {
        (int Height, int Width) best = default;
        var (mostPixels, leastWaste) = (-1L, long.MaxValue);
        foreach (var pinpoint in _pinpoints)
        {
            var scale = Math.Min((double)pinpoint.Width / width, (double)pinpoint.Height / height);
            var pixels = Math.Min((long)(width * scale) * (long)(height * scale), (long)width * height);
            var waste = ((long)pinpoint.Width * pinpoint.Height) - pixels;
            if (pixels > mostPixels || (pixels == mostPixels && waste < leastWaste))
            {
                (best, mostPixels, leastWaste) = (pinpoint, pixels, waste);
            }
        }

        return best;
    }

    // The image's size within the grid, its shape kept: one side as long as the grid's, the other rounded up.
    private static (int Height, int Width) Fitted(int height, int width, (int Height, int Width) grid)
    {
        var (scaleX, scaleY) = ((double)grid.Width / width, (double)grid.Height / height);
        return scaleX < scaleY
            ? (Math.Min((int)Math.Ceiling(height * scaleX), grid.Height), grid.Width)
            : (grid.Height, Math.Min((int)Math.Ceiling(width * scaleY), grid.Width));
    }

    // Rows above and columns to the left of the image, in patches: by the shape of the original image, not of the resized one,
    // and as many are taken away below and to the right. Rounded to seven digits first, so that an exact product is not cut
    // down by one.
    private static (int Rows, int Columns) PaddingOf(int height, int width, int gridRows, int gridColumns)
    {
        if ((double)width / height > (double)gridColumns / gridRows)
        {
            var rows = (int)Math.Round(height * ((double)gridColumns / width), 7);
            return (Half(gridRows, rows), 0);
        }

        var columns = (int)Math.Round(width * ((double)gridRows / height), 7);
        return (0, Half(gridColumns, columns));

        // Of an image thinner than a patch the middle stays, where the original would be left with newlines alone.
        static int Half(int grid, int image) => Math.Min(grid - image, grid - 1) / 2;
    }

    // Floor division of floating-point numbers as Python defines it, by the exact remainder.
    private static int FloorDivide(int length, double ratio) => (int)Math.Round((length - (length % ratio)) / ratio);
}
