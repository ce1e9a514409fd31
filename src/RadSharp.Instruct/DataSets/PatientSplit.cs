using RadSharp.Instruct.Samples;

namespace RadSharp.Instruct.DataSets;

/// <summary>
/// Parts films into those that a model is trained on and those that it is judged by. All films of a patient are on one side, and
/// a patient's side depends on its name alone, whatever other films there are.
/// </summary>
public static class PatientSplit
{
    /// <summary>The part of the patients that models are judged by.</summary>
    public const double ValidationShare = 0.2;

    private static readonly SeededChoice Choice = new SeededChoice(0).About("validation patients");

    /// <summary>Whether nothing may be trained on a film.</summary>
    public static bool IsForValidation(LabeledFilm film)
    {
        ArgumentNullException.ThrowIfNull(film);
        return Choice.Happens(ValidationShare, film.Patient);
    }
}
