using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace RadSharp.Models.Checkpoints.Pickles;

/// <summary>The bytes of a pickle in a file, from the first to the last, through a small window.</summary>
/// <param name="handle">The file.</param>
/// <param name="file">Its name, for messages.</param>
/// <param name="start">Where in the file the pickle begins.</param>
/// <param name="length">How many bytes it may have; all lie in the file.</param>
internal sealed class PickleInput(SafeFileHandle handle, string file, long start, long length)
{
    private const int WindowLength = 1 << 16;

    private readonly byte[] _window = new byte[(int)Math.Min(WindowLength, Math.Max(length, 1))];
    private long _windowStart;
    private int _windowLength;

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes that are left.</summary>
    public long Left => length - Position;

    /// <summary>The next byte.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public byte ReadByte()
    {
        if (Position >= _windowStart + _windowLength || Position < _windowStart)
        {
            Fill();
        }

        return _window[(int)(Position++ - _windowStart)];
    }

    /// <summary>Fills <paramref name="destination"/>.</summary>
    /// <exception cref="InvalidDataException">There are not so many bytes left.</exception>
    public void Read(Span<byte> destination)
    {
        Require(destination.Length);
        while (destination.Length > 0)
        {
            if (Position >= _windowStart + _windowLength || Position < _windowStart)
            {
                Fill();
            }

            var from = (int)(Position - _windowStart);
            var count = Math.Min(destination.Length, _windowLength - from);
            _window.AsSpan(from, count).CopyTo(destination);
            destination = destination[count..];
            Position += count;
        }
    }

    /// <summary>
    /// A little-endian number of 1, 2, 4 or 8 bytes without a sign; one that needs 64 bits is out of range anyway.
    /// </summary>
    public long ReadUnsigned(int byteCount)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        Read(bytes[..byteCount]);
        var value = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        return value >= 0 ? value : throw Error($"a length of {(ulong)value} is more than a file can have");
    }

    /// <summary>Bytes in memory.</summary>
    public byte[] ReadBytes(long count)
    {
        Require(count);
        if (count > Array.MaxLength)
        {
            throw Error($"a text of {count} bytes is too long");
        }

        var bytes = new byte[count];
        Read(bytes);
        return bytes;
    }

    /// <summary>Passes over bytes and says where in the file they are.</summary>
    public PickleBytes Skip(long count)
    {
        Require(count);
        var bytes = new PickleBytes(start + Position, count);
        Position += count;
        return bytes;
    }

    /// <summary>The bytes up to the next line feed, which is passed over.</summary>
    public byte[] ReadLine()
    {
        using var line = new MemoryStream();
        for (var value = ReadByte(); value != (byte)'\n'; value = ReadByte())
        {
            line.WriteByte(value);
        }

        return line.ToArray();
    }

    /// <summary>An exception that names the file and the byte.</summary>
    public InvalidDataException Error(string sentence) =>
        CheckpointError.In(file, $"the pickle is damaged before byte {Position}: {sentence}");

    /// <summary>An exception that names the file.</summary>
    public InvalidDataException Refusal(string sentence) => CheckpointError.In(file, sentence);

    private void Require(long count)
    {
        if (count > Left)
        {
            throw Error($"{count} bytes are announced, but {Left} are left");
        }
    }

    private void Fill()
    {
        Require(1);
        _windowStart = Position;
        _windowLength = RandomAccess.Read(handle, _window.AsSpan(0, (int)Math.Min(_window.Length, Left)), start + Position);
        if (_windowLength == 0)
        {
            throw Error("the file was cut short while it was read");
        }
    }
}
