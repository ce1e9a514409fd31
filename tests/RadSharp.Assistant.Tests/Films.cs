using RadSharp.Imaging;
using RadSharp.Imaging.Png;
using RadSharp.Models.Systems;
using RadSharp.Radiology.Boxes;
using RadSharp.Radiology.Findings;
using RadSharp.Tensors;

namespace RadSharp.Assistant.Tests;

/// <summary>Films for tests, and readings of them that no model made.</summary>
internal static class Films
{
    /// <summary>The golden RadVLM in small, and the film that goes with it.</summary>
    public static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", "llava_onevision");

    public static Film Small(View? view = null) =>
        FilmReader.Read(Path.Combine(Golden, "film_170x150.png"), new FilmOptions { View = view });

    /// <summary>A film of one grey.</summary>
    public static Film Flat(int width = 400, int height = 300)
    {
        var image = new Image<byte>(width, height);
        image.Samples.AsSpan().Fill(90);
        using var stream = new MemoryStream();
        PngWriter.Write(stream, image);
        return FilmReader.Read(stream.ToArray());
    }

    /// <summary>Both lungs; Effusion present with 0.8, at the lower left; Mass possible with 0.3; the others absent.</summary>
    public static ShownFilm Read(View view = View.PA, bool isNormal = false, bool hasLungs = true)
    {
        var maps = NihLabels.All.ToDictionary(name => name, _ => new Image<float>(4, 4));
        maps["Effusion"].Samples[(3 * 4) + 0] = 5;
        var findings = NihLabels.All.Select(name => name switch
        {
            "Effusion" when !isNormal => new FindingReading(name, 0.8f, FindingState.Present),
            "Mass" when !isNormal => new FindingReading(name, 0.3f, FindingState.Uncertain),
            _ => new FindingReading(name, 0.05f, FindingState.Absent),
        });
        var lungs = new Dictionary<string, Box> { ["right lung"] = new(0.1, 0.1, 0.45, 0.8), ["left lung"] = new(0.55, 0.1, 0.9, 0.8) };
        var reading = new FilmReading(view, [.. findings], hasLungs ? lungs : []);
        return new(Flat(), new ReadFilm(reading, new EncodedFilm(Tensor.Zeros([1, 4])), maps));
    }
}
