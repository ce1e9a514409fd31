namespace RadSharp.Imaging;

/// <summary>What can be doubtful about a film.</summary>
public enum FilmDoubt
{
    /// <summary>Not a frontal film.</summary>
    View,

    /// <summary>Not a chest.</summary>
    BodyPart,

    /// <summary>Not a radiograph.</summary>
    Modality,

    /// <summary>Black and white may be exchanged.</summary>
    Polarity,

    /// <summary>The film may lie upside down or on its side.</summary>
    Orientation,

    /// <summary>A colour image, whose luminance was taken.</summary>
    Color,

    /// <summary>One of several frames.</summary>
    Frames,

    /// <summary>An attribute of the file is contradictory or was ignored.</summary>
    Attribute,
}

/// <summary>Something about a film that a reader or a model should know before believing what it shows.</summary>
/// <param name="Doubt">What is doubtful.</param>
/// <param name="Message">A sentence: what was found, what was done about it, and how to override it. No personal data.</param>
public sealed record FilmConcern(FilmDoubt Doubt, string Message);
