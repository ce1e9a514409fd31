using System.Buffers.Binary;

namespace RadSharp.Imaging.Dicom;

/// <summary>Writes DICOM files (PS3.10 7): explicit VR little endian, sequences and items with their lengths.</summary>
public static class DicomWriter
{
    /// <summary>Identifies this implementation in the files that it writes (PS3.7 D.3.3.2).</summary>
    public const string ImplementationClassUid = "2.25.313689392523466678481548353532878772100";

    /// <summary>Names this implementation in the files that it writes.</summary>
    public const string ImplementationVersionName = "RADSHARP";

    private const uint UndefinedLength = uint.MaxValue;
    private const int ItemHeaderByteCount = 8;

    // Values are even in length, and the longest even number that two bytes hold is this.
    private const int LongestShortLength = 65534;

    /// <summary>
    /// Writes a file: preamble, header, data set. Values longer than their representation's length can say are written as
    /// UN (PS3.5 6.2.2); retired group lengths are left out.
    /// </summary>
    /// <param name="destination">Takes the file; it is not closed.</param>
    /// <param name="dataSet">The data set, with SOP Class UID and SOP Instance UID.</param>
    /// <param name="transferSyntax">
    /// Explicit VR little endian where null; for encapsulated pixel data the syntax of its fragments.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The data set has no SOP UIDs, holds elements that belong to no data set, is nested too deeply, or does not fit the
    /// transfer syntax.
    /// </exception>
    /// <exception cref="ImageDataException">A value stayed in its file and can no longer be read.</exception>
    public static void Write(Stream destination, DicomDataSet dataSet, DicomTransferSyntax? transferSyntax = null)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(dataSet);
        transferSyntax ??= DicomTransferSyntax.ExplicitLittleEndian;
        if (!transferSyntax.IsExplicit || transferSyntax.IsBigEndian || transferSyntax.IsDeflated)
        {
            throw new ArgumentException(
                $"Expected an explicit little-endian transfer syntax, found {transferSyntax.Name}.", nameof(transferSyntax));
        }

        var isEncapsulated = dataSet.Find(DicomTags.PixelData) is { IsEncapsulated: true };
        if (isEncapsulated && transferSyntax == DicomTransferSyntax.ExplicitLittleEndian)
        {
            throw new ArgumentException(
                "Encapsulated pixel data needs the transfer syntax of its fragments.", nameof(transferSyntax));
        }

        Check(dataSet, 0);
        var metaInformation = MetaInformation(dataSet, transferSyntax);
        Span<byte> preamble = stackalloc byte[DicomFile.PreambleByteCount];
        preamble.Clear();
        destination.Write(preamble);
        destination.Write(DicomFile.Prefix);
        WriteElements(destination, metaInformation);
        WriteElements(destination, dataSet);
    }

    private static DicomDataSet MetaInformation(DicomDataSet dataSet, DicomTransferSyntax transferSyntax)
    {
        string Identifier(DicomTag tag) => dataSet.Text(tag)
            ?? throw new ArgumentException($"A file needs {DicomDictionary.Describe(tag)}.", nameof(dataSet));
        var metaInformation = new DicomDataSet();
        metaInformation.SetBytes(DicomTags.FileMetaInformationVersion, DicomVr.OB, new byte[] { 0, 1 });
        metaInformation.Set(DicomTags.MediaStorageSOPClassUID, Identifier(DicomTags.SOPClassUID));
        metaInformation.Set(DicomTags.MediaStorageSOPInstanceUID, Identifier(DicomTags.SOPInstanceUID));
        metaInformation.Set(DicomTags.TransferSyntaxUID, transferSyntax.Uid);
        metaInformation.Set(DicomTags.ImplementationClassUID, ImplementationClassUid);
        metaInformation.Set(DicomTags.ImplementationVersionName, ImplementationVersionName);
        metaInformation.Set(DicomTags.FileMetaInformationGroupLength, Measure(metaInformation));
        return metaInformation;
    }

    private static void Check(DicomDataSet dataSet, int depth)
    {
        if (depth > DicomParser.MaxDepth)
        {
            throw new ArgumentException($"Sequences are nested more than {DicomParser.MaxDepth} deep.", nameof(dataSet));
        }

        foreach (var element in dataSet)
        {
            if (element.Tag.Group is <= 2 or 0xFFFE)
            {
                throw new ArgumentException(
                    $"{DicomDictionary.Describe(element.Tag)} does not belong in a data set.", nameof(dataSet));
            }

            foreach (var item in element.Items)
            {
                Check(item, depth + 1);
            }
        }
    }

    /// <summary>Bytes of a data set with all headers.</summary>
    private static long Measure(DicomDataSet dataSet)
    {
        var byteCount = 0L;
        foreach (var element in Written(dataSet))
        {
            byteCount += (WrittenVr(element).HasLongLength() ? 12 : 8) + (element.IsEncapsulated
                ? element.Fragments.Sum(fragment => ItemHeaderByteCount + Even(fragment.Length)) + ItemHeaderByteCount
                : MeasureValue(element));
        }

        return byteCount;
    }

    private static long MeasureValue(DicomElement element) => element.IsSequence
        ? element.Items.Sum(item => ItemHeaderByteCount + Measure(item))
        : Even(element.Length);

    private static long Even(long byteCount) => byteCount + (byteCount & 1);

    // The group length of the header is written, those of other groups are retired.
    private static IEnumerable<DicomElement> Written(DicomDataSet dataSet) =>
        dataSet.Where(element => !element.Tag.IsGroupLength || element.Tag == DicomTags.FileMetaInformationGroupLength);

    private static DicomVr WrittenVr(DicomElement element) =>
        element.Length > LongestShortLength && !element.Vr.HasLongLength() ? DicomVr.UN : element.Vr;

    private static void WriteElements(Stream destination, DicomDataSet dataSet)
    {
        foreach (var element in Written(dataSet))
        {
            if (element.IsEncapsulated)
            {
                WriteHeader(destination, element, UndefinedLength);
                WriteFragments(destination, element);
                continue;
            }

            var byteCount = MeasureValue(element);
            WriteHeader(destination, element, Length(element, byteCount));
            if (!element.IsSequence)
            {
                WriteValue(destination, element);
            }

            foreach (var item in element.Items)
            {
                WriteItemHeader(destination, DicomTags.Item, Length(element, Measure(item)));
                WriteElements(destination, item);
            }
        }
    }

    private static uint Length(DicomElement element, long byteCount) => byteCount < UndefinedLength
        ? (uint)byteCount
        : throw new ArgumentException(
            $"{DicomDictionary.Describe(element.Tag)} has {byteCount:N0} bytes, more than its length can say.");

    private static void WriteFragments(Stream destination, DicomElement element)
    {
        foreach (var fragment in element.Fragments)
        {
            WriteItemHeader(destination, DicomTags.Item, (uint)Even(fragment.Length));
            var bytes = new byte[Even(fragment.Length)];
            fragment.CopyTo(bytes);
            destination.Write(bytes);
        }

        WriteItemHeader(destination, DicomTags.SequenceDelimitationItem, 0);
    }

    private static void WriteValue(Stream destination, DicomElement element)
    {
        const int BlockByteCount = 64 << 10;
        var block = new byte[Math.Min(BlockByteCount, element.Length)];
        for (var start = 0L; start < element.Length; start += block.Length)
        {
            var bytes = block.AsSpan(0, (int)Math.Min(block.Length, element.Length - start));
            element.CopyTo(bytes, start);
            destination.Write(bytes);
        }

        if ((element.Length & 1) != 0)
        {
            destination.WriteByte(element.Vr.Padding());
        }
    }

    private static void WriteHeader(Stream destination, DicomElement element, uint length)
    {
        Span<byte> header = stackalloc byte[12];
        header.Clear();
        var vr = WrittenVr(element);
        WriteTag(header, element.Tag);
        var letters = vr.ToString();
        (header[4], header[5]) = ((byte)letters[0], (byte)letters[1]);
        if (vr.HasLongLength())
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], length);
            destination.Write(header);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)length);
            destination.Write(header[..8]);
        }
    }

    private static void WriteItemHeader(Stream destination, DicomTag tag, uint length)
    {
        Span<byte> header = stackalloc byte[ItemHeaderByteCount];
        WriteTag(header, tag);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], length);
        destination.Write(header);
    }

    private static void WriteTag(Span<byte> header, DicomTag tag)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(header, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], tag.Element);
    }
}
