using System.Diagnostics;
using RadSharp.Imaging.Jpeg;

namespace RadSharp.Imaging.Tests.Jpeg;

public class JpegFuzzTests
{
    // Blocks at one bit each take 1 KiB a byte for coefficients and samples of 16 bits; an image of components at unequal
    // resolutions a few times that.
    private const long AllocatedBytesPerByte = 8 << 10;
    private const long AllocatedBytesAnyway = 1 << 20;

    private static readonly byte[][] Seeds =
    [
        .. Golden.Names("jpg/").Select(name => Fixture.Bytes($"golden/{name["jpg/".Length..]}")),
        .. Fixture.Names("jpeg", "*.jpg").Select(Fixture.Bytes),
        Lossless(new LosslessStream(12, 6, 0, 1, [11], true, false)),
        Lossless(new LosslessStream(16, 1, 2, 0, [21, 12, 11], true, true)),
        Lossless(new LosslessStream(8, 7, 0, 0, [11, 11, 11], false, true)),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Damaged_files_give_an_image_or_an_error_with_a_place(int seed) => Fuzz(seed, 2500);

    [Theory]
    [Trait("Length", "Long")]
    [InlineData(100)]
    [InlineData(101)]
    public void Very_many_damaged_files_give_an_image_or_an_error_with_a_place(int seed) => Fuzz(seed, 50_000);

    [Theory]
    [InlineData("c_jpeg_extended_12bit.dcm")]
    [InlineData("c_jpeg_lossless_sv1.dcm")]
    public void Damaged_films_give_an_image_or_an_error_with_a_place(string name)
    {
        var file = EncapsulatedFrame.Of($"dicom/{name}");
        var random = new Random(9);
        for (var round = 0; round < 40; round++)
        {
            AssertReads(Mutant(random, file));
        }
    }

    private static void Fuzz(int seed, int count)
    {
        var random = new Random(seed);
        for (var round = 0; round < count; round++)
        {
            AssertReads(Mutant(random, Seeds[random.Next(Seeds.Length)]));
        }
    }

    private static byte[] Mutant(Random random, byte[] file)
    {
        var mutant = file.ToArray();
        for (var count = random.Next(1, 6); count > 0; count--)
        {
            // Half of all changes strike the headers, which are the first few hundred bytes.
            var place = random.Next(random.Next(2) == 0 ? mutant.Length : Math.Min(mutant.Length, 700));
            switch (random.Next(7))
            {
                case 0:
                    mutant[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    mutant[place] = (byte)random.Next(256);
                    break;
                case 2:
                    mutant[place] = random.Next(2) == 0 ? (byte)0xFF : (byte)0;
                    break;
                case 3:
                    mutant = mutant[..Math.Max(place, 4)];
                    break;
                case 4:
                    var length = Math.Min(random.Next(40), mutant.Length - place);
                    mutant = JpegEdit.Insert(mutant, random.Next(mutant.Length), mutant[place..(place + length)]);
                    break;
                case 5:
                    mutant.AsSpan(place, Math.Min(random.Next(20), mutant.Length - place)).Fill(mutant[place]);
                    break;
                default:
                    ReadOnlySpan<byte> markers = [0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xD0, 0xD9, 0xDA, 0xDB, 0xDC, 0xDD, 0xEE];
                    if (mutant.AsSpan(place).IndexOf((byte)0xFF) is var found and >= 0 && place + found + 1 < mutant.Length)
                    {
                        mutant[place + found + 1] = markers[random.Next(markers.Length)];
                    }

                    break;
            }
        }

        return mutant;
    }

    private static void AssertReads(byte[] mutant)
    {
        var started = Stopwatch.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var image = JpegReader.Read(mutant).Image;
            Assert.True(image.Width > 0 && image.Height > 0);
        }
        catch (ImageDataException error)
        {
            Assert.InRange(error.Offset, 0, mutant.Length);
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.InRange(allocated, 0, AllocatedBytesAnyway + (AllocatedBytesPerByte * mutant.Length));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 2);
    }

    private static byte[] Lossless(LosslessStream stream)
    {
        const int Width = 24;
        const int Height = 18;
        var (across, down) = (stream.Factors.Max(factor => factor / 10), stream.Factors.Max(factor => factor % 10));
        return stream.Write(Width, Height, [.. stream.Factors.Select(factor =>
            Enumerable.Range(0, Height * (factor % 10) / down).Select(y =>
                Enumerable.Range(0, Width * (factor / 10) / across).Select(x => (x * y * 5) % (1 << stream.Precision)).ToArray())
            .ToArray())]);
    }
}
