using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RadSharp.Imaging.Jpeg;

/// <summary>
/// Bits of one restart interval, most significant first, from bytes without stuffing. Behind the last bit it yields zeros
/// without end; <see cref="IsOverrun"/> tells so afterwards, which keeps the check out of the innermost loop.
/// </summary>
internal ref struct BitReader
{
    /// <summary>Zero bytes that must follow the interval in its buffer, so that eight bytes may be read anywhere.</summary>
    public const int PaddingByteCount = 24;

    /// <summary>Bits at hand after <see cref="Fill"/>: the longest code and the longest additional bits.</summary>
    public const int FilledBitCount = 32;

    private readonly ref byte _bytes;
    private readonly int _length;
    private int _position;
    private int _count;
    private ulong _buffer;

    /// <param name="padded">The interval's bytes and <see cref="PaddingByteCount"/> zeros.</param>
    public BitReader(Span<byte> padded)
    {
        _bytes = ref MemoryMarshal.GetReference(padded);
        _length = padded.Length - PaddingByteCount;
    }

    /// <summary>True if more bits were taken than there are.</summary>
    public readonly bool IsOverrun => (8L * _position) - _count > 8L * _length;

    /// <summary>Bytes of which at least one bit was taken, counted without stuffing.</summary>
    public readonly int ConsumedByteCount => Math.Min(_length, (int)(((8L * _position) - _count + 7) / 8));

    /// <summary>Sees to it that <see cref="FilledBitCount"/> bits are at hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill()
    {
        if (_count < FilledBitCount)
        {
            // The position is at most length + 16, and 24 bytes of padding follow: the eight bytes lie in the buffer. Bits
            // below the counted ones are already in the buffer's tail; reading them again changes nothing.
            var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref _bytes, _position));
            _buffer |= (BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(word) : word) >> _count;
            _position = Math.Min(_position + ((63 - _count) >> 3), _length + 16);
            _count |= 56;
        }
    }

    /// <summary>The next bits without taking them; 1 to 32, at hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Peek(int count) => (int)(_buffer >> (64 - count));

    /// <summary>Takes bits that are at hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count)
    {
        _buffer <<= count;
        _count -= count;
    }

    /// <summary>Takes 0 to 16 bits that are at hand, as a number without sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int count)
    {
        var bits = (int)(_buffer >> 32 >> (32 - count));
        Skip(count);
        return bits;
    }

    /// <summary>
    /// Takes additional bits that are at hand and reads them as a difference or coefficient of that category: ITU-T T.81,
    /// F.2.2.1, EXTEND.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeSigned(int category) => Extend(Take(category), category);

    /// <summary>The number that <paramref name="category"/> additional bits stand for: figure F.12.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Extend(int bits, int category) =>
        bits + (((bits - ((1 << category) >> 1)) >> 31) & ((-1 << category) + 1));

    /// <summary>Takes one bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeBit()
    {
        Fill();
        return Take(1);
    }
}
