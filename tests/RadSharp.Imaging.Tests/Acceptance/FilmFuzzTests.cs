using System.Diagnostics;

namespace RadSharp.Imaging.Tests.Acceptance;

/// <summary>
/// Whatever the bytes: a film, or an error that names place and reason; within two seconds, and within the memory that
/// <see cref="MaxAllocated"/> states for files of some kilobytes.
/// </summary>
public class FilmFuzzTests
{
    private const int MutantsOfEach = 1000;
    private const long MaxAllocated = 64L << 20;

    private static readonly string[] Seeds =
    [
        .. Fixture.Names("small", "*.dcm"), .. Fixture.Names("golden", "*.png"), .. Fixture.Names("golden", "*.jpg"),
    ];

    public static TheoryData<string> SeedNames => [.. Seeds];

    [Theory]
    [MemberData(nameof(SeedNames))]
    public void A_damaged_file_is_a_film_or_a_sentence(string name)
    {
        var original = Fixture.Bytes(name);
        var other = Fixture.Bytes(Seeds[name.Length % Seeds.Length]);
        var refused = 0;
        for (var seed = 0; seed < MutantsOfEach; seed++)
        {
            refused += Survives(Mutants.Make(original, other, seed), $"{name}, mutant {seed}") ? 0 : 1;
        }

        Assert.InRange(refused, MutantsOfEach / 20, MutantsOfEach);
    }

    [Theory]
    [InlineData("small/explicit.dcm")]
    [InlineData("small/lossless_sv1.dcm")]
    [InlineData("golden/gray16.png")]
    public void A_damaged_file_on_disk_is_a_film_or_a_sentence_that_names_it(string name)
    {
        var path = Path.GetTempFileName();
        try
        {
            for (var seed = 0; seed < 300; seed++)
            {
                File.WriteAllBytes(path, Mutants.Make(Fixture.Bytes(name), [1, 2, 3], seed + 5000));
                try
                {
                    FilmReader.Read(path).Render();
                }
                catch (ImageDataException error)
                {
                    Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
                }
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static TheoryData<string> Bombs => [.. MakeBombs().Keys];

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_small_file_that_declares_a_huge_film_is_refused_before_memory_is_taken(string name) =>
        Assert.False(Survives(MakeBombs()[name], name));

    // 65,535 × 65,535 pixels in a kilobyte or two.
    private static Dictionary<string, byte[]> MakeBombs()
    {
        var bombs = new Dictionary<string, byte[]>();
        foreach (var name in Fixture.Names("small", "*.dcm").Where(name => !name.Contains("big") && !name.Contains("deflated")))
        {
            var bytes = Fixture.Bytes(name);
            foreach (var element in new byte[] { 0x10, 0x11 })
            {
                var at = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x28, 0x00, element, 0x00]);
                bytes.AsSpan(at + 8, 2).Fill(0xFF);
            }

            bombs[name] = bytes;
        }

        var jpeg = Fixture.Bytes("golden/gray_q90.jpg");
        jpeg.AsSpan(jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 5, 4).Fill(0xFF);
        bombs["jpeg"] = jpeg[..1024];
        var progressive = Fixture.Bytes("golden/gray_progressive.jpg");
        progressive.AsSpan(progressive.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC2]) + 5, 4).Fill(0xFF);
        bombs["progressive jpeg"] = progressive;
        var png = Fixture.Bytes("golden/gray8.png");
        png.AsSpan(18, 2).Fill(0xFF);
        png.AsSpan(22, 2).Fill(0xFF);
        bombs["png"] = WithChecksum(png)[..1024];
        return bombs;
    }

    // The checksum of the first chunk, so that it is not the checksum that is refused.
    private static byte[] WithChecksum(byte[] png)
    {
        var crc = uint.MaxValue;
        foreach (var value in png.AsSpan(12, 17))
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), ~crc);
        return png;
    }

    private static bool Survives(byte[] bytes, string what)
    {
        var start = Stopwatch.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var isFilm = false;
        try
        {
            FilmReader.Read(bytes).Render();
            isFilm = true;
        }
        catch (ImageDataException error)
        {
            Assert.Contains("(at byte ", error.Message, StringComparison.Ordinal);
            Assert.InRange(error.Reason.Length, 20, 1000);
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{what}: {error}");
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.True(allocated <= MaxAllocated, $"{what}: {allocated:N0} bytes were allocated for a file of {bytes.Length:N0}");
        var elapsed = Stopwatch.GetElapsedTime(start);
        Assert.True(elapsed < TimeSpan.FromSeconds(2), $"{what}: took {elapsed.TotalSeconds:F1} s");
        return isFilm;
    }
}
