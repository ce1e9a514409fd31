using RadSharp.Imaging;
using RadSharp.Imaging.Recognition;

namespace RadSharp.Models.Systems;

/// <summary>Whether an image is a frontal chest film, so that no report is written on something else.</summary>
internal static class FilmSuitability
{
    /// <summary>Why what the file says of itself forbids reading it; null where nothing does.</summary>
    public static string? RefusalByFile(Film film, SuitabilityLimits limits) => film switch
    {
        _ when Math.Min(film.Width, film.Height) < limits.ShorterSide =>
            $"The image has {film.Width} × {film.Height} pixels, too few to read: a film needs {limits.ShorterSide} or more on "
            + "its shorter side.",
        { View: View.Lateral } => "The film is a lateral view. Only frontal chest films (PA or AP) can be read.",
        { View: View.Other } => "The film is neither a PA nor an AP view. Only frontal chest films can be read.",
        _ when Has(film, FilmDoubt.BodyPart) =>
            $"The file says that the film shows another body part ({film.BodyPart}). Only chest films can be read.",
        _ when Has(film, FilmDoubt.Modality) =>
            $"The file says that the image is no radiograph (its modality is {film.Modality}). Only chest films can be read.",
        _ when Has(film, FilmDoubt.Color) => "The image has colours, so it is a photograph or a drawing and no radiograph.",
        _ => null,
    };

    /// <summary>Why what the image looks like forbids reading it; null where nothing does.</summary>
    /// <param name="greys">As it is read.</param>
    /// <param name="distance">Of its features from those of chest films; null where there are no statistics.</param>
    /// <param name="limits">What is asked for.</param>
    public static string? RefusalByLook(Image<byte> greys, float? distance, SuitabilityLimits limits) =>
        Deviation(greys) < limits.GreyDeviation ? "The image is blank, or nearly so: there is nothing to read on it."
        : ChestTemplate.Likeness(greys) < limits.Likeness || distance > limits.Distance
            ? "The image does not look like a frontal chest film, so it was not read."
        : null;

    private static bool Has(Film film, FilmDoubt doubt) => film.Concerns.Any(concern => concern.Doubt == doubt);

    private static double Deviation(Image<byte> greys)
    {
        long sum = 0, squares = 0;
        foreach (var grey in greys.Samples)
        {
            sum += grey;
            squares += grey * grey;
        }

        var mean = (double)sum / greys.Samples.Length;
        return Math.Sqrt(Math.Max(0, ((double)squares / greys.Samples.Length) - (mean * mean)));
    }
}
