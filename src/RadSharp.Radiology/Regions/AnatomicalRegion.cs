namespace RadSharp.Radiology.Regions;

/// <summary>The anatomical regions of Chest ImaGenome.</summary>
public static class AnatomicalRegion
{
    /// <summary>The 29 names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. LabelList.Read("Regions", "chest_imagenome.tsv").Select(columns => columns[0])];

    /// <summary>The name on the other side of the body, or the name itself for what is in the middle.</summary>
    public static string Mirrored(string name) => name switch
    {
        _ when name.StartsWith("right ", StringComparison.Ordinal) && Names.Contains("left " + name[6..]) => "left " + name[6..],
        _ when name.StartsWith("left ", StringComparison.Ordinal) && Names.Contains("right " + name[5..]) => "right " + name[5..],
        _ => name,
    };
}
