using Microsoft.Win32.SafeHandles;

namespace RadSharp.Imaging.Dicom;

/// <summary>Where the bytes of a file are. Reading from several threads at once is safe.</summary>
internal interface IByteSource : IDisposable
{
    /// <summary>Bytes of the whole.</summary>
    long Length { get; }

    /// <summary>Fills <paramref name="destination"/> with the bytes from <paramref name="offset"/>.</summary>
    /// <exception cref="ImageDataException">There are not so many.</exception>
    void Read(long offset, Span<byte> destination);

    /// <summary>At least <paramref name="count"/> bytes from <paramref name="offset"/>, which stay valid.</summary>
    /// <exception cref="ImageDataException">There are not so many.</exception>
    ReadOnlyMemory<byte> Window(long offset, int count);
}

/// <summary>Bytes in memory.</summary>
internal sealed class MemorySource(ReadOnlyMemory<byte> bytes) : IByteSource
{
    public long Length => bytes.Length;

    public void Read(long offset, Span<byte> destination) => Window(offset, destination.Length).Span[..destination.Length]
        .CopyTo(destination);

    public ReadOnlyMemory<byte> Window(long offset, int count) => count <= bytes.Length - offset
        ? bytes[(int)offset..]
        : throw new ImageDataException(offset, $"Expected {count} more bytes, but the data ends at byte {bytes.Length}.");

    public void Dispose()
    {
    }
}

/// <summary>
/// Bytes of a file, read when they are asked for. The file is not mapped into memory: a mapped file that shrinks, as it
/// happens on network drives, ends the whole process.
/// </summary>
internal sealed class FileSource : IByteSource
{
    // Headers of films take a few kilobytes; what is read beyond them is read in vain.
    private const int WindowByteCount = 16 << 10;

    private readonly SafeFileHandle _handle;
    private readonly string _path;

    public FileSource(string path)
    {
        _path = path;
        _handle = File.OpenHandle(path, options: FileOptions.RandomAccess);
        try
        {
            Length = RandomAccess.GetLength(_handle);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    public long Length { get; }

    public void Read(long offset, Span<byte> destination)
    {
        for (var filled = 0; filled < destination.Length;)
        {
            var count = RandomAccess.Read(_handle, destination[filled..], offset + filled);
            if (count == 0)
            {
                throw new ImageDataException(
                    offset + filled,
                    $"Expected {destination.Length - filled} more bytes, but the file ends here. It had {Length} bytes when it "
                    + "was opened; it may have been shortened since.").In(_path);
            }

            filled += count;
        }
    }

    public ReadOnlyMemory<byte> Window(long offset, int count)
    {
        var window = GC.AllocateUninitializedArray<byte>((int)Math.Min(Math.Max(count, WindowByteCount), Length - offset));
        if (window.Length < count)
        {
            throw new ImageDataException(offset, $"Expected {count} more bytes, but the file ends at byte {Length}.").In(_path);
        }

        Read(offset, window);
        return window;
    }

    public void Dispose() => _handle.Dispose();
}
