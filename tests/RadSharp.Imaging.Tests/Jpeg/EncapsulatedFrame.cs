namespace RadSharp.Imaging.Tests.Jpeg;

/// <summary>The one compressed frame of a DICOM file, found without reading DICOM.</summary>
internal static class EncapsulatedFrame
{
    /// <summary>The frame of a fixture.</summary>
    public static byte[] Of(string fixture) => OfFile(Fixture.PathOf(fixture));

    /// <summary>The second item after the pixel data element: the first one is the offset table.</summary>
    public static byte[] OfFile(string path)
    {
        ReadOnlySpan<byte> item = [0xFE, 0xFF, 0x00, 0xE0];
        var bytes = File.ReadAllBytes(path);
        var position = bytes.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B']);
        for (var count = 0; count < 2; count++)
        {
            position += 4 + bytes.AsSpan(position + 4).IndexOf(item);
        }

        return bytes.AsSpan(position + 8, BitConverter.ToInt32(bytes, position + 4)).ToArray();
    }
}
