namespace RadSharp.Models.Systems;

/// <summary>What an image must have for <see cref="MiniEye"/> to read it as a frontal chest film.</summary>
public sealed record SuitabilityLimits
{
    /// <summary>Pixels of the shorter side at least.</summary>
    public int ShorterSide { get; init; } = 64;

    /// <summary>
    /// Standard deviation of the film's 8-bit greys at least: 1,510 films have 16 to 81, a blank one next to nothing.
    /// </summary>
    public float GreyDeviation { get; init; } = 8;

    /// <summary>
    /// Correlation with the average frontal chest film at least, from −1 to 1
    /// (<see cref="RadSharp.Imaging.Recognition.ChestTemplate.Likeness"/>). Of 1,510 films 99.2 % have more than 0.2.
    /// </summary>
    public float Likeness { get; init; } = 0.2f;

    /// <summary>
    /// The largest <see cref="FeatureStatistics.Distance"/> from the films that the first member was trained on; null where the
    /// model has no statistics of them, and only the other limits hold.
    /// </summary>
    public float? Distance { get; init; }
}
