namespace RadSharp.Imaging;

/// <summary>
/// How much a reader believes. A file of a few bytes can declare an image of many gigabytes; readers refuse that before they
/// take memory for it. Beside these limits each format has its own plausibility check: no more pixels than the compressed
/// bytes at hand can stand for at the format's densest coding.
/// </summary>
/// <param name="MaxPixels">Most pixels of one image, width × height.</param>
/// <param name="MaxInflatedBytes">Most bytes that a deflated DICOM data set may become.</param>
public sealed record ReadLimits(long MaxPixels = 100_000_000, long MaxInflatedBytes = 512L << 20)
{
    /// <summary>One hundred million pixels (a large film has fifteen), 512 MiB inflated.</summary>
    public static ReadLimits Default { get; } = new();

    /// <summary>Refuses an image that is empty or too large.</summary>
    /// <param name="width">Declared pixels in a row.</param>
    /// <param name="height">Declared rows.</param>
    /// <param name="offset">Where they are declared, for the message.</param>
    /// <exception cref="ImageDataException">No pixel at all, or more than <see cref="MaxPixels"/>.</exception>
    internal void CheckSize(long width, long height, long offset)
    {
        if (width < 1 || height < 1)
        {
            throw new ImageDataException(offset, $"Expected an image of at least one pixel, found {width}×{height}.");
        }

        // A product of two 32-bit numbers may not fit.
        if (width > MaxPixels / height)
        {
            throw new ImageDataException(
                offset, $"The image declares {width}×{height} pixels, more than the limit of {MaxPixels:N0}.");
        }
    }
}
