using RadSharp.Imaging;
using RadSharp.Instruct.Reports;
using RadSharp.Radiology.Boxes;

namespace RadSharp.Instruct.Samples;

/// <summary>What a data set tells about a film.</summary>
/// <param name="Id">Of the film within its set; chance goes by it, never by the place in a list.</param>
/// <param name="Image">Where the film is, as the sample names it.</param>
/// <param name="View">From which side it was taken.</param>
/// <param name="Findings">Its labels.</param>
public sealed record LabeledFilm(string Id, string Image, View View, FilmFindings Findings)
{
    /// <summary>Whose film it is, unique over all data sets; empty where that is not known.</summary>
    public string Patient { get; init; } = "";

    /// <summary>The patient's age in years; null where it is not known.</summary>
    public int? Age { get; init; }

    /// <summary>The patient's sex.</summary>
    public PatientSex Sex { get; init; }

    /// <summary>Boxes of anatomical regions, by a name of <see cref="Radiology.Regions.AnatomicalRegion.Names"/>.</summary>
    public IReadOnlyDictionary<string, Box> Regions { get; init; } = new Dictionary<string, Box>();

    /// <summary>Boxes of findings that are present, by the label's name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Box>> FindingBoxes { get; init; } =
        new Dictionary<string, IReadOnlyList<Box>>();
}
