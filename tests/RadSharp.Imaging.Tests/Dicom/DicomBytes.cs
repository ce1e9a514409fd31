using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging.Tests.Dicom;

/// <summary>A plain writer of data sets in every encoding, as reference and for streams that no good writer makes.</summary>
internal sealed class DicomBytes(bool isExplicit = true, bool isBigEndian = false, bool undefinedLengths = false)
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    /// <summary>Preamble, prefix and a header that names a transfer syntax, before the bytes of a data set.</summary>
    public static byte[] File(string transferSyntax, byte[] dataSet)
    {
        var meta = new DicomBytes().Text(DicomTags.TransferSyntaxUID, DicomVr.UI, transferSyntax).ToArray();
        return [.. new byte[128], .. "DICM"u8, .. meta, .. dataSet];
    }

    public static byte[] Deflated(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var deflater = new DeflateStream(stream, CompressionLevel.Optimal))
        {
            deflater.Write(bytes);
        }

        return stream.ToArray();
    }

    public DicomBytes Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public DicomBytes Text(DicomTag tag, DicomVr vr, string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        byte[] padding = bytes.Length % 2 == 0 ? [] : [vr == DicomVr.UI ? (byte)0 : (byte)' '];
        return Header(tag, vr.ToString(), (uint)(bytes.Length + padding.Length)).Raw(bytes).Raw(padding);
    }

    /// <summary>An element's header; representations that the standard does not know have a short length.</summary>
    public DicomBytes Header(DicomTag tag, string vr, uint length)
    {
        Tag(tag);
        if (!isExplicit)
        {
            return Word(length, 4);
        }

        Raw(Encoding.Latin1.GetBytes(vr));
        return vr is "OB" or "OD" or "OF" or "OL" or "OV" or "OW" or "SQ" or "SV" or "UC" or "UN" or "UR" or "UT" or "UV"
            ? Word(0, 2).Word(length, 4)
            : Word(length, 2);
    }

    public DicomBytes Item(DicomTag tag, uint length) => Tag(tag).Word(length, 4);

    public DicomBytes Write(DicomDataSet dataSet)
    {
        foreach (var element in dataSet)
        {
            if (element.IsSequence)
            {
                WriteItems(element);
                continue;
            }

            if (element.IsEncapsulated)
            {
                Header(element.Tag, "OB", uint.MaxValue);
                foreach (var fragment in element.Fragments)
                {
                    var piece = new byte[fragment.Length];
                    fragment.CopyTo(piece);
                    Item(DicomTags.Item, (uint)piece.Length).Raw(piece);
                }

                Item(DicomTags.SequenceDelimitationItem, 0);
                continue;
            }

            var bytes = element.ReadBytes();
            if (isBigEndian)
            {
                var word = element.Vr.WordByteCount();
                for (var start = 0; start + word <= bytes.Length; start += word)
                {
                    Array.Reverse(bytes, start, word);
                }
            }

            byte[] padding = bytes.Length % 2 == 0 ? [] : [element.Vr.IsText() && element.Vr != DicomVr.UI ? (byte)' ' : (byte)0];
            Header(element.Tag, element.Vr.ToString(), (uint)(bytes.Length + padding.Length)).Raw(bytes).Raw(padding);
        }

        return this;
    }

    private void WriteItems(DicomElement element)
    {
        var items = element.Items
            .Select(item => new DicomBytes(isExplicit, isBigEndian, undefinedLengths).Write(item).ToArray()).ToList();
        Header(element.Tag, "SQ", undefinedLengths ? uint.MaxValue : (uint)items.Sum(item => 8 + item.Length));
        foreach (var item in items)
        {
            Item(DicomTags.Item, undefinedLengths ? uint.MaxValue : (uint)item.Length).Raw(item);
            if (undefinedLengths)
            {
                Item(DicomTags.ItemDelimitationItem, 0);
            }
        }

        if (undefinedLengths)
        {
            Item(DicomTags.SequenceDelimitationItem, 0);
        }
    }

    private DicomBytes Tag(DicomTag tag) => Word(tag.Group, 2).Word(tag.Element, 2);

    private DicomBytes Word(uint number, int byteCount)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        bytes = bytes[..byteCount];
        if (isBigEndian)
        {
            bytes.Reverse();
        }

        _bytes.AddRange(bytes);
        return this;
    }
}
