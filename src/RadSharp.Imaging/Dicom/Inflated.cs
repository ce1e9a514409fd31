using System.IO.Compression;

namespace RadSharp.Imaging.Dicom;

/// <summary>The rest of a deflated file, inflated (PS3.5 A.5).</summary>
internal static class Inflated
{
    private const int FirstByteCount = 64 << 10;

    /// <summary>The bytes from <paramref name="start"/> on, inflated.</summary>
    /// <exception cref="ImageDataException">They are damaged, or become more than the limit.</exception>
    public static MemorySource Source(IByteSource source, long start, ReadLimits limits)
    {
        using var deflated = new SourceStream(source, start);
        using var inflater = new DeflateStream(deflated, CompressionMode.Decompress);
        var bytes = GC.AllocateUninitializedArray<byte>(FirstByteCount);
        var filled = 0;

        // An array holds no more, and one byte above the limit shows that it is exceeded.
        var limit = Math.Min(limits.MaxInflatedBytes, Array.MaxLength - 1);
        try
        {
            while (inflater.Read(bytes, filled, bytes.Length - filled) is > 0 and var count)
            {
                filled += count;
                if (filled > limit)
                {
                    throw new ImageDataException(
                        start, $"The deflated data set becomes more than the limit of {limit:N0} bytes.");
                }

                if (filled == bytes.Length)
                {
                    Array.Resize(ref bytes, (int)Math.Min(2L * bytes.Length, limit + 1));
                }
            }
        }
        catch (InvalidDataException error)
        {
            throw new ImageDataException(
                start + deflated.Position, "Expected a deflated data set (RFC 1951), but its compression is damaged.", error);
        }

        return new MemorySource(bytes.AsMemory(0, filled));
    }

    /// <summary>A source from some place on, read once.</summary>
    private sealed class SourceStream(IByteSource source, long start) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => source.Length - start;

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, source.Length - start - _read);
            source.Read(start + _read, buffer[..count]);
            _read += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
