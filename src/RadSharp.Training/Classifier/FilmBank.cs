using RadSharp.Imaging;
using RadSharp.Instruct.Samples;
using RadSharp.Models.Vision.Processing;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;

namespace RadSharp.Training.Classifier;

/// <summary>A film with what a network is to learn of it.</summary>
/// <param name="Film">What the data set says.</param>
/// <param name="Pixels">The film as <see cref="ChestImage"/> brings it to the network's size, 8-bit greys.</param>
/// <param name="Findings">1 where a label of <see cref="NihLabels.All"/> is present, else 0; null where the set has no labels.</param>
/// <param name="Lungs">The left and the right lung on the square, or null.</param>
public sealed record BankedFilm(LabeledFilm Film, byte[] Pixels, float[]? Findings, (Box Left, Box Right)? Lungs)
{
    /// <summary>Whether a finding is present; null where the set has no labels.</summary>
    /// <param name="finding">Its place in <see cref="NihLabels.All"/>.</param>
    public bool? Has(int finding) => Findings is null ? null : Findings[finding] > 0;
}

/// <summary>Films in memory, small enough to be changed anew each time that they are seen.</summary>
public static class FilmBank
{
    /// <summary>Reads films.</summary>
    /// <param name="films">Which.</param>
    /// <param name="size">Rows and columns of the network's images.</param>
    /// <exception cref="ImageDataException">A file is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static BankedFilm[] Read(IReadOnlyList<LabeledFilm> films, int size)
    {
        ArgumentNullException.ThrowIfNull(films);
        var banked = new BankedFilm[films.Count];
        Parallel.For(0, films.Count, index => banked[index] = Read(films[index], size));
        return banked;
    }

    private static BankedFilm Read(LabeledFilm film, int size)
    {
        var image = ChestImage.Of(FilmReader.Read(film.Image).Render(), size);
        var isLabeled = NihLabels.All.Any(name => film.Findings[name] != FindingState.Unknown);
        return new(
            film, image.Pixels.Samples,
            isLabeled ? [.. NihLabels.All.Select(name => film.Findings[name] == FindingState.Present ? 1f : 0)] : null,
            film.Regions.TryGetValue("left lung", out var left) && film.Regions.TryGetValue("right lung", out var right)
                ? (image.OnSquare(left), image.OnSquare(right)) : null);
    }
}
