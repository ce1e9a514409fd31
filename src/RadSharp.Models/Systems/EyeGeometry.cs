using RadSharp.Imaging;
using RadSharp.Imaging.Geometry;
using RadSharp.Models.Vision.Processing;
using RadSharp.Radiology.Boxes;

namespace RadSharp.Models.Systems;

/// <summary>Brings what a <see cref="MiniEye"/> saw on its square back to the film.</summary>
internal static class EyeGeometry
{
    // Pixels on a map's longer side: several for each place of a feature map, as bilinear interpolation needs.
    private const int MapSide = 48;

    // Their order in EyeOutput.Lungs.
    private static readonly string[] LungNames = ["left lung", "right lung"];

    /// <summary>The lungs' boxes on the film as it is shown; a box without area is left out.</summary>
    public static Dictionary<string, Box> Lungs(EyeOutput output, ChestImage image, ReadingWay way)
    {
        var regions = new Dictionary<string, Box>();
        for (var lung = 0; lung < LungNames.Length; lung++)
        {
            var edges = output.Lungs.AsSpan(4 * lung, 4);
            var square = new Box(
                Math.Min(edges[0], edges[2]), Math.Min(edges[1], edges[3]),
                Math.Max(edges[0], edges[2]), Math.Max(edges[1], edges[3]));
            var film = way.Back(image.OnFilm(square));
            if (film.Area > 0)
            {
                regions[LungNames[lung]] = film;
            }
        }

        return regions;
    }

    /// <summary>The activation maps over the film as it is shown, by the findings' names.</summary>
    public static Dictionary<string, Image<float>> Maps(EyeOutput output, MiniConfig config, ChestImage image, ReadingWay way)
    {
        var (side, findings) = (config.Vision.FeatureSize, config.Findings.Count);
        var whole = Resampling.Resize(
            new Image<float>(side, side, findings, output.Maps), MapSide, MapSide, ResamplingFilter.Bilinear);
        var film = image.OnSquare(new Box(0, 0, 1, 1));
        var (left, top) = (Edge(film.X1), Edge(film.Y1));
        var cut = Cropping.Crop(whole, left, top, Math.Max(1, Edge(film.X2) - left), Math.Max(1, Edge(film.Y2) - top));
        var maps = new Dictionary<string, Image<float>>();
        for (var index = 0; index < findings; index++)
        {
            var map = new Image<float>(cut.Width, cut.Height);
            for (var pixel = 0; pixel < map.Samples.Length; pixel++)
            {
                map.Samples[pixel] = cut.Samples[(pixel * findings) + index];
            }

            maps[config.Findings[index].Name] = way.Back(map);
        }

        return maps;
    }

    // The pixel of a map of the whole square at which a part of its side ends.
    private static int Edge(double part) => Math.Clamp((int)Math.Round(part * MapSide), 0, MapSide);
}
