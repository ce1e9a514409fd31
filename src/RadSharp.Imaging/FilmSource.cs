namespace RadSharp.Imaging;

/// <summary>Where a film came from.</summary>
/// <param name="Format">What the data turned out to be.</param>
/// <param name="File">Path or name, if there is one.</param>
public sealed record FilmSource(FilmFormat Format, string? File = null)
{
    /// <summary>How the pixels were encoded: a transfer syntax's name, or a process of JPEG.</summary>
    public string Encoding { get; init; } = "";

    /// <summary>The frame that was read, from 0.</summary>
    public int Frame { get; init; }

    /// <summary>Frames that there are.</summary>
    public int FrameCount { get; init; } = 1;
}
