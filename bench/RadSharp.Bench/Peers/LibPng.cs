using System.Runtime.InteropServices;
using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;

namespace RadSharp.Bench.Peers;

/// <summary>libpng with zlib, through the simplified interface of libpng 1.6 (png.h).</summary>
internal static unsafe partial class LibPng
{
    private const string Library = "libpng16.so.16";
    private const uint InterfaceVersion = 1;
    private const uint Grey = 0;

    /// <summary>The column.</summary>
    public static Peer Peer { get; } = new("libpng", Library, "libpng16-16");

    /// <summary>Its version.</summary>
    public static string Description => Marshal.PtrToStringUTF8(Version(null))!;

    /// <summary>Decodes a grey image of 8 bits.</summary>
    /// <param name="file">The PNG file.</param>
    /// <param name="pixels">Pixels of the image.</param>
    /// <param name="result">Where the samples are delivered.</param>
    public static Contender Decode(byte[] file, int pixels, ushort[] result)
    {
        var samples = new byte[pixels];
        return new Contender(Peer.Name, pixels, () => Decode(file, samples))
        {
            Deliver = () => FilmCase.Deliver(samples, result),
        };
    }

    private static void Decode(byte[] file, byte[] samples)
    {
        PngImage image = new() { Version = InterfaceVersion };
        fixed (byte* source = file, target = samples)
        {
            if (Begin(&image, source, (nuint)file.Length) == 0)
            {
                throw new InvalidOperationException("libpng does not read the file.");
            }

            image.Format = Grey;
            if (image.Width * image.Height != samples.Length || Finish(&image, null, target, 0, null) == 0)
            {
                throw new InvalidOperationException("libpng does not decode the image.");
            }
        }
    }

    [LibraryImport(Library, EntryPoint = "png_image_begin_read_from_memory")]
    private static partial int Begin(PngImage* image, byte* file, nuint byteCount);

    [LibraryImport(Library, EntryPoint = "png_image_finish_read")]
    private static partial int Finish(PngImage* image, void* background, byte* samples, int rowStride, void* palette);

    [LibraryImport(Library, EntryPoint = "png_get_libpng_ver")]
    private static partial nint Version(void* unused);

    [StructLayout(LayoutKind.Sequential)]
    private struct PngImage
    {
        public nint Opaque;
        public uint Version;
        public uint Width;
        public uint Height;
        public uint Format;
        public uint Flags;
        public uint PaletteEntries;
        public uint WarningOrError;
        public fixed byte Message[64];
    }
}
