namespace RadSharp.Imaging.Jpeg;

/// <summary>What a JPEG file says about its image before the first scan.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Components">Stored components, 1, 3 or 4.</param>
/// <param name="Precision">Bits of a sample, 2 to 16.</param>
/// <param name="Process">How the samples are coded.</param>
/// <param name="ColorSpace">What the components stand for.</param>
/// <param name="Orientation">EXIF orientation; <see cref="Orientation.TopLeft"/> if the file says nothing.</param>
public sealed record JpegHeader(
    int Width,
    int Height,
    int Components,
    int Precision,
    JpegProcess Process,
    JpegColorSpace ColorSpace,
    Orientation Orientation);
