using System.Text;
using RadSharp.Models.Checkpoints;

namespace RadSharp.Models.Tests.Checkpoints;

public class StoredZipTests
{
    private const uint Elsewhere = uint.MaxValue;

    // Files above 4 GiB have their sizes and places in 64-bit fields; a small one may have them too.
    [Fact]
    public void Sizes_and_places_of_64_bits_are_read()
    {
        var (start, length, bytes) = Read(Zip64(size: 5), "a/data/0");
        Assert.Equal(5, length);
        Assert.Equal("hello", Encoding.ASCII.GetString(bytes, (int)start, (int)length));
    }

    [Theory]
    [InlineData(6L, "does not lie within the")]
    [InlineData(1L << 40, "does not lie within the")]
    [InlineData(-1L, "should begin at byte")]
    public void A_size_that_lies_is_named(long size, string reason)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(Zip64(size), "a/data/0"));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_cut_short_says_so_wherever_it_was_cut()
    {
        var whole = Zip64(size: 5);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Read(whole[..length], "a/data/0"));
        }
    }

    private static (long Start, long Length, byte[] Bytes) Read(byte[] bytes, string name)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("zip", bytes);
        using var handle = File.OpenHandle(file);
        var (start, length) = StoredZip.Read(handle, file).Locate(name);
        return (start, length, bytes);
    }

    private static byte[] Zip64(long size)
    {
        using var stream = new MemoryStream();
        using var zip = new BinaryWriter(stream);
        var name = "a/data/0"u8;
        zip.Write(0x04034B50u);
        zip.Write(new byte[22]);
        zip.Write((ushort)name.Length);
        zip.Write((ushort)3);
        zip.Write(name);
        zip.Write("pad"u8);
        zip.Write("hello"u8);

        var directory = stream.Position;
        zip.Write(0x02014B50u);
        zip.Write(new byte[16]);
        zip.Write(Elsewhere);
        zip.Write(Elsewhere);
        zip.Write((ushort)name.Length);
        zip.Write((ushort)(4 + 2 + 4 + 24));
        zip.Write(new byte[10]);
        zip.Write(Elsewhere);
        zip.Write(name);
        zip.Write((ushort)0x7777);
        zip.Write((ushort)2);
        zip.Write((ushort)0);
        zip.Write((ushort)1);
        zip.Write((ushort)24);
        zip.Write(size);
        zip.Write(size);
        zip.Write(0L);

        var end = stream.Position;
        zip.Write(0x06064B50u);
        zip.Write(44L);
        zip.Write(new byte[12]);
        zip.Write(1L);
        zip.Write(1L);
        zip.Write(end - directory);
        zip.Write(directory);
        zip.Write(0x07064B50u);
        zip.Write(0);
        zip.Write(end);
        zip.Write(1);
        zip.Write(0x06054B50u);
        zip.Write(0);
        zip.Write(ushort.MaxValue);
        zip.Write(ushort.MaxValue);
        zip.Write(Elsewhere);
        zip.Write(Elsewhere);
        zip.Write((ushort)0);
        return stream.ToArray();
    }
}
