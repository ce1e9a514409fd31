namespace RadSharp.Imaging.Dicom;

/// <summary>
/// A DICOM file (PS3.10): who wrote it and how, and a data set. Long values stay in the file until they are asked for, so
/// the file is open until it is disposed of.
/// </summary>
public sealed class DicomFile : IDisposable
{
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

    /// <summary>Opens a file and reads all but its long values.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">How much to believe; <see cref="ReadLimits.Default"/> where null.</param>
    /// <exception cref="ImageDataException">The file is damaged or no DICOM file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DicomFile Open(string path, ReadLimits? limits = null) => throw new NotImplementedException();

    /// <summary>Reads a file in memory. Values are not copied: the bytes must stay as they are.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="limits">How much to believe; <see cref="ReadLimits.Default"/> where null.</param>
    /// <exception cref="ImageDataException">The data is damaged or no DICOM file.</exception>
    public static DicomFile Read(ReadOnlyMemory<byte> bytes, ReadLimits? limits = null) => throw new NotImplementedException();

    /// <summary>Whether a file that begins so is a DICOM file, with preamble and header or without.</summary>
    /// <param name="start">Its first bytes, 132 or more where there are so many.</param>
    public static bool Recognizes(ReadOnlySpan<byte> start) => throw new NotImplementedException();

    /// <summary>Closes the file; long values can no longer be read.</summary>
    public void Dispose() => _source.Dispose();
}
