using System.Diagnostics;
using System.Runtime.InteropServices;
using RadSharp.Imaging.Jpeg;

namespace RadSharp.Imaging.Tests.Jpeg;

/// <summary>Against DCMTK's encoder and decoder, where its programs are installed.</summary>
public class DcmtkJpegTests
{
    [Theory]
    [InlineData("+ep", JpegProcess.Progressive)]
    [InlineData("+es", JpegProcess.Progressive)]
    [InlineData("+ee", JpegProcess.Extended)]
    [InlineData("+el +sv 2", JpegProcess.Lossless)]
    [InlineData("+el +sv 3", JpegProcess.Lossless)]
    [InlineData("+el +sv 5", JpegProcess.Lossless)]
    [InlineData("+el +sv 7", JpegProcess.Lossless)]
    [InlineData("+el +sv 4 +pt 2", JpegProcess.Lossless)]
    public void Twelve_bit_films_decode_as_DCMTK_decodes_them(string encoding, JpegProcess process)
    {
        var folder = Directory.CreateTempSubdirectory("radsharp-jpeg-");
        try
        {
            var (compressed, plain) = (Path.Combine(folder.FullName, "c.dcm"), Path.Combine(folder.FullName, "p.dcm"));
            var film = Fixture.PathOf("dicom/mono2_12bit_explicit_src.dcm");
            Assert.SkipUnless(TryRun("dcmcjpeg", [.. encoding.Split(' '), film, compressed]), "dcmcjpeg is not installed.");
            Assert.SkipUnless(TryRun("dcmdjpeg", [compressed, plain]), "dcmdjpeg is not installed.");
            var read = JpegReader.Read(EncapsulatedFrame.OfFile(compressed));
            Assert.Equal(process, read.Process);
            var samples = Assert.IsType<Image<ushort>>(read.Image).Samples;
            // Pixel data is the last element of these files.
            var expected = File.ReadAllBytes(plain).AsSpan()[^(samples.Length * sizeof(ushort))..];
            Assert.Equal(MemoryMarshal.Cast<byte, ushort>(expected).ToArray(), samples);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool TryRun(string program, string[] arguments)
    {
        var path = $"/usr/bin/{program}";
        if (!File.Exists(path))
        {
            return false;
        }

        using var process = Process.Start(path, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return true;
    }
}
