using System.Runtime.InteropServices;

namespace RadSharp.Imaging.Native;

/// <summary>JPEG-LS (ITU-T T.87) through CharLS 2, where it is installed.</summary>
/// <remarks>
/// The functions and the frame's layout are those of charls_jpegls_decoder.h and public_types.h of version 2.4.1.
/// </remarks>
public static unsafe class CharLs
{
    private static readonly OptionalLibrary Library = new(
        "CharLS", "JPEG-LS", "libcharls2", "libcharls.so.2", "libcharls.2.dylib", "charls-2-x64.dll");

    private static readonly Lazy<Functions> Calls = new(() => new Functions());

    /// <summary>Whether the library can be loaded.</summary>
    public static bool IsInstalled => Library.IsInstalled;

    /// <summary>What to install where it cannot.</summary>
    public static string Advice => Library.Advice;

    /// <summary>Decodes a code stream, lossless or near-lossless.</summary>
    /// <param name="data">From the start-of-image marker; bytes after the end-of-image marker are not looked at.</param>
    /// <param name="limits">What is believed.</param>
    /// <exception cref="ImageDataException">The code stream is damaged or too large, or CharLS is not installed.</exception>
    public static DecodedSamples Decode(ReadOnlySpan<byte> data, ReadLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var header = JpegLsHeader.Read(data, limits);
        Library.Require();
        return header.BitsPerSample <= 8 ? Decode<byte>(data, header) : Decode<ushort>(data, header);
    }

    private static DecodedSamples Decode<T>(ReadOnlySpan<byte> data, in JpegLsHeader header) where T : unmanaged
    {
        var samples = GC.AllocateUninitializedArray<T>(header.Width * header.Height * header.Components);
        var decoder = Calls.Value.Create();
        if (decoder == 0)
        {
            throw new ImageDataException(0, "CharLS could not make a decoder.");
        }

        // Both buffers stay in place until the decoder, which keeps their addresses, is destroyed; it gets their lengths.
        fixed (byte* source = data)
        fixed (T* destination = samples)
        {
            try
            {
                FrameInfo frame;
                Check(Calls.Value.SetSource(decoder, source, (nuint)header.ByteCount), header);
                Check(Calls.Value.ReadHeader(decoder), header);
                Check(Calls.Value.GetFrameInfo(decoder, &frame), header);
                if (frame != new FrameInfo(header.Width, header.Height, header.BitsPerSample, header.Components))
                {
                    throw new ImageDataException(header.ScanOffset, "CharLS finds another frame than its header declares.");
                }

                Check(Calls.Value.Decode(decoder, destination, (nuint)samples.Length * (nuint)sizeof(T), 0), header);
            }
            finally
            {
                Calls.Value.Destroy(decoder);
            }
        }

        var interleaved = header.IsPlanar && header.Components > 1 ? Interleave(samples, header.Components) : samples;
        return new DecodedSamples(
            new Image<T>(header.Width, header.Height, header.Components, interleaved), header.BitsPerSample, IsSigned: false);
    }

    private static T[] Interleave<T>(T[] planes, int components)
    {
        var pixels = planes.Length / components;
        var samples = new T[planes.Length];
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            for (var component = 0; component < components; component++)
            {
                samples[(pixel * components) + component] = planes[(component * pixels) + pixel];
            }
        }

        return samples;
    }

    private static void Check(int error, in JpegLsHeader header)
    {
        if (error != 0)
        {
            throw new ImageDataException(
                header.ScanOffset,
                "The JPEG-LS data is damaged. CharLS: "
                + $"{Marshal.PtrToStringUTF8(Calls.Value.ErrorMessage(error))} (error {error}).");
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct FrameInfo(int Width, int Height, int BitsPerSample, int Components);

    private sealed class Functions
    {
        public readonly delegate* unmanaged<nint> Create;
        public readonly delegate* unmanaged<nint, void> Destroy;
        public readonly delegate* unmanaged<nint, void*, nuint, int> SetSource;
        public readonly delegate* unmanaged<nint, int> ReadHeader;
        public readonly delegate* unmanaged<nint, FrameInfo*, int> GetFrameInfo;
        public readonly delegate* unmanaged<nint, void*, nuint, uint, int> Decode;
        public readonly delegate* unmanaged<int, nint> ErrorMessage;

        public Functions()
        {
            Create = (delegate* unmanaged<nint>)Library.Export("charls_jpegls_decoder_create");
            Destroy = (delegate* unmanaged<nint, void>)Library.Export("charls_jpegls_decoder_destroy");
            SetSource = (delegate* unmanaged<nint, void*, nuint, int>)Library.Export("charls_jpegls_decoder_set_source_buffer");
            ReadHeader = (delegate* unmanaged<nint, int>)Library.Export("charls_jpegls_decoder_read_header");
            GetFrameInfo = (delegate* unmanaged<nint, FrameInfo*, int>)Library.Export("charls_jpegls_decoder_get_frame_info");
            Decode = (delegate* unmanaged<nint, void*, nuint, uint, int>)Library.Export("charls_jpegls_decoder_decode_to_buffer");
            ErrorMessage = (delegate* unmanaged<int, nint>)Library.Export("charls_get_error_message");
        }
    }
}
