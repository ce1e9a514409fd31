using System.Runtime.InteropServices;
using RadSharp.Imaging.Jpeg;
using RadSharp.Imaging.Native;
using RadSharp.Imaging.Rle;

namespace RadSharp.Imaging.Dicom.Pixels;

/// <summary>Pixel data in fragments: joins a frame and hands it to the decoder that its transfer syntax names (PS3.5 8.2).</summary>
internal static class CompressedPixels
{
    /// <summary>One frame, channels side by side; differences of colour are colours again.</summary>
    /// <param name="file">Whose transfer syntax counts.</param>
    /// <param name="pixels">What the attributes say.</param>
    /// <param name="options">Which frame, and the limits.</param>
    /// <exception cref="ImageDataException">The frame is damaged, of another size than declared, or no decoder is there for it.</exception>
    /// <remarks>
    /// Encoders write the bits that are allocated for a sample as its precision, not only those that are stored, so precision
    /// says nothing here.
    /// </remarks>
    public static Image Read(DicomFile file, PixelDescription pixels, FilmOptions options)
    {
        var frames = EncapsulatedPixelData.Of(file.DataSet)!;
        var frame = frames.Frame(options.Frame);
        try
        {
            var image = Decode(file.TransferSyntax, frame, pixels, options.Limits);
            if ((image.Width, image.Height, image.Channels) != (pixels.Columns, pixels.Rows, pixels.SamplesPerPixel))
            {
                throw new ImageDataException(
                    0,
                    $"Expected {pixels.Columns}×{pixels.Rows} pixels of {pixels.SamplesPerPixel} samples, "
                    + $"found {image.Width}×{image.Height} of {image.Channels} in the compressed frame.");
            }

            return image;
        }
        catch (ImageDataException error)
        {
            // Exact where the frame is one fragment, as nearly all are.
            throw error.Within(frames.OffsetOf(options.Frame));
        }
    }

    private static Image Decode(DicomTransferSyntax syntax, byte[] frame, PixelDescription pixels, ReadLimits limits) =>
        syntax.Uid switch
        {
            "1.2.840.10008.1.2.5" => RunLengths(frame, pixels),

            // JPEG: baseline, extended, progressive, lossless; they differ in nothing that the stream does not say.
            "1.2.840.10008.1.2.4.50" or "1.2.840.10008.1.2.4.51" or "1.2.840.10008.1.2.4.53" or "1.2.840.10008.1.2.4.55"
                or "1.2.840.10008.1.2.4.57" or "1.2.840.10008.1.2.4.70" => JpegReader.Read(frame, limits).Image,
            "1.2.840.10008.1.2.4.80" or "1.2.840.10008.1.2.4.81" => CharLs.Decode(frame, limits).Image,

            // JPEG 2000, and its high-throughput form.
            "1.2.840.10008.1.2.4.90" or "1.2.840.10008.1.2.4.91" or "1.2.840.10008.1.2.4.201" or "1.2.840.10008.1.2.4.202"
                or "1.2.840.10008.1.2.4.203" => OpenJpeg.Decode(frame, limits).Image,
            _ => throw new ImageDataException(
                0, $"Pixel data in {syntax.Name} cannot be read. Convert the file to an uncompressed transfer syntax first."),
        };

    private static Image RunLengths(byte[] frame, PixelDescription pixels)
    {
        var byteCount = pixels.SampleCount * pixels.BitsAllocated / 8;
        if (pixels.BitsAllocated < 8 || byteCount > (long)frame.Length * RleDecoder.MostExpansion)
        {
            throw new ImageDataException(
                0, $"An RLE frame of {frame.Length:N0} bytes cannot hold {pixels.SampleCount:N0} samples of {pixels.BitsAllocated} bits.");
        }

        if (pixels.BitsAllocated == 8)
        {
            var bytes = GC.AllocateUninitializedArray<byte>((int)pixels.SampleCount);
            RleDecoder.Decode(frame, pixels.PixelCount, pixels.SamplesPerPixel, 1, bytes);
            return new Image<byte>(pixels.Columns, pixels.Rows, pixels.SamplesPerPixel, bytes);
        }

        var words = GC.AllocateUninitializedArray<ushort>((int)pixels.SampleCount);
        RleDecoder.Decode(frame, pixels.PixelCount, pixels.SamplesPerPixel, 2, MemoryMarshal.AsBytes(words.AsSpan()));
        return new Image<ushort>(pixels.Columns, pixels.Rows, pixels.SamplesPerPixel, words);
    }
}
