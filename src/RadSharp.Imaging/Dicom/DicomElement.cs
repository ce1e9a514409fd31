using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RadSharp.Imaging.Dicom;

/// <summary>
/// A data element: a tag and its value (PS3.5 7.1). A long value is not in memory; it is read from the file when it is asked
/// for. Numbers are little-endian here, whatever they are in the file.
/// </summary>
public sealed class DicomElement
{
    /// <summary>Longest value that is read when the file is opened.</summary>
    internal const int MaxReadAheadByteCount = 64 << 10;

    private readonly IByteSource? _source;
    private readonly bool _swaps;
    private readonly ReadOnlyMemory<byte> _value;

    /// <summary>A value in memory, little-endian.</summary>
    internal DicomElement(DicomTag tag, DicomVr vr, ReadOnlyMemory<byte> value, long offset = 0) =>
        (Tag, Vr, _value, Offset, Length) = (tag, vr, value, offset, value.Length);

    /// <summary>A value that stays in its source.</summary>
    internal DicomElement(DicomTag tag, DicomVr vr, IByteSource source, long offset, long length, bool bigEndian)
    {
        (Tag, Vr, _source, Offset, Length) = (tag, vr, source, offset, length);
        _swaps = bigEndian && vr.WordByteCount() > 1;
    }

    /// <summary>A sequence.</summary>
    internal DicomElement(DicomTag tag, IReadOnlyList<DicomDataSet> items, long offset = 0) =>
        (Tag, Vr, Items, Offset) = (tag, DicomVr.SQ, items, offset);

    /// <summary>Encapsulated pixel data.</summary>
    internal DicomElement(DicomTag tag, DicomVr vr, IReadOnlyList<DicomFragment> fragments, long offset = 0) =>
        (Tag, Vr, Fragments, IsEncapsulated, Offset) = (tag, vr, fragments, true, offset);

    /// <summary>Which attribute this is.</summary>
    public DicomTag Tag { get; }

    /// <summary>How the value is represented.</summary>
    public DicomVr Vr { get; }

    /// <summary>Bytes of the value; 0 in sequences and encapsulated pixel data, whose parts have lengths of their own.</summary>
    public long Length { get; }

    /// <summary>
    /// Where the value begins, in bytes from the beginning of the file (of the inflated data set where it was deflated);
    /// 0 where the element was made in code.
    /// </summary>
    public long Offset { get; }

    /// <summary>The items of a sequence; empty elsewhere.</summary>
    public IReadOnlyList<DicomDataSet> Items { get; } = [];

    /// <summary>The fragments of encapsulated pixel data, the basic offset table first; empty elsewhere.</summary>
    public IReadOnlyList<DicomFragment> Fragments { get; } = [];

    /// <summary>Whether the value is a sequence of items.</summary>
    public bool IsSequence => Vr == DicomVr.SQ;

    /// <summary>Whether the value is compressed pixel data in fragments (PS3.5 A.4).</summary>
    public bool IsEncapsulated { get; }

    /// <summary>Copies a part of the value. Safe from several threads at once.</summary>
    /// <param name="destination">Is filled; its length says how many bytes are copied.</param>
    /// <param name="start">First byte of the part, from the beginning of the value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part leaves the value.</exception>
    /// <exception cref="ImageDataException">The file has become shorter since it was opened.</exception>
    public void CopyTo(Span<byte> destination, long start = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length - destination.Length);
        if (_source is null)
        {
            _value.Span.Slice((int)start, destination.Length).CopyTo(destination);
            return;
        }

        var word = Vr.WordByteCount();
        var (before, after) = ((int)(start % word), (int)(-(start + destination.Length) & (word - 1)));
        if (!_swaps || (before == 0 && after == 0))
        {
            _source.Read(Offset + start, destination);
            if (_swaps)
            {
                SwapWords(destination, word);
            }

            return;
        }

        // The part begins or ends within a word: swap whole words, then take the part of them.
        var count = Math.Min(before + destination.Length + after, Length - start + before);
        var words = GC.AllocateUninitializedArray<byte>(checked((int)count));
        _source.Read(Offset + start - before, words);
        SwapWords(words, word);
        words.AsSpan(before, destination.Length).CopyTo(destination);
    }

    /// <summary>The whole value, copied.</summary>
    /// <exception cref="ImageDataException">
    /// The value is longer than an array can be, or the file has become shorter since it was opened.
    /// </exception>
    public byte[] ReadBytes()
    {
        if (Length > Array.MaxLength)
        {
            throw new ImageDataException(
                Offset, $"{DicomDictionary.Describe(Tag)} has {Length:N0} bytes, too many to be read at once.");
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)Length);
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>The whole value, not copied where it is in memory.</summary>
    internal ReadOnlyMemory<byte> Bytes() => _source is null ? _value : ReadBytes();

    /// <summary>Reverses the bytes of every whole word; a rest shorter than a word stays.</summary>
    internal static void SwapWords(Span<byte> bytes, int wordByteCount)
    {
        switch (wordByteCount)
        {
            case 2:
                var words = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 4:
                var doubles = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(doubles, doubles);
                break;
            case 8:
                var quads = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(quads, quads);
                break;
        }
    }
}

/// <summary>A piece of encapsulated pixel data, read when it is asked for.</summary>
public readonly struct DicomFragment
{
    private readonly IByteSource _source;

    internal static DicomFragment Of(ReadOnlyMemory<byte> bytes) => new(new MemorySource(bytes), 0, bytes.Length);

    internal DicomFragment(IByteSource source, long offset, int length) =>
        (_source, Offset, Length) = (source, offset, length);

    /// <summary>Where it begins in the file, in bytes.</summary>
    public long Offset { get; }

    /// <summary>Its bytes, padding included.</summary>
    public int Length { get; }

    /// <summary>Copies a part of it.</summary>
    /// <param name="destination">Is filled from its beginning, up to its end or the end of the fragment.</param>
    /// <param name="start">First byte of the part, from the beginning of the fragment.</param>
    /// <exception cref="ImageDataException">The file has become shorter since it was opened.</exception>
    public void CopyTo(Span<byte> destination, int start = 0) =>
        _source.Read(Offset + start, destination[..Math.Min(destination.Length, Length - start)]);
}
