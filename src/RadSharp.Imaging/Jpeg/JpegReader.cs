namespace RadSharp.Imaging.Jpeg;

/// <summary>
/// Reads JPEG files (ITU-T T.81, JFIF, Adobe's application segment): baseline, extended, progressive and lossless frames with
/// Huffman coding. Lossy 8-bit results are those of libjpeg with its accurate integer DCT and its smooth upsampling of
/// half-resolution chroma.
/// </summary>
public static class JpegReader
{
    /// <summary>Decodes the image.</summary>
    /// <param name="data">The whole file; bytes after the image do no harm.</param>
    /// <param name="limits">How much to believe; <see cref="ReadLimits.Default"/> if null.</param>
    /// <exception cref="ImageDataException">
    /// The data are no JPEG, are damaged or cut off, exceed the limits, or use arithmetic coding, hierarchical frames or JPEG-LS.
    /// </exception>
    public static JpegImage Read(ReadOnlySpan<byte> data, ReadLimits? limits = null) =>
        new JpegDecoder(data, limits ?? ReadLimits.Default).ReadImage();

    /// <summary>Reads what stands before the first scan, without decoding samples.</summary>
    /// <param name="data">The file, at least up to its first scan.</param>
    /// <param name="limits">How much to believe; <see cref="ReadLimits.Default"/> if null.</param>
    /// <exception cref="ImageDataException">As for <see cref="Read"/>, as far as the header shows it.</exception>
    public static JpegHeader ReadHeader(ReadOnlySpan<byte> data, ReadLimits? limits = null) =>
        new JpegDecoder(data, limits ?? ReadLimits.Default).ReadHeader();
}
