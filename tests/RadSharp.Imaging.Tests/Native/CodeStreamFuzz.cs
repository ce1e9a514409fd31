using System.Diagnostics;

namespace RadSharp.Imaging.Tests.Native;

/// <summary>Damaged code streams for a native decoder: the process survives, and errors have their place.</summary>
internal static class CodeStreamFuzz
{
    public delegate Imaging.Native.DecodedSamples Decoder(ReadOnlySpan<byte> data, ReadLimits limits);

    /// <param name="original">A code stream that is in order.</param>
    /// <param name="decode">The decoder.</param>
    /// <param name="headerByteCount">Where half of the damage is done.</param>
    /// <param name="mutants">How many.</param>
    /// <param name="seed">Of the random numbers.</param>
    public static void Run(byte[] original, Decoder decode, int headerByteCount, int mutants, int seed)
    {
        var random = new Random(seed);
        var limits = new ReadLimits(MaxPixels: 2_000_000);
        var refused = 0;
        for (var mutant = 0; mutant < mutants; mutant++)
        {
            byte[] data = [.. original[..(random.Next(4) == 0 ? random.Next(original.Length) : original.Length)]];
            for (var times = random.Next(1, 6); times > 0 && data.Length > 0; times--)
            {
                data[random.Next(random.Next(2) == 0 ? Math.Min(headerByteCount, data.Length) : data.Length)] ^=
                    (byte)(1 << random.Next(8));
            }

            var watch = Stopwatch.StartNew();
            try
            {
                Assert.InRange(decode(data, limits).BitsPerSample, 1, 16);
            }
            catch (ImageDataException error)
            {
                Assert.InRange(error.Offset, 0, data.Length);
                refused++;
            }

            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);
        }

        Assert.InRange(refused, mutants / 4, mutants);
    }
}
