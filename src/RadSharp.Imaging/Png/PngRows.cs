using System.Buffers;
using System.IO.Compression;

namespace RadSharp.Imaging.Png;

/// <summary>
/// The rows of a pass, or of an image that has no passes, one after another: inflated many at a time, so that the filters
/// find them in the cache.
/// </summary>
internal sealed class PngRows(DeflatedImageData source) : IDisposable
{
    private const int BandByteCount = 64 * 1024;

    private readonly ZLibStream _inflating = new(source, CompressionMode.Decompress);
    private byte[] _band = [];
    private int _at;
    private int _end;
    private long _remaining;
    private int _rowByteCount;

    /// <summary>Begins a pass.</summary>
    /// <param name="rows">Rows of the pass.</param>
    /// <param name="rowByteCount">Bytes of a row without its filter type.</param>
    public void Begin(int rows, int rowByteCount)
    {
        _rowByteCount = rowByteCount;
        _remaining = rows * (1L + rowByteCount);
        _at = _end = 0;
        var wanted = (int)Math.Min(_remaining, Math.Max(1, BandByteCount / (1 + rowByteCount)) * (1L + rowByteCount));
        if (_band.Length < wanted)
        {
            Return();
            _band = ArrayPool<byte>.Shared.Rent(wanted);
        }
    }

    /// <summary>How far into the file has been read, for messages.</summary>
    public int FileOffset => source.FileOffset;

    /// <summary>The next row as it lies in the inflated data.</summary>
    /// <returns>The filter type, then the filtered bytes; valid until the next call.</returns>
    /// <exception cref="ImageDataException">The data is damaged or ends early.</exception>
    public ReadOnlySpan<byte> Next()
    {
        var count = 1 + _rowByteCount;
        if (_at == _end)
        {
            var whole = (int)Math.Min(_remaining, _band.Length / count * (long)count);
            if (Inflate(_band.AsSpan(0, whole)) < whole)
            {
                throw new ImageDataException(
                    source.FileOffset,
                    $"The deflated image data ends {_remaining:N0} bytes or less before the image is complete.");
            }

            _remaining -= whole;
            (_at, _end) = (0, whole);
        }

        _at += count;
        return _band.AsSpan(_at - count, count);
    }

    /// <summary>
    /// Reads the end of the deflated data, where its own checksum stands. Data beyond the image is not looked at, as in libpng.
    /// </summary>
    /// <exception cref="ImageDataException">The checksum is not that of the data.</exception>
    public void Finish() => Inflate(stackalloc byte[1]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _inflating.Dispose();
        Return();
    }

    private int Inflate(Span<byte> bytes)
    {
        try
        {
            return _inflating.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new ImageDataException(source.FileOffset, $"The deflated image data is damaged: {error.Message}", error);
        }
    }

    private void Return()
    {
        if (_band.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_band);
        }
    }
}
