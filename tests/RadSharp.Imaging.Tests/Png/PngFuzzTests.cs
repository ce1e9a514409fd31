using System.Buffers.Binary;
using System.Diagnostics;
using RadSharp.Imaging.Png;

namespace RadSharp.Imaging.Tests.Png;

/// <summary>Damaged files, their checksums mostly put right again: an image, or an error with its place.</summary>
public class PngFuzzTests
{
    private const int Mutants = 6_000;

    [Fact]
    public void A_damaged_file_is_an_image_or_an_error_with_its_place()
    {
        var random = new Random(11);
        byte[][] originals = [.. Fixture.Names("golden", "*.png").Select(Fixture.Bytes), .. Small(random)];
        var watch = new Stopwatch();
        int read = 0, refused = 0;
        for (var mutant = 0; mutant < Mutants; mutant++)
        {
            var file = Mutate([.. originals[random.Next(originals.Length)]], random);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            watch.Restart();
            try
            {
                var image = PngReader.Read(file, new ReadLimits(MaxPixels: 1_000_000));
                Assert.InRange((long)image.Width * image.Height, 1, 1_000_000);
                read++;
            }
            catch (ImageDataException error)
            {
                Assert.InRange(error.Offset, 0, file.Length);
                refused++;
            }

            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);

            // The pixels of eight bytes at most, once more in a pass of an interlaced image, and rows.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 14_000_000);
        }

        Assert.InRange(read, Mutants / 50, Mutants);
        Assert.InRange(refused, Mutants / 4, Mutants);
    }

    private static IEnumerable<byte[]> Small(Random random)
    {
        foreach (var (colorType, depth) in PngSample.Kinds)
        {
            var stored = new int[9 * 9 * PngSample.StoredChannels(colorType)];
            for (var index = 0; index < stored.Length; index++)
            {
                stored[index] = random.Next(1 << depth);
            }

            byte[] palette = colorType != 3 ? []
                : [.. PngSample.Chunk("PLTE", new byte[3 << depth]), .. PngSample.Chunk("tRNS", new byte[1])];
            yield return PngSample.File(9, 9, colorType, depth, depth % 8 != 0, stored, () => random.Next(5), palette, 50);
        }
    }

    private static byte[] Mutate(byte[] file, Random random)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            switch (random.Next(6))
            {
                case 0:
                    file = file[..random.Next(file.Length + 1)];
                    break;
                case 1 when file.Length > 33:
                    // Width, height or the fields after them.
                    file[random.Next(16, 29)] = (byte)random.Next(256);
                    break;
                case 2 when file.Length > 60:
                    BinaryPrimitives.WriteInt32BigEndian(
                        file.AsSpan(random.Next(file.Length - 4)), random.Next(-1, 1 << random.Next(31)));
                    break;
                case 3 when file.Length > 60:
                    var (from, to) = (random.Next(file.Length), random.Next(file.Length));
                    file = [.. file[..Math.Max(from, to)], .. file[Math.Min(from, to)..]];
                    break;
                default:
                    if (file.Length > 0)
                    {
                        file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
                    }

                    break;
            }
        }

        if (random.Next(4) > 0)
        {
            RightChecksums(file);
        }

        return file;
    }

    private static void RightChecksums(byte[] file)
    {
        for (long start = 8; start + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)start));
            if (start + 12 + length > file.Length)
            {
                return;
            }

            var chunk = file.AsSpan((int)start + 4, 4 + (int)length);
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan((int)(start + 8 + length)), PngChecksum.Of(chunk));
            start += 12 + length;
        }
    }
}
