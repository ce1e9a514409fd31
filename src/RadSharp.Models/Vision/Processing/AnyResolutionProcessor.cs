using RadSharp.Imaging;
using RadSharp.Imaging.Geometry;
using RadSharp.Tensors;

namespace RadSharp.Models.Vision.Processing;

/// <summary>
/// Prepares images for LLaVA-OneVision: the whole image squashed into one tile, then the tiles of its best grid, padded with
/// zeros before normalisation.
/// </summary>
public sealed class AnyResolutionProcessor
{
    private readonly ImageProcessorConfig _config;
    private readonly PixelScaling _scaling;
    private readonly AnyResolution _rule;

    /// <summary>Brings the checkpoint's sizes and its rule together.</summary>
    /// <param name="config">Of <c>preprocessor_config.json</c>.</param>
    /// <param name="rule">With the same tile size.</param>
    /// <exception cref="ArgumentException">The tile sizes differ.</exception>
    public AnyResolutionProcessor(ImageProcessorConfig config, AnyResolution rule)
    {
        if (config.Size is not var (height, width) || height != rule.TileSize || width != rule.TileSize)
        {
            throw new ArgumentException(
                $"The image processor expects the size of a tile, {rule.TileSize}×{rule.TileSize} pixels, but found "
                + $"{config.Size?.ToString() ?? "a shorter side"} in its configuration.", nameof(config));
        }

        (_config, _rule) = (config, rule);
        _scaling = new(config.RescaleFactor, config.Mean, config.Deviation);
    }

    /// <summary>Prepares a film as a reader sees it.</summary>
    /// <inheritdoc cref="Process(Image{byte})" path="/returns"/>
    public (Tensor Tiles, TileLayout Layout) Process(Film film)
    {
        ArgumentNullException.ThrowIfNull(film);
        return Process(film.Render());
    }

    /// <summary>Prepares an image.</summary>
    /// <param name="image">1 to 4 channels; grey is repeated, alpha is left out.</param>
    /// <returns>
    /// [tiles, tile size, tile size, 3], owned by the caller: the whole image, then the tiles row by row; and their layout.
    /// </returns>
    public (Tensor Tiles, TileLayout Layout) Process(Image<byte> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var layout = _rule.LayoutOf(image.Height, image.Width);
        var size = _rule.TileSize;
        var tiles = Tensor.Uninitialized([layout.Tiles, size, size, PixelScaling.Channels]);
        var length = size * size * PixelScaling.Channels;
        _scaling.Write(Resampling.Resize(image, size, size, _config.Filter), 0, 0, size, tiles.Span[..length]);
        var resized = Resampling.Resize(image, layout.Resized.Width, layout.Resized.Height, _config.Filter);
        var grid = Padded(resized, layout.Resolution);
        for (var tile = 1; tile < layout.Tiles; tile++)
        {
            var (row, column) = Math.DivRem(tile - 1, layout.TileColumns);
            WriteTile(grid, column * size, row * size, tiles.Span.Slice(tile * length, length));
        }

        return (tiles, layout);
    }

    // As many pixels on both sides, so that an odd number of them leaves the grid one pixel short.
    private static Image<byte> Padded(Image<byte> image, (int Height, int Width) grid)
    {
        var (x, y) = ((grid.Width - image.Width) / 2, (grid.Height - image.Height) / 2);
        return Padding.Pad<byte>(image, x, y, x, y, 0);
    }

    // As transformers 4.46, a tile that is one pixel short is stretched; from huggingface/transformers#37819 on it is padded.
    private void WriteTile(Image<byte> grid, int left, int top, Span<float> destination)
    {
        var size = _rule.TileSize;
        var (width, height) = (Math.Min(size, grid.Width - left), Math.Min(size, grid.Height - top));
        if (width == size && height == size)
        {
            _scaling.Write(grid, left, top, size, destination);
            return;
        }

        var tile = Resampling.Resize(Cropping.Crop(grid, left, top, width, height), size, size, _config.Filter);
        _scaling.Write(tile, 0, 0, size, destination);
    }
}
