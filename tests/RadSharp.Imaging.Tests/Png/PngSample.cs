using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace RadSharp.Imaging.Tests.Png;

/// <summary>
/// Makes PNG files by the letter of the standard, one bit and one byte at a time, every row with a filter of its own.
/// </summary>
internal static class PngSample
{
    public static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The combinations of colour type and bit depth that the standard allows.</summary>
    public static readonly (int ColorType, int Depth)[] Kinds =
    [
        (0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (4, 16), (6, 8),
        (6, 16),
    ];

    public static int StoredChannels(int colorType) => colorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>A file.</summary>
    /// <param name="stored">Samples as stored: [height, width, channels], each below 2^depth.</param>
    /// <param name="filterOf">Filter type of each row.</param>
    /// <param name="between">Chunks between IHDR and IDAT.</param>
    /// <param name="imageDataByteCount">Most bytes in an IDAT chunk.</param>
    public static byte[] File(
        int width, int height, int colorType, int depth, bool interlaced, int[] stored, Func<int> filterOf,
        byte[]? between = null, int imageDataByteCount = 1 << 20)
    {
        var deflated = Deflated(Filtered(width, height, colorType, depth, interlaced, stored, filterOf));
        return
        [
            .. Signature, .. Chunk("IHDR", Header(width, height, colorType, depth, interlaced)), .. between ?? [],
            .. deflated.Chunk(imageDataByteCount).SelectMany(part => Chunk("IDAT", part)), .. Chunk("IEND", []),
        ];
    }

    public static byte[] Header(int width, int height, int colorType, int depth, bool interlaced)
    {
        var data = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), height);
        (data[8], data[9], data[12]) = ((byte)depth, (byte)colorType, (byte)(interlaced ? 1 : 0));
        return data;
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Checksum(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }

    public static byte[] Deflated(byte[] bytes)
    {
        var deflated = new MemoryStream();
        using (var stream = new ZLibStream(deflated, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return deflated.ToArray();
    }

    /// <summary>CRC-32 one bit a step.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = ~0u;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB88320;
            }
        }

        return ~sum;
    }

    /// <summary>What a filter makes of a row (PNG 9.2).</summary>
    public static byte[] Filter(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        var filtered = new byte[row.Length];
        for (var i = 0; i < row.Length; i++)
        {
            int a = i < distance ? 0 : row[i - distance], b = above[i], c = i < distance ? 0 : above[i - distance];
            var p = a + b - c;
            var (pa, pb, pc) = (Math.Abs(p - a), Math.Abs(p - b), Math.Abs(p - c));
            var paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
            var predicted = filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => paeth };
            filtered[i] = (byte)(row[i] - predicted);
        }

        return filtered;
    }

    private static byte[] Filtered(
        int width, int height, int colorType, int depth, bool interlaced, int[] stored, Func<int> filterOf)
    {
        var channels = StoredChannels(colorType);
        (int X, int StepX, int Y, int StepY)[] passes = interlaced
            ? [(0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2), (0, 1, 1, 2)]
            : [(0, 1, 0, 1)];
        List<byte> bytes = [];
        foreach (var pass in passes)
        {
            byte[]? above = null;
            for (var y = pass.Y; y < height && pass.X < width; y += pass.StepY)
            {
                List<int> samples = [];
                for (var x = pass.X; x < width; x += pass.StepX)
                {
                    samples.AddRange(stored.AsSpan(((y * width) + x) * channels, channels));
                }

                var row = Packed(samples, depth);
                var filter = filterOf();
                bytes.Add((byte)filter);
                bytes.AddRange(Filter(filter, row, above ?? new byte[row.Length], Math.Max(1, channels * depth / 8)));
                above = row;
            }
        }

        return [.. bytes];
    }

    private static byte[] Packed(List<int> samples, int depth)
    {
        var row = new byte[((samples.Count * depth) + 7) / 8];
        for (var bit = 0; bit < samples.Count * depth; bit++)
        {
            var value = (samples[bit / depth] >> (depth - 1 - (bit % depth))) & 1;
            row[bit / 8] |= (byte)(value << (7 - (bit % 8)));
        }

        return row;
    }
}
