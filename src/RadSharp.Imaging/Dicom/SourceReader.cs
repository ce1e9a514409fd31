namespace RadSharp.Imaging.Dicom;

/// <summary>Reads a source from front to back through a window, which moves on as it is used up.</summary>
internal sealed class SourceReader(IByteSource source, long position = 0)
{
    private ReadOnlyMemory<byte> _window;
    private long _windowStart = position;

    public IByteSource Source { get; } = source;

    /// <summary>The next byte to be read, from the beginning of the source.</summary>
    public long Position { get; private set; } = position;

    public long Remaining => Source.Length - Position;

    /// <summary>Up to <paramref name="count"/> bytes that come next; fewer at the end. They are read again.</summary>
    public ReadOnlySpan<byte> Peek(int count) => Ahead((int)Math.Min(count, Remaining)).Span;

    /// <summary>The next bytes, which stay valid.</summary>
    public ReadOnlyMemory<byte> Take(int count)
    {
        var bytes = Ahead(count);
        Position += count;
        return bytes;
    }

    public void Skip(long count) => Position += count;

    private ReadOnlyMemory<byte> Ahead(int count)
    {
        if (Position < _windowStart || Position + count > _windowStart + _window.Length)
        {
            _window = Source.Window(Position, count);
            _windowStart = Position;
        }

        return _window.Slice((int)(Position - _windowStart), count);
    }
}
