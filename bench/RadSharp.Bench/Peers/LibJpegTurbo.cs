using System.Runtime.InteropServices;
using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;

namespace RadSharp.Bench.Peers;

/// <summary>libjpeg-turbo through TurboJPEG 2 (turbojpeg.h).</summary>
internal static unsafe partial class LibJpegTurbo
{
    private const string Library = "libturbojpeg.so.0";
    private const int GreyPixels = 6;
    private const int GreySubsampling = 3;
    private const int AccurateDct = 4096;

    /// <summary>The column.</summary>
    public static Peer Peer { get; } = new("libjpeg-turbo", Library, "libturbojpeg0");

    /// <summary>What is called.</summary>
    public static string Description => "tjDecompress2, accurate DCT";

    /// <summary>Makes a baseline JPEG file of a grey image.</summary>
    /// <param name="samples">One a pixel.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="quality">1 to 100.</param>
    public static byte[] Encode(byte[] samples, int width, int height, int quality)
    {
        var compressor = InitCompress();
        byte* file = null;
        nuint byteCount = 0;
        fixed (byte* source = samples)
        {
            Check(Compress(
                compressor, source, width, width, height, GreyPixels, &file, &byteCount, GreySubsampling, quality, AccurateDct));
        }

        var copy = new ReadOnlySpan<byte>(file, (int)byteCount).ToArray();
        Free(file);
        Check(Destroy(compressor));
        return copy;
    }

    /// <summary>Decodes a grey image of 8 bits.</summary>
    /// <param name="file">The JPEG file.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="result">Where the samples are delivered.</param>
    public static Contender Decode(byte[] file, int width, int height, ushort[] result)
    {
        var samples = new byte[width * height];
        var decompressor = InitDecompress();
        return new Contender(Peer.Name, samples.Length, () =>
        {
            fixed (byte* source = file, target = samples)
            {
                Check(Decompress(
                    decompressor, source, (nuint)file.Length, target, width, width, height, GreyPixels, AccurateDct));
            }
        })
        {
            Deliver = () => FilmCase.Deliver(samples, result),
        };
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new InvalidOperationException("TurboJPEG fails.");
        }
    }

    [LibraryImport(Library, EntryPoint = "tjInitCompress")]
    private static partial nint InitCompress();

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    private static partial nint InitDecompress();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    private static partial int Destroy(nint handle);

    [LibraryImport(Library, EntryPoint = "tjFree")]
    private static partial void Free(byte* buffer);

    [LibraryImport(Library, EntryPoint = "tjCompress2")]
    private static partial int Compress(
        nint handle, byte* source, int width, int pitch, int height, int pixelFormat, byte** file, nuint* byteCount,
        int subsampling, int quality, int flags);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    private static partial int Decompress(
        nint handle, byte* file, nuint byteCount, byte* target, int width, int pitch, int height, int pixelFormat, int flags);
}
