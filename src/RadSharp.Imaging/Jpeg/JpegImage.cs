namespace RadSharp.Imaging.Jpeg;

/// <summary>A decoded JPEG file.</summary>
/// <param name="Image">
/// Grey (1 channel) or RGB (3 channels), as stored, not yet turned upright: an <see cref="Image{T}"/> of <see cref="byte"/>
/// up to 8 bits, of <see cref="ushort"/> above.
/// </param>
/// <param name="Precision">Bits of a sample, 2 to 16; samples are 0 to 2^Precision − 1.</param>
/// <param name="Process">How the samples were coded.</param>
/// <param name="ColorSpace">What the stored components stood for.</param>
/// <param name="Orientation">EXIF orientation, not applied; <see cref="Orientation.TopLeft"/> if the file says nothing.</param>
public sealed record JpegImage(
    Image Image, int Precision, JpegProcess Process, JpegColorSpace ColorSpace, Orientation Orientation);
