using System.Buffers.Binary;

namespace RadSharp.Imaging.Png;

/// <summary>
/// The data of consecutive IDAT chunks as one stream, read from where they lie. The chunks have been checked by
/// <see cref="PngContents"/>; the memory stays in place as long as the stream is used.
/// </summary>
/// <param name="file">The whole file.</param>
/// <param name="byteCount">Its length: no read goes beyond it.</param>
/// <param name="firstChunk">Where the first IDAT chunk begins.</param>
internal sealed unsafe class DeflatedImageData(byte* file, int byteCount, int firstChunk) : Stream
{
    private int _position = firstChunk + PngContents.ChunkPrefix;
    private int _end = firstChunk + PngContents.ChunkPrefix
        + BinaryPrimitives.ReadInt32BigEndian(new ReadOnlySpan<byte>(file, byteCount)[firstChunk..]);

    /// <summary>How far into the file has been read, for messages.</summary>
    public int FileOffset => _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        // The span checks every access against the file's end.
        var bytes = new ReadOnlySpan<byte>(file, byteCount);
        while (_position == _end)
        {
            var next = bytes[(_end + 4)..];
            if (BinaryPrimitives.ReadUInt32BigEndian(next[4..]) != PngContents.ImageData)
            {
                return 0;
            }

            _position = _end + 4 + PngContents.ChunkPrefix;
            _end = _position + BinaryPrimitives.ReadInt32BigEndian(next);
        }

        var count = Math.Min(buffer.Length, _end - _position);
        bytes.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
