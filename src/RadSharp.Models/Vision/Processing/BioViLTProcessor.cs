using RadSharp.Imaging;
using RadSharp.Imaging.Geometry;
using RadSharp.Tensors;

namespace RadSharp.Models.Vision.Processing;

/// <summary>
/// Prepares films for BioViL-T (hi-ml: health_multimodal/image/data/io.py, transforms.py): greys stretched over the whole film,
/// the shorter side resized, the middle cut out, from 0 to 1, no normalisation.
/// </summary>
/// <param name="shorterSide">Pixels of the shorter side before the cut.</param>
/// <param name="crop">
/// Rows and columns of the result: 448, or <see cref="CheXpertClassifier.ImageSize"/> for RaDialog's findings classifier.
/// </param>
public sealed class BioViLTProcessor(int shorterSide = 512, int crop = BioViLTProcessor.EncoderCrop)
{
    /// <summary>Rows and columns of pixels that BioViL-T takes in both RaDialogs.</summary>
    public const int EncoderCrop = 448;

    private static readonly PixelScaling Scaling = new(1 / 255.0, [0, 0, 0], [1, 1, 1]);

    /// <summary>Prepares a film.</summary>
    /// <param name="film">As read; all of its grey levels count, whatever part is cut out.</param>
    /// <returns>[1, crop, crop, 3], owned by the caller.</returns>
    public Tensor Process(Film film)
    {
        ArgumentNullException.ThrowIfNull(film);
        return Process(film.RenderDeep());
    }

    /// <summary>Prepares grey levels.</summary>
    /// <param name="greys">One channel, black 0.</param>
    /// <returns>[1, crop, crop, 3], owned by the caller.</returns>
    public Tensor Process(Image<ushort> greys)
    {
        var resized = Resampling.ResizeShorterSide(Remapping.ToBytes(greys), shorterSide, ResamplingFilter.Bilinear);
        var cut = Cropping.CropCenter(resized, crop, crop);
        var pixels = Tensor.Uninitialized([1, crop, crop, PixelScaling.Channels]);
        Scaling.Write(cut, 0, 0, crop, pixels.Span);
        return pixels;
    }
}
