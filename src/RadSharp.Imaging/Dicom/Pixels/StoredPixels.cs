using RadSharp.Imaging.Grey;

namespace RadSharp.Imaging.Dicom.Pixels;

/// <summary>The stored values of a frame, one channel, whatever they were encoded as.</summary>
internal static class StoredPixels
{
    /// <summary>Reads a frame.</summary>
    /// <param name="file">Where it is.</param>
    /// <param name="pixelData">Its pixel data.</param>
    /// <param name="pixels">How it is laid out.</param>
    /// <param name="options">Which frame, and the limits.</param>
    /// <param name="bits">Bits of a value: those declared, or 8 where a palette makes colours of them.</param>
    /// <param name="isColored">Whether there were colours, whose luminance was taken.</param>
    /// <exception cref="ImageDataException">The pixel data is damaged, cut off, or encoded in a way that cannot be read.</exception>
    public static Image Read(
        DicomFile file, DicomElement pixelData, PixelDescription pixels, FilmOptions options, out int bits, out bool isColored)
    {
        bits = pixels.BitsStored;
        var isDecoded = pixelData.IsEncapsulated;
        var image = isDecoded
            ? CompressedPixels.Read(file, pixels, options)
            : NativePixels.Read(pixelData, pixels, options.Frame);
        switch (pixels.Photometric)
        {
            case Photometric.Palette:
                bits = 8;
                return Luminance.Of(Palette.Apply(file.DataSet, pixelData, image), out isColored);

            // Decoders have turned differences into colours already; in native pixels the luma is the first channel.
            case Photometric.Ybr when !isDecoded:
                isColored = false;
                return FirstChannel(image);
            default:
                return Luminance.Of(image, out isColored);
        }
    }

    private static Image FirstChannel(Image image) => image switch
    {
        Image<byte> bytes => FirstChannel(bytes),
        _ => FirstChannel((Image<ushort>)image),
    };

    private static Image<T> FirstChannel<T>(Image<T> image) where T : unmanaged
    {
        var samples = GC.AllocateUninitializedArray<T>(image.Width * image.Height);
        for (var pixel = 0; pixel < samples.Length; pixel++)
        {
            samples[pixel] = image.Samples[pixel * image.Channels];
        }

        return new(image.Width, image.Height, 1, samples);
    }
}
