namespace RadSharp.Imaging.Native;

/// <summary>JPEG 2000 (ITU-T T.800) through OpenJPEG 2, where it is installed.</summary>
/// <remarks>The functions and the layouts of image and component are those of openjpeg.h of version 2.5.0.</remarks>
public static unsafe class OpenJpeg
{
    private static readonly OptionalLibrary Library = new(
        "OpenJPEG", "JPEG 2000", "libopenjp2-7", "libopenjp2.so.7", "libopenjp2.7.dylib", "openjp2.dll");

    private static readonly Lazy<OpenJpegFunctions> Calls = new(() => new OpenJpegFunctions(Library));

    /// <summary>Whether the library can be loaded.</summary>
    public static bool IsInstalled => Library.IsInstalled;

    /// <summary>What to install where it cannot.</summary>
    public static string Advice => Library.Advice;

    /// <summary>Decodes a code stream or a JP2 file.</summary>
    /// <param name="data">The whole of it.</param>
    /// <param name="limits">What is believed.</param>
    /// <returns>Samples after the code stream's own colour transform; a palette of a JP2 file is resolved.</returns>
    /// <exception cref="ImageDataException">
    /// The data is damaged or too large, its components differ in size or kind, or OpenJPEG is not installed.
    /// </exception>
    public static DecodedSamples Decode(ReadOnlySpan<byte> data, ReadLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var header = Jpeg2000Header.Read(data, limits);
        Library.Require();

        // The source and what the callbacks write live on this stack frame, longer than stream and codec that know them.
        fixed (byte* bytes = data)
        {
            var source = new MemorySource(bytes, data.Length);
            FirstError error = default;
            OpenJpegImage* image = null;
            var stream = Calls.Value.OpenStream(&source);
            var codec = Calls.Value.CreateDecoder(header.IsFile, &error);
            try
            {
                var isDecoded = Calls.Value.ReadHeader(stream, codec, &image) != 0
                    && Calls.Value.Decode(codec, stream, image) != 0;
                return isDecoded
                    ? Read(image, header)
                    : throw new ImageDataException(
                        header.CodeStreamOffset, $"The JPEG 2000 data is damaged. OpenJPEG: {error.ToString()}");
            }
            finally
            {
                Calls.Value.DestroyImage(image);
                Calls.Value.DestroyCodec(codec);
                Calls.Value.DestroyStream(stream);
            }
        }
    }

    private static DecodedSamples Read(OpenJpegImage* image, in Jpeg2000Header header)
    {
        var components = new ReadOnlySpan<OpenJpegComponent>(image->Components, (int)image->ComponentCount);
        if (components.Length is < 1 or > 4)
        {
            throw new ImageDataException(header.CodeStreamOffset, $"Expected one to four components, found {components.Length}.");
        }

        var first = components[0];
        foreach (var component in components)
        {
            if (component.Width != header.Width || component.Height != header.Height || component.Data is null
                || component.Precision != first.Precision || component.IsSigned != first.IsSigned
                || component.Precision is < 1 or > 16)
            {
                throw new ImageDataException(
                    header.CodeStreamOffset,
                    $"Expected components of {header.Width}×{header.Height} pixels and the same 1 to 16 bits, found one of "
                    + $"{component.Width}×{component.Height} and {component.Precision} bits.");
            }
        }

        Image samples = first.Precision <= 8
            ? Interleave<byte>(components, header, static value => (byte)value)
            : Interleave<ushort>(components, header, static value => (ushort)value);
        return new DecodedSamples(samples, (int)first.Precision, first.IsSigned != 0);
    }

    private static Image<T> Interleave<T>(
        ReadOnlySpan<OpenJpegComponent> components, in Jpeg2000Header header, Func<int, T> convert) where T : unmanaged
    {
        var image = new Image<T>(header.Width, header.Height, components.Length);
        for (var channel = 0; channel < components.Length; channel++)
        {
            var plane = new ReadOnlySpan<int>(components[channel].Data, header.Width * header.Height);
            for (var pixel = 0; pixel < plane.Length; pixel++)
            {
                image.Samples[(pixel * components.Length) + channel] = convert(plane[pixel]);
            }
        }

        return image;
    }
}
