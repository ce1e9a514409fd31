namespace RadSharp.Imaging.Jpeg;

/// <summary>
/// The entropy-coded data of one scan (ITU-T T.81, B.1.1.5), handed out by restart interval with stuffed bytes removed.
/// </summary>
internal ref struct EntropyCodedData
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly Span<byte> _buffer;
    private int _start;
    private int _position;
    private int _restarts;

    /// <param name="data">The whole file.</param>
    /// <param name="position">First byte after the scan header.</param>
    /// <param name="buffer">Room for the rest of the file and <see cref="BitReader.PaddingByteCount"/> bytes.</param>
    public EntropyCodedData(ReadOnlySpan<byte> data, int position, Span<byte> buffer)
    {
        _data = data;
        _buffer = buffer;
        (_start, _position) = (position, position);
    }

    /// <summary>Where the marker after the interval that was handed out last begins, or the end of the data.</summary>
    public readonly int Position => _position;

    /// <summary>The first interval.</summary>
    public BitReader FirstInterval() => ReadInterval();

    /// <summary>The interval after the next restart marker.</summary>
    /// <param name="finished">The interval before.</param>
    /// <exception cref="ImageDataException">
    /// The interval before had too few bits, or the marker after it is not the expected one.
    /// </exception>
    public BitReader NextInterval(scoped in BitReader finished)
    {
        CheckNotOverrun(finished);
        var expected = (byte)(JpegMarker.FirstRestart + (_restarts++ & 7));
        var found = _position + 1 < _data.Length ? _data[_position + 1] : (byte)0;
        if (found != expected)
        {
            throw new ImageDataException(
                _position, $"Expected restart marker FF {expected:X2} after a restart interval, found "
                + (_position + 1 < _data.Length ? $"marker FF {found:X2}." : "the end of the data."));
        }

        _position += 2;
        return ReadInterval();
    }

    /// <summary>Refuses an interval of which more bits were taken than it has.</summary>
    /// <exception cref="ImageDataException">There are too few bits.</exception>
    public readonly void CheckNotOverrun(scoped in BitReader bits)
    {
        if (bits.IsOverrun)
        {
            throw new ImageDataException(
                _position,
                "The entropy-coded data of the scan ends before the image is complete. The file is cut off or damaged.");
        }
    }

    /// <summary>The error for bits that are no code of the scan's tables, or that lead beyond the last coefficient.</summary>
    public readonly ImageDataException InvalidCode(scoped in BitReader bits)
    {
        CheckNotOverrun(bits);
        return new ImageDataException(
            OffsetOf(bits.ConsumedByteCount),
            "Expected a code of the scan's Huffman table within the block, found other bits. The file is damaged.");
    }

    // Copies the bytes up to the next marker, without the zero that follows each 0xFF among them.
    private BitReader ReadInterval()
    {
        _start = _position;
        var length = 0;
        while (true)
        {
            var rest = _data[_position..];
            var plain = rest.IndexOf(JpegMarker.Prefix);
            plain = plain < 0 ? rest.Length : plain;
            rest[..plain].CopyTo(_buffer[length..]);
            length += plain;
            _position += plain;
            var marker = _position;
            while (marker < _data.Length && _data[marker] == JpegMarker.Prefix)
            {
                marker++;
            }

            if (marker >= _data.Length || _data[marker] != 0)
            {
                _position = Math.Max(_position, marker - 1);
                break;
            }

            _buffer[length++] = JpegMarker.Prefix;
            _position = marker + 1;
        }

        _buffer.Slice(length, BitReader.PaddingByteCount).Clear();
        return new BitReader(_buffer[..(length + BitReader.PaddingByteCount)]);
    }

    // Where a byte of the interval stands in the file: goes through the bytes again, this time with stuffing.
    private readonly long OffsetOf(int unstuffedCount)
    {
        var position = _start;
        for (; unstuffedCount > 0; unstuffedCount--)
        {
            while (_data[position++] == JpegMarker.Prefix && _data[position] == JpegMarker.Prefix)
            {
            }

            position += _data[position - 1] == JpegMarker.Prefix ? 1 : 0;
        }

        return position;
    }
}
