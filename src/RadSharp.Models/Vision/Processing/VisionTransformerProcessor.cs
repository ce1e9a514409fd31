using RadSharp.Imaging;
using RadSharp.Imaging.Geometry;
using RadSharp.Tensors;

namespace RadSharp.Models.Vision.Processing;

/// <summary>
/// Prepares images for a vision transformer: resized to the network's size (SigLIP), or the shorter side resized and the middle
/// cut out (CLIP, DINOv2), rescaled and normalised (transformers: models/siglip/image_processing_siglip.py,
/// models/clip/image_processing_clip.py).
/// </summary>
/// <param name="config">The checkpoint's sizes and numbers.</param>
public sealed class VisionTransformerProcessor(ImageProcessorConfig config)
{
    private readonly PixelScaling _scaling = new(config.RescaleFactor, config.Mean, config.Deviation);

    /// <summary>Prepares a film as a reader sees it.</summary>
    /// <param name="film">As read.</param>
    /// <returns>[1, height, width, 3], owned by the caller.</returns>
    public Tensor Process(Film film)
    {
        ArgumentNullException.ThrowIfNull(film);
        return Process(film.Render());
    }

    /// <summary>Prepares an image.</summary>
    /// <param name="image">1 to 4 channels; grey is repeated, alpha is left out.</param>
    /// <returns>[1, height, width, 3], owned by the caller.</returns>
    public Tensor Process(Image<byte> image)
    {
        var (height, width) = config.OutputSize;
        var resized = config.ShorterSide is { } side
            ? Resampling.ResizeShorterSide(image, side, config.Filter)
            : Resampling.Resize(image, config.Size!.Value.Width, config.Size.Value.Height, config.Filter);
        var pixels = Tensor.Uninitialized([1, height, width, PixelScaling.Channels]);
        // Half pixels are rounded down here, unlike in torchvision's centre crop.
        _scaling.Write(resized, (resized.Width - width) / 2, (resized.Height - height) / 2, width, pixels.Span);
        return pixels;
    }
}
