namespace RadSharp.Imaging;

/// <summary>
/// Whose film it is and of which study, as far as the file says; empty where it does not. Personal data: never to be logged.
/// </summary>
public sealed record FilmIdentity
{
    /// <summary>Nothing is known.</summary>
    public static FilmIdentity None { get; } = new();

    /// <summary>The patient's name as the file writes it: <c>family^given^middle^prefix^suffix</c>.</summary>
    public string PatientName { get; init; } = "";

    /// <summary>The patient's number at the institution.</summary>
    public string PatientId { get; init; } = "";

    /// <summary>Day of birth.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary><c>M</c>, <c>F</c> or <c>O</c>.</summary>
    public string Sex { get; init; } = "";

    /// <summary>Age when the film was taken, as DICOM writes it: <c>063Y</c>, <c>010M</c>.</summary>
    public string Age { get; init; } = "";

    /// <summary>The request's number.</summary>
    public string AccessionNumber { get; init; } = "";

    /// <summary>Study Instance UID.</summary>
    public string StudyUid { get; init; } = "";

    /// <summary>Series Instance UID.</summary>
    public string SeriesUid { get; init; } = "";

    /// <summary>SOP Instance UID: this very image.</summary>
    public string InstanceUid { get; init; } = "";

    /// <summary>What was examined, in the institution's words.</summary>
    public string StudyDescription { get; init; } = "";
}
