using RadSharp.Imaging;
using RadSharp.Instruct.Samples;

namespace RadSharp.Instruct.DataSets;

/// <summary>What the data sets' folders and fields have in common.</summary>
internal static class DataSetFiles
{
    /// <summary>A table of a data set.</summary>
    /// <exception cref="FileNotFoundException">It is missing.</exception>
    public static string Table(string folder, string name)
    {
        var file = Path.Combine(folder, name);
        return File.Exists(file)
            ? file
            : throw new FileNotFoundException($"{file}: expected this table of the data set, but there is none. Is the folder the right one?");
    }

    /// <summary>Where a film is.</summary>
    public static string Film(string folder, string name) => Path.Combine(folder, "images", name);

    /// <summary>A view: <c>PA</c> or <c>AP</c>, in any case.</summary>
    public static View View(string text) => text.ToUpperInvariant() switch
    {
        "PA" => Imaging.View.PA,
        "AP" => Imaging.View.AP,
        _ => throw new FormatException($"Expected the view PA or AP, found '{text}'."),
    };

    /// <summary>A sex: <c>M</c> or <c>F</c>, in any case; anything else is unknown.</summary>
    public static PatientSex Sex(string text) => text.ToUpperInvariant() switch
    {
        "M" => PatientSex.Male,
        "F" => PatientSex.Female,
        _ => PatientSex.Unknown,
    };
}
