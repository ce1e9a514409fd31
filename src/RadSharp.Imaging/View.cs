namespace RadSharp.Imaging;

/// <summary>From which side a film was taken.</summary>
public enum View
{
    /// <summary>The file does not say.</summary>
    Unknown,

    /// <summary>From the back to the front: the standing patient's chest film.</summary>
    PA,

    /// <summary>From the front to the back: lying or sitting patients.</summary>
    AP,

    /// <summary>From the front or the back; which is not said.</summary>
    Frontal,

    /// <summary>From a side.</summary>
    Lateral,

    /// <summary>Another direction, such as oblique.</summary>
    Other,
}

/// <summary>The side of the body that is shown.</summary>
public enum Laterality
{
    /// <summary>The file does not say.</summary>
    Unknown,

    /// <summary>Unpaired, as a chest is.</summary>
    Unpaired,

    /// <summary>Left.</summary>
    Left,

    /// <summary>Right.</summary>
    Right,

    /// <summary>Both.</summary>
    Both,
}
