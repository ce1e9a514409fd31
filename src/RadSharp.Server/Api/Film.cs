namespace RadSharp.Server.Api;

/// <summary>A film, as far as its pixels and its file say.</summary>
/// <remarks>
/// Values, windows, minimum and maximum are in the unit of the film's pixels as the address <c>pixels</c> gives them: the
/// modality's values where they fit into 16 bits without loss, else a line of them.
/// </remarks>
public sealed record Film
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>What its file was called, without folders.</summary>
    public required string FileName { get; init; }

    /// <summary>Pixels in a row.</summary>
    public required int Width { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>From which side it was taken, as the file says: <c>PA</c>, <c>AP</c>, <c>Frontal</c>, <c>Lateral</c>, <c>Other</c>, <c>Unknown</c>.</summary>
    public required string View { get; init; }

    /// <summary>When it was taken, in the institution's time; null where the file does not say.</summary>
    public DateTime? TakenAt { get; init; }

    /// <summary>What a reader should know before believing it, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Bits of a stored value, 1 to 16.</summary>
    public required int BitsStored { get; init; }

    /// <summary>The lowest value.</summary>
    public required double Minimum { get; init; }

    /// <summary>The highest value.</summary>
    public required double Maximum { get; init; }

    /// <summary>How it is shown at first; null where that is no window (a table of the file's).</summary>
    public required FilmWindow? Window { get; init; }

    /// <summary>Ways to show it, by name.</summary>
    public required IReadOnlyList<FilmPreset> Presets { get; init; }

    /// <summary>Whether low values are bright.</summary>
    public required bool IsInverted { get; init; }

    /// <summary>Millimetres from a row to the next and from a column to the next; null where the file does not say.</summary>
    public required IReadOnlyList<double>? PixelSpacing { get; init; }
}

/// <summary>Which values are spread over the greys.</summary>
/// <param name="Center">The middle.</param>
/// <param name="Width">From black to white.</param>
public sealed record FilmWindow(double Center, double Width);

/// <summary>A window with a name.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Center">The middle.</param>
/// <param name="Width">From black to white.</param>
public sealed record FilmPreset(string Name, double Center, double Width);

/// <summary>An attribute of a DICOM file.</summary>
/// <param name="Tag">Group and element, those of the sequences around it before it: <c>(0008,1111)[1](0008,1150)</c>.</param>
/// <param name="Vr">Its value representation.</param>
/// <param name="Name">Its name in the standard.</param>
/// <param name="Value">Its value, the long ones cut.</param>
/// <param name="IsPrivate">Whether a manufacturer has defined it.</param>
/// <param name="IsPatient">Whether it says whose film it is or who made it.</param>
public sealed record FilmTag(string Tag, string Vr, string Name, string Value, bool IsPrivate, bool IsPatient);
