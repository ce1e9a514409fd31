namespace RadSharp.Imaging.Jpeg;

/// <summary>Entropy-coded data being written, with stuffed bytes: ITU-T T.81, B.1.1.5.</summary>
/// <param name="destination">Receives the bytes in larger pieces.</param>
internal sealed class BitWriter(Stream destination)
{
    private readonly byte[] _bytes = new byte[1 << 16];
    private int _byteCount;
    private ulong _buffer;
    private int _bitCount;

    /// <summary>Writes up to 32 bits, the most significant of them first.</summary>
    public void Write(int bits, int count)
    {
        _buffer = (_buffer << count) | (uint)bits;
        _bitCount += count;
        while (_bitCount >= 8)
        {
            _bitCount -= 8;
            WriteByte((byte)(_buffer >> _bitCount));
        }
    }

    /// <summary>Fills up the last byte with ones and hands on all that is left.</summary>
    public void Complete()
    {
        if (_bitCount > 0)
        {
            var missing = 8 - _bitCount;
            Write((1 << missing) - 1, missing);
        }

        destination.Write(_bytes, 0, _byteCount);
        _byteCount = 0;
    }

    /// <summary>The category of a difference or coefficient: the bits of its magnitude (table F.1).</summary>
    public static int Category(int value) => 32 - int.LeadingZeroCount(Math.Abs(value));

    /// <summary>The additional bits of a value, of which as many as its category count: of negative ones, one less.</summary>
    public static int AdditionalBits(int value) => value < 0 ? value - 1 : value;

    private void WriteByte(byte value)
    {
        if (_byteCount > _bytes.Length - 2)
        {
            destination.Write(_bytes, 0, _byteCount);
            _byteCount = 0;
        }

        _bytes[_byteCount++] = value;
        if (value == JpegMarker.Prefix)
        {
            _bytes[_byteCount++] = 0;
        }
    }
}
