using System.Buffers.Binary;

namespace RadSharp.Imaging.Tests.Acceptance;

/// <summary>Damaged copies of a file, the same for the same seed.</summary>
internal static class Mutants
{
    private static readonly uint[] Lies =
        [0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFE, 0xFFFFFFFF];

    /// <summary>One damaged copy.</summary>
    /// <param name="original">The file.</param>
    /// <param name="other">Another file, pieces of which are spliced in.</param>
    /// <param name="seed">Which copy.</param>
    public static byte[] Make(byte[] original, byte[] other, int seed)
    {
        var random = new Random(seed);
        var mutant = original.ToArray();
        for (var change = random.Next(1, 4); change > 0 && mutant.Length > 8; change--)
        {
            // Headers are where lies do most.
            var reach = random.Next(3) == 0 ? mutant.Length : Math.Min(mutant.Length, 1500);
            var at = random.Next(reach);
            mutant = random.Next(8) switch
            {
                0 => mutant[..at],
                1 => [.. mutant[..at], .. mutant[Math.Min(mutant.Length, at + random.Next(1, 64))..]],
                2 => [.. mutant[..at], .. mutant[at..Math.Min(mutant.Length, at + random.Next(1, 200))], .. mutant[at..]],
                3 => [.. mutant[..at], .. other[..random.Next(1, Math.Min(other.Length, 300))], .. mutant[at..]],
                4 => Flip(mutant, at, random),
                5 => Lie(mutant, Math.Min(at, mutant.Length - 4), random, 2),
                6 => Lie(mutant, Math.Min(at, mutant.Length - 4), random, 4),
                _ => Flip(Flip(mutant, at, random), random.Next(reach), random),
            };
        }

        return mutant;
    }

    private static byte[] Flip(byte[] bytes, int at, Random random)
    {
        bytes[at] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static byte[] Lie(byte[] bytes, int at, Random random, int byteCount)
    {
        var lie = Lies[random.Next(Lies.Length)];
        var span = bytes.AsSpan(at);
        switch (byteCount, random.Next(2))
        {
            case (2, 0):
                BinaryPrimitives.WriteUInt16LittleEndian(span, (ushort)lie);
                break;
            case (2, _):
                BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)lie);
                break;
            case (_, 0):
                BinaryPrimitives.WriteUInt32LittleEndian(span, lie);
                break;
            default:
                BinaryPrimitives.WriteUInt32BigEndian(span, lie);
                break;
        }

        return bytes;
    }
}
