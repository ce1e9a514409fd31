using RadSharp.Imaging.Dicom;

namespace RadSharp.Imaging;

/// <summary>What films are stored as.</summary>
public enum FilmFormat
{
    /// <summary>DICOM, with or without preamble and meta header.</summary>
    Dicom,

    /// <summary>PNG.</summary>
    Png,

    /// <summary>JPEG, any process.</summary>
    Jpeg,
}

/// <summary>Tells formats apart by their first bytes, never by a file's name.</summary>
public static class FilmFormats
{
    // What people hand over instead of a film, and what they can do about it.
    private static readonly (byte[] Start, string Name)[] Others =
    [
        ("GIF8"u8.ToArray(), "a GIF image"),
        ("BM"u8.ToArray(), "a Windows bitmap"),
        ("II*\0"u8.ToArray(), "a TIFF image"),
        ("MM\0*"u8.ToArray(), "a TIFF image"),
        ("RIFF"u8.ToArray(), "a WebP image or another RIFF file"),
        ([0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20], "a bare JPEG 2000 image"),
        ([0xFF, 0x4F, 0xFF, 0x51], "a bare JPEG 2000 code stream"),
        ("%PDF"u8.ToArray(), "a PDF document"),
        ("PK\x03\x04"u8.ToArray(), "a ZIP archive"),
        ([0x1F, 0x8B], "a gzip archive"),
    ];

    /// <summary>Bytes from the beginning that <see cref="Recognize"/> wants to see; fewer where the file is shorter.</summary>
    public const int StartLength = 1024;

    /// <summary>The format of a file.</summary>
    /// <param name="start">Its first <see cref="StartLength"/> bytes.</param>
    /// <exception cref="ImageDataException">None of these formats; the message says what it looks like.</exception>
    public static FilmFormat Recognize(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
        {
            return FilmFormat.Png;
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return FilmFormat.Jpeg;
        }

        if (DicomFile.Recognizes(start))
        {
            return FilmFormat.Dicom;
        }

        var found = start.IsEmpty ? "an empty file" : "something else";
        foreach (var (signature, name) in Others)
        {
            if (start.StartsWith(signature))
            {
                found = name;
                break;
            }
        }

        throw new ImageDataException(0, $"Expected a DICOM, PNG or JPEG file, found {found}. Convert it to one of these first.");
    }
}
