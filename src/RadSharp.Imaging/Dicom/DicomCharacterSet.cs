namespace RadSharp.Imaging.Dicom;

internal sealed class DicomCharacterSet
{
    public static DicomCharacterSet Default { get; } = new();

    public IReadOnlyList<string> UnknownTerms { get; init; } = [];

    public static DicomCharacterSet Of(IReadOnlyList<string> terms) => throw new NotImplementedException();

    public string Decode(ReadOnlySpan<byte> bytes, DicomVr vr) => throw new NotImplementedException();
}
