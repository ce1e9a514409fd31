using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace RadSharp.Models.Checkpoints;

/// <summary>
/// The table of a zip file whose entries are stored as they are, as PyTorch writes it: names, and where each one's bytes
/// lie, so that a part of an entry can be read without the rest.
/// </summary>
/// <remarks>PKWARE APPNOTE 6.3: end of central directory, with its 64-bit form; central headers; local headers.</remarks>
internal sealed class StoredZip
{
    private const uint EndSignature = 0x06054B50;
    private const uint End64Signature = 0x06064B50;
    private const uint Locator64Signature = 0x07064B50;
    private const uint CentralSignature = 0x02014B50;
    private const uint LocalSignature = 0x04034B50;
    private const int EndLength = 22;
    private const int Locator64Length = 20;
    private const int End64Length = 56;
    private const int CentralLength = 46;
    private const int LocalLength = 30;
    private const int LongestComment = ushort.MaxValue;

    // A checkpoint has a few thousand entries of about a hundred bytes.
    private const int LongestDirectory = 1 << 26;

    private readonly SafeFileHandle _handle;
    private readonly string _file;
    private readonly long _length;
    private readonly Dictionary<string, Entry> _entries = [];
    private long _directoryStart;

    private StoredZip(SafeFileHandle handle, string file) =>
        (_handle, _file, _length) = (handle, file, RandomAccess.GetLength(handle));

    /// <summary>The names of all entries.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Reads the table.</summary>
    /// <exception cref="InvalidDataException">The file is no whole zip file.</exception>
    public static StoredZip Read(SafeFileHandle handle, string file)
    {
        var zip = new StoredZip(handle, file);
        var (start, byteCount) = zip.FindDirectory();
        zip._directoryStart = start;
        zip.ReadDirectory(zip.ReadAt(start, byteCount));
        return zip;
    }

    /// <summary>Where an entry's bytes lie in the file.</summary>
    /// <exception cref="InvalidDataException">
    /// There is no such entry, it is compressed, or it reaches beyond the file.
    /// </exception>
    public (long Start, long Length) Locate(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
        {
            throw Error($"expected an entry {CheckpointError.Quoted(name)}, but none of the {_entries.Count} has that name");
        }

        if (entry.Method != 0 || entry.ByteCount != entry.StoredByteCount || entry.IsEncrypted)
        {
            throw Error(
                $"the entry {CheckpointError.Quoted(name)} is compressed or encrypted, which PyTorch's files are not. Expected "
                + "the file as torch.save wrote it, not one that was packed again");
        }

        var header = ReadAt(entry.HeaderStart, LocalLength);
        var start = entry.HeaderStart + LocalLength + UInt16(header, 26) + UInt16(header, 28);
        return UInt32(header, 0) == LocalSignature && start <= _directoryStart && entry.ByteCount <= _directoryStart - start
            ? (start, entry.ByteCount)
            : throw Error(
                $"the entry {CheckpointError.Quoted(name)} of {entry.ByteCount} bytes does not lie within the "
                + $"{_directoryStart} bytes before the table of entries");
    }

    private static int UInt16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static ulong UInt64(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);

    private (long Start, int ByteCount) FindDirectory()
    {
        var tailLength = (int)Math.Min(_length, EndLength + LongestComment);
        var tail = ReadAt(_length - tailLength, tailLength);
        for (var index = tail.Length - EndLength; index >= 0; index--)
        {
            if (UInt32(tail, index) != EndSignature || UInt16(tail, index + 20) != tail.Length - index - EndLength)
            {
                continue;
            }

            var end = tail.AsSpan(index);
            var (count, byteCount, start) = (UInt16(end, 10), (ulong)UInt32(end, 12), (ulong)UInt32(end, 16));
            if (start == uint.MaxValue || byteCount == uint.MaxValue || count == ushort.MaxValue)
            {
                (start, byteCount) = FindDirectory64(_length - tail.Length + index) ?? (start, byteCount);
            }

            return byteCount <= LongestDirectory && start <= (ulong)_length && byteCount <= (ulong)_length - start
                ? ((long)start, (int)byteCount)
                : throw Error(
                    $"its table of entries should be the {byteCount} bytes from byte {start} on, but the file has "
                    + $"{_length} bytes, and more than {LongestDirectory} are not accepted");
        }

        throw Error("expected a table of entries at its end, but found none: the file was cut short");
    }

    // The 64-bit end lies where its locator, just before the ordinary end, says.
    private (ulong Start, ulong ByteCount)? FindDirectory64(long endStart)
    {
        if (endStart < Locator64Length)
        {
            return null;
        }

        var locator = ReadAt(endStart - Locator64Length, Locator64Length);
        if (UInt32(locator, 0) != Locator64Signature)
        {
            return null;
        }

        var start = UInt64(locator, 8);
        if (start > (ulong)_length)
        {
            throw Error($"its 64-bit table of entries should end at byte {start}, but the file has {_length} bytes");
        }

        var end = ReadAt((long)start, End64Length);
        return UInt32(end, 0) == End64Signature
            ? (UInt64(end, 48), UInt64(end, 40))
            : throw Error($"expected the end of a 64-bit table of entries at byte {start}, but found something else");
    }

    private void ReadDirectory(ReadOnlySpan<byte> directory)
    {
        while (directory.Length > 0)
        {
            if (directory.Length < CentralLength || UInt32(directory, 0) != CentralSignature)
            {
                throw Error($"entry {_entries.Count} of its table is damaged");
            }

            var (nameLength, extraLength) = (UInt16(directory, 28), UInt16(directory, 30));
            var entryLength = CentralLength + nameLength + extraLength + UInt16(directory, 32);
            if (entryLength > directory.Length)
            {
                throw Error($"entry {_entries.Count} of its table reaches beyond the table");
            }

            var name = Encoding.UTF8.GetString(directory.Slice(CentralLength, nameLength));
            var entry = ReadEntry(directory, directory.Slice(CentralLength + nameLength, extraLength));
            if (!_entries.TryAdd(name, entry))
            {
                throw Error($"its table has the entry {CheckpointError.Quoted(name)} twice");
            }

            directory = directory[entryLength..];
        }
    }

    private Entry ReadEntry(ReadOnlySpan<byte> header, ReadOnlySpan<byte> extra)
    {
        Span<ulong> sizes = [UInt32(header, 24), UInt32(header, 20), UInt32(header, 42)];
        while (extra.Length >= 4)
        {
            var length = UInt16(extra, 2);
            if (length > extra.Length - 4)
            {
                break;
            }

            // Field 1 has in 64 bits, in this order, what is all ones above.
            var field = extra.Slice(4, length);
            for (var index = 0; UInt16(extra, 0) == 1 && index < sizes.Length; index++)
            {
                if (sizes[index] == uint.MaxValue && field.Length >= sizeof(ulong))
                {
                    sizes[index] = UInt64(field, 0);
                    field = field[sizeof(ulong)..];
                }
            }

            extra = extra[(4 + length)..];
        }

        return sizes[0] <= (ulong)long.MaxValue && sizes[1] <= (ulong)long.MaxValue && sizes[2] <= (ulong)_length
            ? new Entry((long)sizes[2], (long)sizes[0], (long)sizes[1], UInt16(header, 10), (UInt16(header, 8) & 1) != 0)
            : throw Error(
                $"entry {_entries.Count} of its table should begin at byte {sizes[2]}, but the file has {_length} bytes");
    }

    private byte[] ReadAt(long offset, int count)
    {
        if (offset > _length - count)
        {
            throw Error($"expected {count} bytes from byte {offset} on, but the file has {_length}: it was cut short");
        }

        var bytes = new byte[count];
        for (var done = 0; done < count;)
        {
            var read = RandomAccess.Read(_handle, bytes.AsSpan(done), offset + done);
            done += read > 0 ? read : throw Error("the file was cut short while it was read");
        }

        return bytes;
    }

    private InvalidDataException Error(string sentence) => CheckpointError.In(_file, $"the zip file is damaged: {sentence}");

    private readonly record struct Entry(long HeaderStart, long ByteCount, long StoredByteCount, int Method, bool IsEncrypted);
}
