namespace RadSharp.Imaging;

/// <summary>
/// A file cannot be read as what it claims to be: it is damaged, ends early, declares what cannot be, or uses something that
/// is not supported. The message is a sentence that says what was expected and what was found, and at which byte.
/// </summary>
public sealed class ImageDataException : IOException
{
    /// <summary>Something is wrong at a place in the data.</summary>
    /// <param name="offset">Bytes from the beginning of the data to the place.</param>
    /// <param name="reason">A sentence: what was expected, what was found, what to do.</param>
    /// <param name="inner">What caused it, if anything did.</param>
    public ImageDataException(long offset, string reason, Exception? inner = null)
        : this(offset, reason, null, inner)
    {
    }

    private ImageDataException(long offset, string reason, string? file, Exception? inner)
        : base($"{(file is null ? "" : $"{file}: ")}{reason} (at byte {offset:N0})", inner) =>
        (Offset, Reason, File) = (offset, reason, file);

    /// <summary>Bytes from the beginning of the data to the place where something is wrong.</summary>
    public long Offset { get; }

    /// <summary>The sentence without file and place.</summary>
    public string Reason { get; }

    /// <summary>The file, if the data came from one.</summary>
    public string? File { get; }

    /// <summary>The same error, naming the file that the data came from.</summary>
    /// <param name="file">Path as the caller knows it.</param>
    public ImageDataException In(string file) => new(Offset, Reason, file, this);

    /// <summary>The same error, its place counted from further ahead: the data was a part of something larger.</summary>
    /// <param name="start">Where the part begins in the whole, in bytes.</param>
    public ImageDataException Within(long start) => new(start + Offset, Reason, File, this);
}
