namespace RadSharp.Imaging.Dicom;

/// <summary>
/// A DICOM file (PS3.10 7): who wrote it and how, and a data set. Long values stay in the file until they are asked for, so
/// the file is open until it is disposed of.
/// </summary>
public sealed class DicomFile : IDisposable
{
    /// <summary>Bytes before the prefix, for whatever use (PS3.10 7.1).</summary>
    internal const int PreambleByteCount = 128;

    private static readonly DicomTransferSyntax[] Natives =
    [
        DicomTransferSyntax.ImplicitLittleEndian,
        DicomTransferSyntax.ExplicitLittleEndian,
        DicomTransferSyntax.ExplicitBigEndian,
    ];

    private readonly IByteSource _source;

    private DicomFile(
        IByteSource source, DicomTransferSyntax transferSyntax, DicomDataSet metaInformation, DicomDataSet dataSet) =>
        (_source, TransferSyntax, MetaInformation, DataSet) = (source, transferSyntax, metaInformation, dataSet);

    /// <summary>How the data set is written.</summary>
    public DicomTransferSyntax TransferSyntax { get; }

    /// <summary>The elements of group 0002; none where the file has no header.</summary>
    public DicomDataSet MetaInformation { get; }

    /// <summary>The elements after the header.</summary>
    public DicomDataSet DataSet { get; }

    /// <summary>The bytes between preamble and header.</summary>
    internal static ReadOnlySpan<byte> Prefix => "DICM"u8;

    /// <summary>Opens a file and reads all but its long values.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">How much to believe; <see cref="ReadLimits.Default"/> where null.</param>
    /// <exception cref="ImageDataException">The file is damaged or no DICOM file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DicomFile Open(string path, ReadLimits? limits = null)
    {
        var source = new FileSource(path);
        try
        {
            return Read(source, limits ?? ReadLimits.Default);
        }
        catch (ImageDataException error)
        {
            source.Dispose();
            throw error.In(path);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Reads a file in memory. Values are not copied: the bytes must stay as they are.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="limits">How much to believe; <see cref="ReadLimits.Default"/> where null.</param>
    /// <exception cref="ImageDataException">The data is damaged or no DICOM file.</exception>
    public static DicomFile Read(ReadOnlyMemory<byte> bytes, ReadLimits? limits = null) =>
        Read(new MemorySource(bytes), limits ?? ReadLimits.Default);

    /// <summary>Whether a file that begins so is a DICOM file, with preamble and header or without.</summary>
    /// <param name="start">Its first bytes, 132 or more where there are so many.</param>
    public static bool Recognizes(ReadOnlySpan<byte> start) =>
        HasPrefix(start) || start.StartsWith(Prefix) || EncodingGuess.Of(start) is not null;

    /// <summary>Closes the file; long values can no longer be read.</summary>
    public void Dispose() => _source.Dispose();

    private static DicomFile Read(IByteSource source, ReadLimits limits)
    {
        var start = StartOf(source);
        var reader = new SourceReader(source, start);
        var metaInformation = ReadMetaInformation(reader);
        var declared = metaInformation.Text(DicomTags.TransferSyntaxUID) is { } uid ? DicomTransferSyntax.Of(uid) : null;
        if (declared is { IsDeflated: true })
        {
            var parser = new DicomParser(new SourceReader(Inflated.Source(source, reader.Position, limits)));
            try
            {
                return new DicomFile(source, declared, metaInformation, parser.ReadDataSet(DicomEncoding.ExplicitLittleEndian));
            }
            catch (ImageDataException error)
            {
                throw new ImageDataException(error.Offset, $"In the inflated data set: {error.Reason}", error);
            }
        }

        var found = EncodingGuess.Of(reader.Peek(EncodingGuess.ByteCount));
        if (declared is null && found is null)
        {
            throw new ImageDataException(
                reader.Position,
                "Expected a DICOM file: 'DICM' after 128 bytes, or a data element of group 0002 or 0008, but found neither.");
        }

        // Some writers name one syntax and use another. What is there counts, but how pixels are compressed is only named.
        var encoding = found ?? new DicomEncoding(declared!.IsExplicit, declared.IsBigEndian);
        var transferSyntax = declared is null || Natives.Contains(declared)
            ? Native(encoding)
            : declared with { IsExplicit = encoding.IsExplicit, IsBigEndian = encoding.IsBigEndian };
        return new DicomFile(source, transferSyntax, metaInformation, new DicomParser(reader).ReadDataSet(encoding));
    }

    private static DicomTransferSyntax Native(DicomEncoding encoding) => Array.Find(
        Natives, syntax => (syntax.IsExplicit, syntax.IsBigEndian) == (encoding.IsExplicit, encoding.IsBigEndian))!;

    private static bool HasPrefix(ReadOnlySpan<byte> start) =>
        start.Length >= PreambleByteCount + Prefix.Length && start[PreambleByteCount..].StartsWith(Prefix);

    /// <summary>Where the first data element is: after the prefix, which some writers put at the very beginning.</summary>
    private static long StartOf(IByteSource source)
    {
        var start = new SourceReader(source).Peek(PreambleByteCount + Prefix.Length);
        return HasPrefix(start) ? start.Length : start.StartsWith(Prefix) ? Prefix.Length : 0;
    }

    /// <summary>The group 0002. Its declared length is not believed: it ends where another group begins.</summary>
    private static DicomDataSet ReadMetaInformation(SourceReader reader)
    {
        var start = reader.Peek(6);
        var isExplicit = start.Length == 6 && DicomVrRules.TryParse(start[4], start[5], out _);
        return new DicomParser(reader).ReadDataSet(new DicomEncoding(isExplicit, IsBigEndian: false), metaInformationOnly: true);
    }
}
