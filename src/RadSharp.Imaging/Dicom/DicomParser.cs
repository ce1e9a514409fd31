using System.Buffers.Binary;

namespace RadSharp.Imaging.Dicom;

/// <summary>How elements are written: with their value representation or without, lowest byte first or last.</summary>
internal readonly record struct DicomEncoding(bool IsExplicit, bool IsBigEndian)
{
    public static DicomEncoding ImplicitLittleEndian => new(false, false);

    public static DicomEncoding ExplicitLittleEndian => new(true, false);

    public ushort UInt16(ReadOnlySpan<byte> bytes) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    public uint UInt32(ReadOnlySpan<byte> bytes) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    public DicomTag Tag(ReadOnlySpan<byte> bytes) => new(UInt16(bytes), UInt16(bytes[2..]));
}

/// <summary>Reads data elements (PS3.5 7), nested ones too; long values are passed over.</summary>
internal sealed class DicomParser(SourceReader reader)
{
    /// <summary>Deepest nesting of sequences that is read; the deepest of the standard's own objects has about ten.</summary>
    public const int MaxDepth = 64;

    /// <summary>Most elements, items and fragments of a file. An object of thousands of frames has some 100,000.</summary>
    public const int MaxParts = 500_000;

    private const uint UndefinedLength = uint.MaxValue;
    private const int ItemHeaderByteCount = 8;
    private const int ShortHeaderByteCount = 8;
    private const int LongHeaderByteCount = 12;

    private int _partCount;

    /// <summary>Reads elements up to the end of the source, or up to the first that is not of group 0002.</summary>
    public DicomDataSet ReadDataSet(DicomEncoding encoding, bool metaInformationOnly = false)
    {
        var dataSet = new DicomDataSet();
        var elements = new List<DicomElement>();
        var pixelsAreSigned = false;
        while (reader.Remaining > 0 && !IsPadding())
        {
            if (metaInformationOnly && (reader.Remaining < 2 || encoding.UInt16(reader.Peek(2)) != 2))
            {
                break;
            }

            var header = ReadHeader(encoding, reader.Source.Length, pixelsAreSigned);
            elements.Add(ReadElement(header, reader.Source.Length, dataSet, 0, ref pixelsAreSigned));
        }

        dataSet.Take(elements);
        return dataSet;
    }

    /// <summary>Whether nothing but zeros follows, with which some writers fill the file's last block.</summary>
    private bool IsPadding()
    {
        if (reader.Peek(4).ContainsAnyExcept((byte)0))
        {
            return false;
        }

        var start = reader.Position;
        while (reader.Remaining > 0)
        {
            var bytes = reader.Take((int)Math.Min(reader.Remaining, 16 << 10));
            if (bytes.Span.ContainsAnyExcept((byte)0))
            {
                throw new ImageDataException(start, "Expected a data element, found the tag (0000,0000).");
            }
        }

        return true;
    }

    private readonly record struct Header(DicomTag Tag, DicomVr Vr, uint Length, long Offset, DicomEncoding Encoding)
    {
        public bool HasUndefinedLength => Length == UndefinedLength;
    }

    private Header ReadHeader(DicomEncoding encoding, long end, bool pixelsAreSigned)
    {
        var offset = reader.Position;
        CountPart();
        var bytes = reader.Peek(LongHeaderByteCount);
        if (end - offset < ShortHeaderByteCount)
        {
            throw new ImageDataException(
                offset, $"Expected a data element of at least 8 bytes, found {end - offset} bytes before the end.");
        }

        var tag = encoding.Tag(bytes);
        if (tag.Group == 0xFFFE || !encoding.IsExplicit)
        {
            return Headed(ShortHeaderByteCount, DicomDictionary.VrOf(tag, pixelsAreSigned), encoding.UInt32(bytes[4..]));
        }

        if (DicomVrRules.TryParse(bytes[4], bytes[5], out var vr))
        {
            return vr.HasLongLength() ? Long(bytes, vr) : Headed(ShortHeaderByteCount, vr, encoding.UInt16(bytes[6..]));
        }

        // Representations that the standard will define have two capital letters and a long length (PS3.5 6.2).
        if (char.IsAsciiLetterUpper((char)bytes[4]) && char.IsAsciiLetterUpper((char)bytes[5]))
        {
            return Long(bytes, DicomVr.UN);
        }

        // Some writers leave the representation out of single elements: four bytes of length stand in its place. Others
        // write fill characters, and the length after them.
        var isFill = bytes[4] == bytes[5] && bytes[4] is (byte)'?' or (byte)'-' or (byte)' ' or 0;
        return !isFill && encoding.UInt32(bytes[4..]) is var length
            && (length == UndefinedLength || length <= end - offset - ShortHeaderByteCount)
            ? Headed(ShortHeaderByteCount, DicomDictionary.VrOf(tag, pixelsAreSigned), length)
            : Headed(ShortHeaderByteCount, DicomDictionary.VrOf(tag, pixelsAreSigned), encoding.UInt16(bytes[6..]));

        Header Long(ReadOnlySpan<byte> bytes, DicomVr vr) => end - offset >= LongHeaderByteCount
            ? Headed(LongHeaderByteCount, vr, encoding.UInt32(bytes[8..]))
            : throw new ImageDataException(
                offset, $"{DicomDictionary.Describe(tag)}: expected a header of 12 bytes, found {end - offset} before the end.");

        Header Headed(int byteCount, DicomVr vr, uint length)
        {
            reader.Skip(byteCount);
            return new Header(tag, vr, length, offset, encoding);
        }
    }

    private DicomElement ReadElement(in Header header, long end, DicomDataSet parent, int depth, ref bool pixelsAreSigned)
    {
        var (tag, vr, encoding) = (header.Tag, header.Vr, header.Encoding);
        if (tag.Group == 0xFFFE)
        {
            throw new ImageDataException(
                header.Offset, $"Expected a data element, found {DicomDictionary.Describe(tag)} outside a sequence.");
        }

        if (header.HasUndefinedLength)
        {
            return ReadUndefinedLength(header, end, parent, depth, pixelsAreSigned);
        }

        var start = reader.Position;
        if (header.Length > end - start)
        {
            throw new ImageDataException(
                header.Offset,
                $"{DicomDictionary.Describe(tag)} declares {header.Length:N0} bytes, but {end - start:N0} are left "
                + $"{(end == reader.Source.Length ? "in the file" : "in its item")}.");
        }

        if (vr == DicomVr.SQ)
        {
            return new DicomElement(
                tag, ReadItems(encoding, start + header.Length, isDelimited: false, parent, depth, pixelsAreSigned), start);
        }

        if (vr == DicomVr.UN && encoding.IsExplicit && DicomDictionary.VrOf(tag, pixelsAreSigned) is var known and not DicomVr.SQ)
        {
            // Who did not know the representation wrote the value little-endian (PS3.5 6.2.2).
            (vr, encoding) = (known, DicomEncoding.ImplicitLittleEndian);
        }

        var element = ReadValue(tag, vr, header.Length, encoding.IsBigEndian);
        if (tag == DicomTags.PixelRepresentation)
        {
            pixelsAreSigned = DicomValues.Integers(element) is [1, ..];
        }

        return element;
    }

    private DicomElement ReadValue(DicomTag tag, DicomVr vr, uint length, bool isBigEndian)
    {
        var start = reader.Position;
        if (length > DicomElement.MaxReadAheadByteCount)
        {
            reader.Skip(length);
            return new DicomElement(tag, vr, reader.Source, start, length, isBigEndian);
        }

        var value = reader.Take((int)length);
        if (isBigEndian && vr.WordByteCount() is > 1 and var word)
        {
            var swapped = value.ToArray();
            DicomElement.SwapWords(swapped, word);
            value = swapped;
        }

        return new DicomElement(tag, vr, value, start);
    }

    private DicomElement ReadUndefinedLength(in Header header, long end, DicomDataSet parent, int depth, bool pixelsAreSigned)
    {
        var start = reader.Position;
        if (header.Tag == DicomTags.PixelData || header.Vr is DicomVr.OB or DicomVr.OW)
        {
            return new DicomElement(header.Tag, DicomVr.OB, ReadFragments(header, end), start);
        }

        // A sequence whose name the writer did not know is written with implicit representations (PS3.5 6.2.2, note 2).
        var encoding = header.Vr switch
        {
            DicomVr.SQ => header.Encoding,
            DicomVr.UN => DicomEncoding.ImplicitLittleEndian,
            _ => throw new ImageDataException(
                header.Offset,
                $"{DicomDictionary.Describe(header.Tag)}: expected a length, which {header.Vr} must have, found none."),
        };
        return new DicomElement(
            header.Tag, ReadItems(encoding, end, isDelimited: true, parent, depth, pixelsAreSigned), start);
    }

    /// <summary>The items of a sequence, up to its end or up to its delimitation item.</summary>
    private List<DicomDataSet> ReadItems(
        DicomEncoding encoding, long end, bool isDelimited, DicomDataSet parent, int depth, bool pixelsAreSigned)
    {
        if (depth >= MaxDepth)
        {
            throw new ImageDataException(reader.Position, $"Sequences are nested more than {MaxDepth} deep, which is not read.");
        }

        var items = new List<DicomDataSet>();
        while (isDelimited || reader.Position < end)
        {
            var header = ReadItemHeader(encoding, end, "sequence");
            if (header.Tag == DicomTags.SequenceDelimitationItem && isDelimited)
            {
                break;
            }

            Expect(header, DicomTags.Item);
            var item = new DicomDataSet(parent);
            var itemEnd = header.HasUndefinedLength ? end : reader.Position + header.Length;
            ReadItem(item, encoding, itemEnd, header.HasUndefinedLength, depth + 1, pixelsAreSigned);
            items.Add(item);
        }

        return items;
    }

    private void ReadItem(
        DicomDataSet item, DicomEncoding encoding, long end, bool isDelimited, int depth, bool pixelsAreSigned)
    {
        var elements = new List<DicomElement>();
        while (isDelimited || reader.Position < end)
        {
            var header = ReadHeader(encoding, end, pixelsAreSigned);
            if (isDelimited && header.Tag == DicomTags.ItemDelimitationItem)
            {
                break;
            }

            elements.Add(ReadElement(header, end, item, depth, ref pixelsAreSigned));
        }

        item.Take(elements);
    }

    /// <summary>The fragments of pixel data. A file that ends after one of them lacks only the delimitation item.</summary>
    private List<DicomFragment> ReadFragments(in Header pixelData, long end)
    {
        var fragments = new List<DicomFragment>();
        while (reader.Position < end || end != reader.Source.Length)
        {
            var header = ReadItemHeader(pixelData.Encoding, end, "pixel data");
            if (header.Tag == DicomTags.SequenceDelimitationItem)
            {
                break;
            }

            Expect(header, DicomTags.Item);
            if (header.HasUndefinedLength || header.Length > Array.MaxLength)
            {
                throw new ImageDataException(header.Offset, "Expected a fragment of pixel data with a length below 2 GiB.");
            }

            fragments.Add(new DicomFragment(reader.Source, reader.Position, (int)header.Length));
            reader.Skip(header.Length);
        }

        return fragments;
    }

    /// <summary>The header of an item or a delimitation item; an item with a length lies within <paramref name="end"/>.</summary>
    private Header ReadItemHeader(DicomEncoding encoding, long end, string where)
    {
        var offset = reader.Position;
        CountPart();
        if (end - offset < ItemHeaderByteCount)
        {
            throw new ImageDataException(
                offset, $"Expected an item or the end of the {where}, found {end - offset} bytes before the end.");
        }

        var bytes = reader.Take(ItemHeaderByteCount).Span;
        var (tag, length) = (encoding.Tag(bytes), encoding.UInt32(bytes[4..]));
        return length == UndefinedLength || length <= end - reader.Position
            ? new Header(tag, DicomVr.UN, length, offset, encoding)
            : throw new ImageDataException(
                offset, $"An item of the {where} declares {length:N0} bytes, but {end - reader.Position:N0} are left.");
    }

    private static void Expect(in Header header, DicomTag tag)
    {
        if (header.Tag != tag)
        {
            throw new ImageDataException(
                header.Offset,
                $"Expected {DicomDictionary.Describe(tag)}, found {DicomDictionary.Describe(header.Tag)}.");
        }
    }

    private void CountPart()
    {
        if (++_partCount > MaxParts)
        {
            throw new ImageDataException(
                reader.Position, $"The file has more than {MaxParts:N0} elements and items, which is not read.");
        }
    }
}
