using System.Buffers.Binary;

namespace RadSharp.Imaging.Tests.Jpeg;

/// <summary>Changes to JPEG files for tests.</summary>
internal static class JpegEdit
{
    /// <summary>Where the first marker of a kind stands.</summary>
    public static int Find(byte[] file, byte marker)
    {
        for (var position = 2; ; position += 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(position + 2)))
        {
            if (file[position + 1] == marker)
            {
                return position;
            }
        }
    }

    /// <summary>The file with bytes put in at a place.</summary>
    public static byte[] Insert(byte[] file, int position, params byte[] bytes) =>
        [.. file[..position], .. bytes, .. file[position..]];

    /// <summary>The file without its segments of a kind.</summary>
    public static byte[] Remove(byte[] file, byte marker)
    {
        for (var position = 2; file[position + 1] != 0xDA;)
        {
            var next = position + 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(position + 2));
            if (file[position + 1] == marker)
            {
                file = [.. file[..position], .. file[next..]];
            }
            else
            {
                position = next;
            }
        }

        return file;
    }

    /// <summary>The file with one byte set.</summary>
    public static byte[] Set(byte[] file, int position, byte value)
    {
        var changed = file.ToArray();
        changed[position] = value;
        return changed;
    }
}
